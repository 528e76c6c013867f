#include "inference/elementwise/elementwise_exact.h"

#include <algorithm>
#include <numbers>
#include <stdexcept>

#include "inference/elementwise/elementwise.h"

namespace tron::inference {

double exact_activation(Op op, double x) {
  switch (op) {
    case Op::gelu:
      return 0.5 * x * (1 + std::erf(x / std::numbers::sqrt2));
    case Op::gelu_tanh:
      return 0.5 * x * (1 + std::tanh(std::sqrt(2 / std::numbers::pi) * (x + 0.044715 * x * x * x)));
    case Op::silu:
      return x / (1 + std::exp(-x));
    case Op::relu:
      return std::max(x, 0.0);
    default:
      throw std::logic_error("not an activation");
  }
}

RowStatistics row_statistics(const float* x, std::size_t columns, const NormTerms& terms) {
  double sum = 0, squares = 0;
  for (std::size_t c = 0; terms.centred && c < columns; ++c) sum += x[c];
  const double mean = sum / static_cast<double>(columns);
  for (std::size_t c = 0; c < columns; ++c) squares += (x[c] - mean) * (x[c] - mean);
  return {mean, std::sqrt(squares / static_cast<double>(columns) + terms.epsilon)};
}

void exact_softmax(float* x, std::size_t columns) {
  const double top = *std::max_element(x, x + columns);
  double sum = 0;
  for (std::size_t c = 0; c < columns; ++c) {
    const double e = std::exp(x[c] - top);
    x[c] = static_cast<float>(e);
    sum += e;
  }
  for (std::size_t c = 0; c < columns; ++c) x[c] = static_cast<float>(x[c] / sum);
}

void exact_norm(const float* x, const NormTerms& terms, std::size_t columns, float* out) {
  const RowStatistics row = row_statistics(x, columns, terms);
  for (std::size_t c = 0; c < columns; ++c) {
    const double shift = terms.beta != nullptr ? terms.beta[c] : 0;
    out[c] = static_cast<float>(terms.gamma[c] * (x[c] - row.mean) / row.deviation + shift);
  }
}

namespace {

class ExactOps : public ElementwiseOps {
 public:
  void softmax(float* scores, std::size_t columns) const override { exact_softmax(scores, columns); }
  void norm(const ElementRange&, const float* x, const NormTerms& terms, std::size_t columns, std::uint32_t,
            std::uint32_t, float* out) const override {
    exact_norm(x, terms, columns, out);
  }
  void activation(const ElementRange&, Op op, float* x, std::size_t columns, std::uint32_t,
                  std::uint32_t) const override {
    for (std::size_t c = 0; c < columns; ++c) x[c] = static_cast<float>(exact_activation(op, x[c]));
  }
  void residual(const ElementRange&, const float* x, const float* y, std::size_t columns, std::uint32_t,
                std::uint32_t, float* out) const override {
    for (std::size_t c = 0; c < columns; ++c) out[c] = x[c] + y[c];
  }
};

}  // namespace

std::unique_ptr<ElementwiseOps> exact_ops() {
  return std::make_unique<ExactOps>();
}

}  // namespace tron::inference
