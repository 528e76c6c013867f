#include <cmath>

#include "network/onnx/pattern/onnx_pattern.h"

namespace tron::network {
namespace {

/// Whether an op reduces the last axis alone, keeping it as 1.
bool over_last_axis(const OnnxTrace& trace, int mean) {
  const OnnxOp* op = trace.maker(mean);
  Dims expected = trace.dims(op->inputs[0]);
  if (expected.empty()) return false;
  expected.back() = 1;
  return trace.dims(mean) == expected;
}

/// x of mean(x) along the last axis.
std::optional<int> mean_of(const OnnxTrace& trace, int value) {
  const int mean = flat_source(trace, value);
  if (trace.type(mean) != "ReduceMean" || !over_last_axis(trace, mean)) return std::nullopt;
  return trace.maker(mean)->inputs[0];
}

/// x of x^2, written as a power or a product.
std::optional<int> square_of(const OnnxTrace& trace, int value) {
  if (const auto power = operands_of(trace, value, "Pow"); power && uniform(trace, power->second) == 2.0) {
    return power->first;
  }
  const auto product = operands_of(trace, value, "Mul");
  if (product && flat_source(trace, product->first) == flat_source(trace, product->second))
    return product->first;
  return std::nullopt;
}

struct Deviation {
  int of = -1;  ///< y of sqrt(mean(y^2) + epsilon)
  double epsilon = 0;
};

std::optional<Deviation> deviation_of(const OnnxTrace& trace, int value) {
  const auto root = operand_of(trace, value, "Sqrt");
  if (!root) return std::nullopt;
  const auto sum = with_constant(trace, *root, "Add");
  const auto epsilon = sum ? uniform(trace, sum->second) : std::nullopt;
  if (!epsilon) return std::nullopt;
  const auto mean = mean_of(trace, sum->first);
  const auto square = mean ? square_of(trace, *mean) : std::nullopt;
  if (!square) return std::nullopt;
  return Deviation{*square, *epsilon};
}

struct Quotient {
  int numerator = -1;
  Deviation deviation;
};

/// y / sqrt(mean(y^2) + epsilon), also as a product with the inverse.
std::optional<Quotient> quotient_of(const OnnxTrace& trace, int value) {
  if (const auto pair = operands_of(trace, value, "Div")) {
    if (const auto deviation = deviation_of(trace, pair->second)) return Quotient{pair->first, *deviation};
  }
  const auto product = operands_of(trace, value, "Mul");
  if (!product) return std::nullopt;
  for (const auto& [y, inverse] :
       {std::pair(product->first, product->second), std::pair(product->second, product->first)}) {
    std::optional<int> root = operand_of(trace, inverse, "Reciprocal");
    if (const auto one = operands_of(trace, inverse, "Div"); one && uniform(trace, one->first) == 1.0)
      root = one->second;
    const auto deviation = root ? deviation_of(trace, *root) : std::nullopt;
    if (deviation) return Quotient{y, *deviation};
  }
  return std::nullopt;
}

std::optional<OnnxPattern> match_decomposed(const OnnxTrace& trace, int value) {
  OnnxPattern pattern;
  pattern.value = value;
  if (trace.dims(value).empty()) return std::nullopt;
  const std::size_t width = trace.dims(value).back();
  int at = value;
  // A factor on the rows, as T5 has it before a tied output layer, goes into gamma and beta.
  if (const auto product = with_constant(trace, at, "Mul"); product && uniform(trace, product->second)) {
    const int inner = flat_source(trace, product->first);
    if (const auto scaled = uniform(trace, product->second); *scaled != 0 && trace.type(inner) != "") {
      pattern.scale = *scaled;
      at = inner;
    }
  }
  if (const auto sum = with_constant(trace, at, "Add"); sum && is_vector(trace, sum->second, width)) {
    pattern.bias = sum->second;
    at = flat_source(trace, sum->first);
  }
  if (const auto product = with_constant(trace, at, "Mul");
      product && is_vector(trace, product->second, width)) {
    pattern.weight = product->second;
    at = flat_source(trace, product->first);
  }
  const auto quotient = quotient_of(trace, at);
  if (!quotient || trace.dims(quotient->numerator).empty() ||
      trace.dims(quotient->numerator).back() != width) {
    return std::nullopt;
  }
  if (flat_source(trace, quotient->numerator) != flat_source(trace, quotient->deviation.of))
    return std::nullopt;
  pattern.epsilon = quotient->deviation.epsilon;
  const auto centred = operands_of(trace, quotient->numerator, "Sub");
  const auto mean = centred ? mean_of(trace, centred->second) : std::nullopt;
  if (mean && flat_source(trace, *mean) == flat_source(trace, centred->first)) {
    pattern.op = Op::layer_norm;
    pattern.inputs = {centred->first};
  } else {
    pattern.op = Op::rms_norm;
    pattern.inputs = {quotient->numerator};
    if (pattern.bias >= 0) return std::nullopt;
  }
  return trace.dims(pattern.inputs[0]).back() == width ? std::optional(pattern) : std::nullopt;
}

}  // namespace

std::optional<OnnxPattern> match_norm(const OnnxTrace& trace, int value) {
  if (trace.type(value) != "LayerNormalization") return match_decomposed(trace, value);
  const OnnxOp& op = *trace.maker(value);
  const std::size_t width = trace.dims(value).empty() ? 0 : trace.dims(value).back();
  if (!is_vector(trace, op.inputs[1], width)) return std::nullopt;
  OnnxPattern pattern;
  pattern.op = Op::layer_norm;
  pattern.value = value;
  pattern.inputs = {op.inputs[0]};
  pattern.weight = op.inputs[1];
  if (op.inputs.size() > 2) {
    if (!is_vector(trace, op.inputs[2], width)) return std::nullopt;
    pattern.bias = op.inputs[2];
  }
  const auto epsilon = op.node->attributes.find("epsilon");
  pattern.epsilon = epsilon == op.node->attributes.end() || epsilon->second.numbers.empty()
                        ? 1e-5f
                        : epsilon->second.numbers[0];
  return pattern;
}

}  // namespace tron::network
