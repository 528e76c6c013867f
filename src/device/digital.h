#pragma once

#include "base/text/quantity.h"
#include "base/text/units.h"
#include "rooms.h"

namespace tron::device {

/// A small electronic part: transimpedance amplifier, look-up table, comparator, subtractor.
struct ElectronicPart {
  Time latency;
  Power power;
  Area area;
  Energy energy() const { return power * latency; }  ///< of one operation
};

/// A receiver: what stands behind a photodetector.
struct Tia : ElectronicPart {
  Resistance load;
  Temperature temperature;
  CurrentNoise noise_current;        ///< input-referred; 0: that of the load
  int amplifiers = 2;                ///< of a balanced pair
  Frequency bandwidth;               ///< of its noise; 0: as the symbol rate has it
  Time integration;                  ///< of an integrate-and-dump receiver; 0: none
  Capacitance capacitance;           ///< that it integrates on
  double thermal_a2_per_hz() const;  ///< 4 k T / R (Johnson 1928, Nyquist 1928), or the amplifier's i_n^2
  /// Until what was read before is less than half a step of `bits`: of one pole of noise bandwidth B,
  /// (bits + 1) ln 2 / (4 B); of an integrator its integration; 0 where neither is stated.
  Time settling(int bits) const;
};

/// Logic whose power goes into its operations: adder, mac, divider.
struct Logic {
  Energy energy;  ///< of one operation
  Time latency;
  Power power;  ///< leakage and clock
  Area area;
};

struct Memory {
  Energy energy_per_byte;
  ByteRate bandwidth;
  Time latency;
  Area area_per_megabyte;
  Power power;  ///< refresh, interface, leakage
  Energy access_energy(double bytes) const { return energy_per_byte * bytes; }
  Time access_time(double bytes) const { return latency + Bytes{bytes} / bandwidth; }
};

}  // namespace tron::device
