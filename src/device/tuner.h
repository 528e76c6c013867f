#pragma once

#include <cmath>

#include "base/text/quantity.h"
#include "rooms.h"

namespace tron::device {

/// Electro-optic tuning: power and energy in proportion to the shift (Sunny et al., CrossLight, DAC 2021).
struct EoTuner {
  Time latency;
  PowerPerLength power_per_shift;
  Length range;
  Power power(Length shift) const { return {power_per_shift.si * std::abs(shift.si)}; }
};

/// Thermo-optic tuning by a heater: power in proportion to the shift, a whole free spectral range in reach.
struct ToTuner {
  Time latency;
  Power power_per_fsr;
  Power power(Length shift, Length fsr) const { return power_per_fsr * std::abs(shift / fsr); }
  /// The smallest shift of a heater DAC that spans one free spectral range.
  static Length step(Length fsr, int bits) { return fsr / std::exp2(bits); }
};

}  // namespace tron::device
