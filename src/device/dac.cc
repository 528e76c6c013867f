#include "device/dac.h"

#include <cmath>

namespace tron::device {

Power lightening_dac_power(const Converter& reference, Frequency rate, int bits) {
  const auto effort = [](int b) { return std::exp2(b) / b; };
  return reference.power * (rate / reference.rate) * (effort(bits) / effort(reference.bits));
}

Power simphony_dac_power(const Converter& reference, Frequency rate, int bits) {
  const auto effort = [](int b) { return std::exp2(b) / (b + 1); };
  return reference.power * (rate / reference.rate) * (effort(bits) / effort(reference.bits));
}

Power driver_power(double activity, Frequency rate, Capacitance load, Voltage swing) {
  return {activity * rate.si * load.si * swing.si * swing.si / 2};
}

}  // namespace tron::device
