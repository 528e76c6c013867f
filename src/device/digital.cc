#include "device/digital.h"

#include <numbers>

#include "base/numbers/constants.h"

namespace tron::device {

double Tia::thermal_a2_per_hz() const {
  if (noise_current.a_per_root_hz > 0) return noise_current.a_per_root_hz * noise_current.a_per_root_hz;
  return 4 * constants::kBoltzmann * temperature.si / load.si;
}

Time Tia::settling(int bits) const {
  if (integration.si > 0) return integration;
  if (bandwidth.si <= 0) return {};
  return {(bits + 1) * std::numbers::ln2 / (4 * bandwidth.si)};
}

}  // namespace tron::device
