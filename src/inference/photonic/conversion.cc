#include "inference/photonic/conversion.h"

#include <algorithm>
#include <cmath>

namespace tron::inference {
namespace {
constexpr double kFiner = 4096;
constexpr std::int32_t kUnlimited = 1 << 30;
// Sums of codes are 32-bit integers: a step is never so fine that all tiles together could pass them. A
// channel's product is at most about 1 in size; the factor leaves room for gain errors and noise.
constexpr double kRoom = 4;
}  // namespace

AdcScale adc_scale(const Chip& chip, const ProductRange& range, std::size_t depth, Sources sources) {
  const double full = (range.partial_max > 0 ? range.partial_max : 1) * chip.adc.range_margin;
  const std::int32_t limit = (1 << (chip.adc.bits - 1)) - 1;
  const double finest = kRoom * static_cast<double>(depth + chip.attention.wavelengths) / kUnlimited;
  const double step = std::max(full / limit, finest);
  if (sources.has(Source::adc)) return {static_cast<float>(step), limit};
  return {static_cast<float>(std::max(step / kFiner, finest)), kUnlimited};
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

ConverterColumns converters_of(const ChipInstance* chip_instance, Sources sources, const ProductSite& site,
                               std::size_t columns, std::size_t tiles, const AdcScale& adc, double light,
                               double rings, std::vector<float>* column_scale) {
  ConverterColumns out;
  if (chip_instance == nullptr || !sources.has(Source::adc)) return out;
  if (!chip_instance->row({site.unit, 0})) return out;
  const double limit = adc.limit, curve = 1.5 * std::sqrt(3.0);
  const double unit = double{kTotalUnit} * kTotalUnit / (light * rings * adc.step);
  out.reach = static_cast<float>(1.25 * limit);
  out.bias.assign(round_up(columns, kBlockColumns), 0.0f);
  out.offset = out.bias;
  out.number.assign(out.bias.size() * ConverterColumns::kFields, 0.0f);
  for (std::size_t n = 0; n < columns; ++n) {
    const RowErrors row = chip_instance->row({site.unit, static_cast<std::uint32_t>(n % site.array_rows)})
                              .value_or(RowErrors{});
    const auto set = [&](ConverterColumns::Field field, double value) {
      out.number[ConverterColumns::at(n, field)] = static_cast<float>(value);
    };
    set(ConverterColumns::imbalance, row.imbalance / 2 * unit);
    set(ConverterColumns::c0, row.offset + row.bow);
    set(ConverterColumns::c1, row.gain + row.curve * curve / limit);
    set(ConverterColumns::c2, -row.bow / (limit * limit));
    set(ConverterColumns::c3, -row.curve * curve / (limit * limit * limit));
    out.offset[n] = static_cast<float>(row.offset_known);
    out.bias[n] = static_cast<float>(row.offset_known * static_cast<double>(tiles));
    (*column_scale)[n] = static_cast<float>((*column_scale)[n] / row.gain_known);
  }
  return out;
}

}  // namespace tron::inference
