#include "inference/conversion.h"

namespace tron {
namespace {
constexpr float kFiner = 4096;
constexpr std::int32_t kUnlimited = 1 << 30;
}  // namespace

AdcScale adc_scale(const Chip& chip, const ProductRange& range, Sources sources) {
  const double full = (range.partial_max > 0 ? range.partial_max : 1) * chip.adc.range_margin;
  const std::int32_t limit = (1 << (chip.adc.bits - 1)) - 1;
  const auto step = static_cast<float>(full / limit);
  if (sources.has(Source::adc)) return {step, limit};
  return {step / kFiner, kUnlimited};
}

NoisePolynomial detector_noise(const Chip& chip, Sources sources) {
  const NoiseSwitches switches{chip.noise.shot && sources.has(Source::shot),
                               chip.noise.thermal && sources.has(Source::thermal),
                               chip.noise.rin && sources.has(Source::rin)};
  return balanced_noise(chip.link.detector, chip.link.rin, chip.rin_common_share, chip.symbol_rate, switches);
}

Conversion conversion_of(const Chip& chip, Sources sources, const AdcScale& adc, double light, double rings) {
  const NoisePolynomial noise = detector_noise(chip, sources);
  // Photocurrent of one channel that every ring lets through, and of one ADC step.
  const double channel = chip.link.detector.responsivity.si * chip.budget.detector_per_channel.si;
  const double step = channel * light * rings * adc.step;
  const double product = channel * kTotalUnit * kTotalUnit;  // of one unit of the integer totals' products
  Conversion out;
  out.constant = static_cast<float>(noise.constant_a2 / (step * step));
  out.per_total = static_cast<float>(noise.per_total_a * product / (step * step));
  out.difference_squared = static_cast<float>(noise.difference_squared);
  out.total_squared = static_cast<float>(noise.total_squared * product * product / (step * step));
  out.limit = adc.limit;
  return out;
}

}  // namespace tron
