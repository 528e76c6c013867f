#include "base/numbers/decibel.h"

#include <cmath>

namespace tron::base {

double Decibel::ratio() const {
  return std::pow(10.0, db / 10);
}
Decibel Decibel::from_ratio(double ratio) {
  return {10 * std::log10(ratio)};
}

Power PowerDbm::power() const {
  return {std::pow(10.0, dbm / 10) * 1e-3};
}
PowerDbm PowerDbm::from_power(Power power) {
  return {10 * std::log10(power.si * 1e3)};
}

double DecibelPerHertz::per_hertz() const {
  return std::pow(10.0, db_per_hz / 10);
}

}  // namespace tron::base
