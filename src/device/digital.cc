#include "device/digital.h"

#include "base/numbers/constants.h"

namespace tron::device {

double Tia::thermal_a2_per_hz() const {
  return 4 * constants::kBoltzmann * temperature.si / load.si;
}

}  // namespace tron::device
