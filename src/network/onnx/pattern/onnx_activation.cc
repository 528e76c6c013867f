#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <set>
#include <utility>

#include "network/onnx/pattern/onnx_pattern.h"

namespace tron::network {
namespace {

constexpr std::size_t kMostParts = 24;  ///< ops of one activation

bool is_elementwise(const std::string& type) {
  static const std::set<std::string> types{
      "Add", "Sub",  "Mul",        "Div",      "Pow",       "Neg",         "Sqrt", "Exp",
      "Erf", "Tanh", "Relu",       "Sigmoid",  "HardSwish", "HardSigmoid", "Clip", "Max",
      "Min", "Abs",  "Reciprocal", "Softplus", "LeakyRelu", "Elu"};
  return types.count(type) > 0;
}

/// A value and the ops' inputs that are reshapes of it.
struct Part {
  int source = -1;
  std::set<int> names;
};

/// Values that `value` is made of through functions of single elements, itself not among them, latest first.
std::vector<Part> parts_of(const OnnxTrace& trace, int value) {
  std::map<int, std::set<int>, std::greater<>> parts;
  std::set<int, std::greater<>> open{value};
  while (!open.empty() && parts.size() < kMostParts) {
    const int at = *open.begin();
    open.erase(open.begin());
    const OnnxOp* op = trace.maker(at);
    if (op == nullptr || !is_elementwise(op->node->type)) continue;
    for (int input : op->inputs) {
      if (input < 0 || trace.constant(input) != nullptr) continue;
      if (trace.dims(input) != trace.dims(value)) return {};
      const int source = flat_source(trace, input);
      parts[source].insert({source, input});
      open.insert(source);
    }
  }
  std::vector<Part> out;
  for (auto& [source, names] : parts) out.push_back({source, std::move(names)});
  return out;
}

HostTensor probes() {
  HostTensor x;
  for (double v = -6.3; v < 6.4; v += 0.235) x.real.push_back(static_cast<float>(v));
  x.dims = {x.real.size()};
  return x;
}

double exact(Op op, double x) {
  switch (op) {
    case Op::gelu:
      return 0.5 * x * std::erfc(-x / std::sqrt(2.0));
    case Op::gelu_tanh:
      return 0.5 * x * (1 + std::tanh(std::sqrt(2 / M_PI) * (x + 0.044715 * x * x * x)));
    case Op::relu:
      return std::max(x, 0.0);
    case Op::silu:
      return x / (1 + std::exp(-x));
    default:
      return std::tanh(x);
  }
}

/// The two forms of GELU differ by 5e-4, single precision by less than 1e-5.
std::optional<Op> name_of(const HostTensor& x, const HostTensor& y) {
  constexpr double kTolerance = 1e-5;
  for (Op op : {Op::gelu, Op::gelu_tanh, Op::relu, Op::silu, Op::tanh}) {
    bool same = x.size() == y.size();
    for (std::size_t i = 0; same && i < x.size(); ++i) {
      const double want = exact(op, x.real[i]);
      same = std::abs(y.real[i] - want) <= kTolerance * (1 + std::abs(want));
    }
    if (same) return op;
  }
  return std::nullopt;
}

}  // namespace

/// An activation is recognised by what it computes, not by how it is written.
std::optional<OnnxPattern> match_activation(const OnnxTrace& trace, int value) {
  if (!is_elementwise(trace.type(value)) || !is_rows(trace.dims(value))) return std::nullopt;
  const HostTensor x = probes();
  for (const Part& part : parts_of(trace, value)) {
    std::map<int, HostTensor> given;
    for (int name : part.names) given.emplace(name, x);
    const auto y = replay(trace, value, given, 2 * kMostParts);
    if (!y || y->kind != HostKind::real) continue;
    if (const auto op = name_of(x, *y)) {
      OnnxPattern pattern;
      pattern.op = *op;
      pattern.value = value;
      pattern.inputs = {part.source};
      return pattern;
    }
  }
  return std::nullopt;
}

}  // namespace tron::network
