#include "network/onnx/pattern/onnx_pattern.h"

namespace tron::network {
namespace {

std::optional<OnnxLinear> find_product(const OnnxTrace& trace, int value) {
  const OnnxOp* op = trace.maker(value);
  if (op == nullptr || op->inputs.size() < 2 || op->inputs[0] < 0 || op->inputs[1] < 0) return std::nullopt;
  const bool gemm = op->node->type == "Gemm";
  if (!gemm && op->node->type != "MatMul") return std::nullopt;
  OnnxLinear linear{op->inputs[0], op->inputs[1]};
  const HostTensor* weight = trace.constant(linear.weight);
  if (weight == nullptr || weight->dims.size() != 2 || weight->size() == 0) return std::nullopt;
  if (trace.constant(linear.input) != nullptr || trace.dims(linear.input).empty()) return std::nullopt;
  if (gemm) {
    const HostAttributes& attributes = op->node->attributes;
    const auto flag = [&](const char* name) {
      const auto found = attributes.find(name);
      return found != attributes.end() && found->second.integers == std::vector<std::int64_t>{1};
    };
    const auto factor = [&](const char* name) {
      const auto found = attributes.find(name);
      return found == attributes.end() || found->second.numbers.empty() ? 1.0f : found->second.numbers[0];
    };
    if (flag("transA") || factor("alpha") != 1 || (op->inputs.size() > 2 && factor("beta") != 1))
      return std::nullopt;
    linear.out_by_in = flag("transB");
    if (op->inputs.size() > 2) linear.bias = op->inputs[2];
  }
  linear.in = weight->dims[linear.out_by_in ? 1 : 0];
  linear.out = weight->dims[linear.out_by_in ? 0 : 1];
  if (linear.bias >= 0 && !is_vector(trace, linear.bias, linear.out)) return std::nullopt;
  return linear;
}

}  // namespace

std::optional<OnnxLinear> find_linear(const OnnxTrace& trace, int value) {
  if (auto linear = find_product(trace, value)) return linear;
  const auto sum = with_constant(trace, value, "Add");
  if (!sum || trace.type(value) != "Add") return std::nullopt;
  auto linear = find_product(trace, flat_source(trace, sum->first));
  if (!linear || linear->bias >= 0 || !is_vector(trace, sum->second, linear->out)) return std::nullopt;
  if (trace.dims(sum->first).back() != linear->out || trace.dims(value) != trace.dims(sum->first))
    return std::nullopt;
  linear->bias = sum->second;
  return linear;
}

std::optional<OnnxPattern> match_linear(const OnnxTrace& trace, int value) {
  const auto linear = find_linear(trace, value);
  if (!linear) return std::nullopt;
  OnnxPattern pattern;
  pattern.op = Op::linear;
  pattern.value = value;
  pattern.inputs = {linear->input};
  pattern.linear = *linear;
  return pattern;
}

}  // namespace tron::network
