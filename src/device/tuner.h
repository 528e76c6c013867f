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
  Capacitance capacitance;          ///< of the electrodes
  LengthPerVoltage shift_per_volt;  ///< of the drive
  /// Of charging the electrodes for a new value: C V^2 / 2.
  Energy charging(Length shift) const {
    if (capacitance.si <= 0) return {};
    const Voltage drive = shift / shift_per_volt;
    return {capacitance.si * drive.si * drive.si / 2};
  }
  Power power(Length shift) const { return {power_per_shift.si * std::abs(shift.si)}; }
};

/// Thermo-optic tuning by a heater: power in proportion to the shift, a whole free spectral range in reach.
struct ToTuner {
  Time latency;
  Power power_per_fsr;           ///< of the heater itself
  double driver_efficiency = 1;  ///< of what supplies it
  Power power(Length shift, Length fsr) const {
    return power_per_fsr * std::abs(shift / fsr) / driver_efficiency;
  }
  /// The smallest shift of a heater DAC that spans one free spectral range.
  static Length step(Length fsr, int bits) { return fsr / std::exp2(bits); }
};

}  // namespace tron::device
