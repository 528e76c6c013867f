#pragma once

#include "device/converter.h"
#include "rooms.h"

namespace tron::device {

/// Power of a DAC scaled from a reference part to another rate and resolution.
/// Lightening-Transformer's code (HPCA 2024): P_ref (f / f_ref) (2^b / b) / (2^b_ref / b_ref).
Power lightening_dac_power(const Converter& reference, Frequency rate, int bits);
/// SimPhony's code (arXiv 2411.13715): the same with 2^b / (b + 1).
Power simphony_dac_power(const Converter& reference, Frequency rate, int bits);

/// Dynamic power of a driver that swings a capacitance: alpha f C V^2 / 2, alpha = share of symbols that
/// switch.
Power driver_power(double activity, Frequency rate, Capacitance load, Voltage swing);

}  // namespace tron::device
