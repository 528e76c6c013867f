#pragma once

#include <vector>

#include "chip/chip.h"
#include "circuit/fabrication/chip_instance.h"
#include "inference/engine.h"
#include "inference/photonic/photonic_kernel.h"
#include "inference/sources.h"
#include "rooms.h"

namespace tron::inference {

/// The converter of one product: its step in units of the dot product (1 = one wavelength at full scale of
/// both operands), and its highest code.
struct AdcScale {
  float step = 0;
  std::int32_t limit = 0;
};

/// Full scale is the calibrated range times the chip's margin. With the ADC's error switched off, the step is
/// 4096 times finer.
AdcScale adc_scale(const Chip& chip, const ProductRange& range, std::size_t depth, Sources sources);

/// Detector noise of one product in ADC steps. `light` and `rings` are the full scales of the activation and
/// the ring bank.
NoisePolynomial detector_noise(const Chip& chip, Sources sources);
Conversion conversion_of(const Chip& chip, Sources sources, const AdcScale& adc, double light, double rings);

/// The detectors and converters of a chip instance's rows for a product of `columns` on `site` and `tiles` of
/// depth; empty where they are as designed, or where the ADC's error is switched off. `*column_scale` loses
/// the gains that the chip's test found.
ConverterColumns converters_of(const ChipInstance* chip_instance, Sources sources, const ProductSite& site,
                               std::size_t columns, std::size_t tiles, const AdcScale& adc, double light,
                               double rings, std::vector<float>* column_scale);

}  // namespace tron::inference
