#include <cmath>
#include <numbers>

#include "base/numbers/philox.h"
#include "base/numbers/statistics.h"
#include "circuit/fabrication/chip_instance.h"
#include "circuit/noise.h"
#include "study/validate/row_models.h"

namespace tron::study {
namespace {

constexpr int kColumns = 4096, kProducts = 64;

double normal(std::uint32_t column, std::uint32_t product, std::uint32_t what) {
  const auto w =
      Philox::block({product, column, what, static_cast<std::uint32_t>(Purpose::detector)}, {2025, 0});
  return std::sqrt(-2 * std::log(uniform_open(w[0], w[1]))) *
         std::cos(2 * std::numbers::pi * uniform_open(w[2], w[3]));
}

/// What the converter of a column returns for a sum of v steps, as circuit/fabrication/chip_instance.h states
/// it.
double converted(const RowErrors& errors, double v) {
  return errors.offset + errors.gain * v;
}

/// Spread of the error of dot products, in steps of the converter, when every column has a gain and an offset
/// of its own and the light its noise. `corrected`: gain and offset are known.
double spread_of_error(const RowInputs& in, bool corrected) {
  const double signal = in.shared.number("signal_spread", 0, 1e6);
  const double gain = in.shared.number("mean_gain", 1e-6, 10),
               gain_spread = in.shared.number("gain_spread", 0, 1);
  const double offset_spread = in.shared.number("offset_spread", 0, 1e6);
  const double noise = in.shared.number("noise_after_correction", 0, 1e6);
  Moments error;
  for (std::uint32_t column = 0; column < kColumns; ++column) {
    RowErrors errors;
    errors.gain = gain * (1 + gain_spread * normal(column, 0, 1));
    errors.offset = offset_spread * normal(column, 0, 2);
    for (std::uint32_t product = 0; product < kProducts; ++product) {
      const double wanted = signal * normal(column, product, 3);
      // The published noise is what a line through a column's products leaves, in steps of the converter.
      const double got = converted(errors, wanted + noise / gain * normal(column, product, 4));
      error.add(got - (corrected ? converted(errors, wanted) : wanted));
    }
  }
  return std::sqrt(error.variance());
}

/// Bits of the ideal converter of this many steps whose error is as large.
double bits_of(const RowInputs& in, double sigma) {
  return in.shared.number("converter_bits", 1, 24) - std::log2(std::sqrt(12.0) * sigma);
}

RowAnswer raw_error(const RowInputs& in) {
  return spread_of_error(in, false);
}

RowAnswer raw_bits(const RowInputs& in) {
  return bits_of(in, spread_of_error(in, false));
}

RowAnswer corrected_bits(const RowInputs& in) {
  return bits_of(in, spread_of_error(in, true));
}

/// The |error| that this share of products stays below, by the normal law of the noise model.
RowAnswer error_quantile(const RowInputs& in) {
  const double share = in.own.number("share", 0, 1);
  return normal_quantile((1 + share) / 2) * in.shared.number("error_spread", 0, 1e6);
}

/// What ideal converters alone leave: inputs and weights uniform over their codes, the sum rounded to steps.
RowAnswer error_of_converters(const RowInputs& in) {
  const double signal = in.shared.number("signal_spread", 0, 1e6);
  double relative = 0;
  for (const char* bits : {"input_bits", "weight_bits"}) {
    const double step = 2 / (std::exp2(in.shared.number(bits, 1, 24)) - 1);
    relative += step * step / 12 * 3;  // over the mean square 1/3 of a value uniform in [-1, 1]
  }
  return std::sqrt(signal * signal * relative + 1.0 / 12);
}

/// Light at the detector for the measured bits, by Al-Qadasi's equation.
RowAnswer light_of_bits(const RowInputs& in) {
  Detector detector;
  detector.responsivity = in.shared.quantity<Responsivity>("responsivity", {1e-6}, {1e3});
  detector.dark_current = in.shared.quantity<Current>("dark_current", {0}, {1});
  detector.load = in.shared.quantity<Resistance>("load", {1e-3}, {1e12});
  detector.temperature = in.shared.quantity<Temperature>("temperature", {1}, {1000});
  bool possible = false;
  const PowerDbm power = power_for_enob(
      detector, in.own.number("bits", 0, 30), in.shared.quantity<DecibelPerHertz>("rin", {-300}, {0}),
      in.shared.quantity<Frequency>("rate", {1}, {1e15}), &possible, nullptr);
  if (!possible) return RowAnswer::none("no light reaches these bits");
  return power.power().si * 1e3;
}

}  // namespace

std::vector<RowModel> dot_product_models() {
  return {
      {"dot_product.raw_error", "LSB", raw_error},
      {"dot_product.raw_bits", "bit", raw_bits},
      {"dot_product.corrected_bits", "bit", corrected_bits},
      {"dot_product.error_quantile", "LSB", error_quantile},
      {"dot_product.error_of_converters", "LSB", error_of_converters},
      {"dot_product.light", "mW", light_of_bits},
  };
}

}  // namespace tron::study
