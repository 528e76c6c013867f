#pragma once

#include "device/converter.h"
#include "rooms.h"

namespace tron::device {

/// Power of an ADC scaled from a reference part to another rate and resolution (Lightening-Transformer's
/// code, HPCA 2024). Successive approximation: P_ref (f / f_ref) (b / b_ref). Flash: P_ref (f / f_ref) (2^b -
/// 1) / (2^b_ref - 1).
Power sar_adc_power(const Converter& reference, Frequency rate, int bits);
Power flash_adc_power(const Converter& reference, Frequency rate, int bits);

}  // namespace tron::device
