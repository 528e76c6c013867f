#pragma once

#include "base/quantity.h"

namespace tron {

/// A small electronic part: transimpedance amplifier, look-up table, comparator, subtractor.
struct ElectronicPart {
  Time latency;
  Power power;
  Area area;
  Energy energy() const { return power * latency; }  ///< of one operation
};

struct Tia : ElectronicPart {
  Resistance load;
  Temperature temperature;
  double thermal_a2_per_hz() const;  ///< 4 k T / R (Johnson 1928, Nyquist 1928)
};

struct Memory {
  Energy energy_per_byte;
  Frequency bandwidth;  ///< bytes per second
  Time latency;
  Area area_per_megabyte;
  Energy access_energy(double bytes) const { return energy_per_byte * bytes; }
  Time access_time(double bytes) const { return latency + bytes / bandwidth; }
};

}  // namespace tron
