#pragma once

#include "base/numbers/decibel.h"
#include "rooms.h"

namespace tron::circuit {

/// Laser power as other accelerators compute it: formulas of their papers and code, for comparison with
/// close_link().

/// The group's rule (Sunny et al., CrossLight, DAC 2021, eq. 7): P_laser - sensitivity >= loss + 10
/// log10(wavelengths).
PowerDbm crosslight_laser_power(PowerDbm sensitivity, Decibel loss, int wavelengths);

/// A bank of `width` rings a row and `height` rows as Lightening-Transformer's code takes it (Zhu et al.,
/// HPCA 2024): IL = 2 [0.1 (W - 1) + 0.95] + 0.1 ceil(log2 H) dB.
Decibel lightening_insertion_loss(int width, int height);

/// P_elec = 10^((S + IL + 10 log10 H) / 10) / WPE 2^bits (the same code).
Power lightening_laser_power(PowerDbm sensitivity, int width, int height, double wall_plug_efficiency,
                             int bits);

/// SimPhony (Yin et al., arXiv 2411.13715): the same, times 1 / (1 - 10^(-ER / 10)) for the light that a
/// modulator's finite extinction ratio lets through.
Power simphony_laser_power(PowerDbm sensitivity, int width, int height, double wall_plug_efficiency, int bits,
                           Decibel extinction_ratio);

/// What University of Kentucky's simulators subtract from the laser's power before a detector of a row of n
/// rings, `rows` rows (m), rings `pitch` apart (d, in the code's unit of length), besides a penalty: 1.6 +
/// 0.3 n d + 4 + 0.01 (n - 1) + 10 log10 n + 0.01 log2 m + 0.01 + 0.01 (n - 1) dB.
Decibel kentucky_loss(int n, int rows, double pitch);

/// The largest n with P_laser - kentucky_loss(n) - penalty >= sensitivity; 0 if not even one ring fits.
int kentucky_largest_row(PowerDbm laser, PowerDbm sensitivity, int rows, double pitch, Decibel penalty);

}  // namespace tron::circuit
