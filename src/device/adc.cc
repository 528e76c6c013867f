#include "device/adc.h"

#include <cmath>

namespace tron::device {

Power sar_adc_power(const Converter& reference, Frequency rate, int bits) {
  return reference.power * (rate / reference.rate) * (static_cast<double>(bits) / reference.bits);
}

Power flash_adc_power(const Converter& reference, Frequency rate, int bits) {
  return reference.power * (rate / reference.rate) *
         ((std::exp2(bits) - 1) / (std::exp2(reference.bits) - 1));
}

}  // namespace tron::device
