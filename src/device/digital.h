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

struct Tia : ElectronicPart {
  Resistance load;
  Temperature temperature;
  double thermal_a2_per_hz() const;  ///< 4 k T / R (Johnson 1928, Nyquist 1928)
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
