#include "inference/elementwise/activation_unit.h"

#include <algorithm>
#include <cmath>

#include "inference/elementwise/elementwise_exact.h"
#include "inference/kernels/signed_quantizer.h"
#include "inference/photonic/position_noise.h"

namespace tron::inference {
namespace {

constexpr int kCurvePoints = 4097;  ///< of the SOA's continuous transfer, joined by straight lines

/// G / G0 of G = G0 exp(-(G - 1) p), by Newton's method on ln G + (G - 1) p = ln G0, which is monotonic and
/// concave: starting from the left of the root it never passes it.
double compression(double small_signal, double p) {
  double gain = 1;
  for (int i = 0; i < 50; ++i) {
    const double f = std::log(gain) + (gain - 1) * p - std::log(small_signal);
    gain -= f / (1 / gain + p);
  }
  return gain / small_signal;
}

}  // namespace

double ActivationUnit::amplified(Op op, double x, double in_max) const {
  const double slope = op == Op::silu ? 1 : 1.702;
  const double gate = op == Op::relu ? (x > 0 ? 1 : 0) : 1 / (1 + std::exp(-slope * x));
  return x * gate * compression(design_.soa_gain, design_.soa_input * std::abs(x) / in_max);
}

std::shared_ptr<const ActivationUnit::Curve> ActivationUnit::curve(const ElementRange& range, Op op,
                                                                   std::uint32_t step) const {
  const std::lock_guard lock(mutex_);
  auto& entry = curves_[{step, static_cast<int>(op), range.in_max[0], range.out_max}];
  if (entry != nullptr) return entry;
  const bool table = design_.kind == ActivationKind::table;
  const int points = table ? (1 << design_.bits) - 1 : kCurvePoints;
  const SignedQuantizer output(design_.bits, range.out_max);
  Curve made(points);
  for (int i = 0; i < points; ++i) {
    const double x = range.in_max[0] * (2.0 * i / (points - 1) - 1);
    made[i] = table ? output(static_cast<float>(exact_activation(op, x)))
                    : static_cast<float>(amplified(op, x, range.in_max[0]));
  }
  entry = std::make_shared<const Curve>(std::move(made));
  return entry;
}

void ActivationUnit::look_up(const Curve& curve, const ElementRange& range, float* x,
                             std::size_t columns) const {
  const SignedQuantizer input(design_.bits, range.in_max[0]);
  const std::size_t middle = curve.size() / 2;
  const auto centre = static_cast<float>(middle);
  for (std::size_t c = 0; c < columns; ++c) x[c] = curve[static_cast<std::size_t>(input.code(x[c]) + centre)];
}

void ActivationUnit::amplify(const Curve& curve, const ElementRange& range, float* x, std::size_t columns,
                             std::uint32_t step, std::uint32_t row_id) const {
  const SignedQuantizer adc(design_.bits, range.out_max);
  const auto last = static_cast<float>(curve.size() - 1);
  const float noise = static_cast<float>(design_.soa_noise) * range.out_max;
  std::array<float, 8> deviates{};
  for (std::size_t c = 0; c < columns; ++c) {
    if (c % 8 == 0 && noise > 0) {
      deviates = position_noise(seed_, Purpose::activation, step, row_id, c / 8);
    }
    const float at = std::clamp((x[c] / range.in_max[0] + 1) * 0.5f * last, 0.0f, last);
    const auto left = std::min(static_cast<std::size_t>(at), curve.size() - 2);
    const float value = curve[left] + (at - static_cast<float>(left)) * (curve[left + 1] - curve[left]);
    x[c] = adc(value + noise * deviates[c % 8]);
  }
}

void ActivationUnit::run(const ElementRange& range, Op op, float* x, std::size_t columns, std::uint32_t step,
                         std::uint32_t row_id) const {
  const std::shared_ptr<const Curve> transfer = curve(range, op, step);
  if (design_.kind == ActivationKind::table) {
    look_up(*transfer, range, x, columns);
  } else {
    amplify(*transfer, range, x, columns, step, row_id);
  }
}

}  // namespace tron::inference
