#include "study/findings/partial_sums.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/text/units.h"
#include "circuit/bank.h"

namespace tron::study {
namespace {

constexpr double kSmallScale = 0.5;  ///< of the light: below, most of it never carries a value

double bits_at(const Chip& chip, double share) {
  return detector_enob(chip.link.detector, chip.budget.detector_total * share, chip.link.rin,
                       chip.symbol_rate);
}

/// Share of a channel's light that the banks of inputs and of weights span together.
double spanned(const Chip& chip) {
  return Bank(chip.activation_bank).full_scale() * Bank(chip.weight_bank).full_scale();
}

/// The same chip with another drive range; 0 if it cannot be.
double spanned_with(const Chip& chip, const std::vector<std::string>& settings, const std::string& range) {
  std::vector<std::string> changed = settings;
  changed.push_back("bank.drive_range=" + range);
  try {
    const Feasible<Chip> other = load_chip(chip.file, chip.assumption_file, changed);
    return other ? spanned(*other) : 0;
  } catch (const InputError&) {
    return 0;  // further than the tuner reaches, or than the neighbours leave room for
  }
}

std::optional<PartialSums::Hint> hint_for(const Chip& chip, const std::vector<std::string>& settings) {
  const double now = spanned(chip);
  if (now >= kSmallScale || chip.file.empty()) return std::nullopt;
  PartialSums::Hint hint;
  const Length range = chip.activation_bank.drive_range;
  for (const double factor : {1.5, 2.0, 2.5, 3.0}) {
    const std::string then = format_quantity(measured(range * factor));
    const double scale = spanned_with(chip, settings, then);
    if (scale <= std::max(now, hint.scale_then)) continue;
    hint = {"bank.drive_range", format_quantity(measured(range)), then, now, scale};
  }
  if (hint.setting.empty()) return std::nullopt;
  return hint;
}

}  // namespace

std::optional<PartialSums> partial_sums_of(const Chip& chip, const std::vector<std::string>& settings,
                                           const Evaluation& evaluation) {
  PartialSums out;
  out.light_scale = Bank(chip.activation_bank).full_scale();
  out.weight_scale = Bank(chip.weight_bank).full_scale();
  out.dynamic_scale = Bank(chip.dynamic_bank).full_scale();
  double squares = 0, adc_squares = 0, count = 0;
  for (const ProductScale& product : evaluation.scales) {
    const ProductRange& range = product.range;
    if (range.partials == 0 || !(range.partial_max > 0)) continue;
    const double rings = product.dynamic ? out.dynamic_scale : out.weight_scale;
    const double unit = out.light_scale * rings / chip.attention.wavelengths;
    const double share = range.partial_rms * unit, of_adc = range.partial_rms / range.partial_max;
    const auto partials = static_cast<double>(range.partials);
    squares += share * share * partials, count += partials;
    adc_squares += of_adc * of_adc * partials;
    out.largest = std::max(out.largest, range.partial_max * unit);
    if (out.faintest.empty() || share < out.faintest_share)
      out.faintest = product.step, out.faintest_share = share;
  }
  if (count == 0) return std::nullopt;
  out.typical = std::sqrt(squares / count);
  out.adc_share = std::sqrt(adc_squares / count) / chip.adc.range_margin;
  out.typical_bits = bits_at(chip, out.typical);
  out.largest_bits = bits_at(chip, out.largest);
  out.hint = hint_for(chip, settings);
  return out;
}

}  // namespace tron::study
