#include "network/onnx/pattern/onnx_follow.h"

#include <algorithm>
#include <set>

namespace tron::network {
namespace {

constexpr std::size_t kReplayed = std::size_t{1} << 24U;

bool one_of(const std::string& type, std::initializer_list<const char*> types) {
  return std::find(types.begin(), types.end(), type) != types.end();
}

Dims without_ones(const Dims& dims) {
  Dims out;
  std::copy_if(dims.begin(), dims.end(), std::back_inserter(out), [](std::size_t d) { return d != 1; });
  return out;
}

/// A transposition is flat where the dims above 1 keep their order.
bool keeps_order(const OnnxTrace& trace, const OnnxOp& op) {
  const Dims& in = trace.dims(op.inputs[0]);
  const auto perm = op.node->attributes.find("perm");
  std::vector<std::int64_t> order(in.size());
  for (std::size_t k = 0; k < in.size(); ++k) order[k] = static_cast<std::int64_t>(in.size() - 1 - k);
  if (perm != op.node->attributes.end()) order = perm->second.integers;
  std::int64_t last = -1;
  for (std::int64_t axis : order) {
    if (axis < 0) axis += static_cast<std::int64_t>(in.size());
    if (in[static_cast<std::size_t>(axis)] == 1) continue;
    if (axis < last) return false;
    last = axis;
  }
  return true;
}

/// The operand that an elementwise op passes on unchanged, -1 if none.
int passed_on(const OnnxTrace& trace, const OnnxOp& op, int value) {
  const std::string& type = op.node->type;
  const bool product = type == "Mul" || type == "Div";
  if (!product && type != "Add" && type != "Sub") return -1;
  for (int side = 0; side < 2; ++side) {
    const int other = op.inputs[static_cast<std::size_t>(1 - side)],
              kept = op.inputs[static_cast<std::size_t>(side)];
    if (side == 1 && (type == "Div" || type == "Sub")) break;
    if (trace.constant(kept) != nullptr || trace.dims(kept) != trace.dims(value)) continue;
    if (trace.values[static_cast<std::size_t>(kept)].shape.kind != HostKind::real) continue;
    // A vector of ones or zeros may be a norm's gamma or a bias: weights, whatever they are.
    const std::size_t width = trace.dims(value).empty() ? 1 : trace.dims(value).back();
    if (width > 1 && is_vector(trace, other, width)) continue;
    if (uniform(trace, other) == (product ? 1.0 : 0.0)) return kept;
  }
  return -1;
}

int flat_step(const OnnxTrace& trace, int value) {
  const OnnxOp* op = trace.maker(value);
  if (op == nullptr || op->inputs.empty() || trace.constant(value) != nullptr) return -1;
  const std::string& type = op->node->type;
  const int input = op->inputs[0];
  if (input < 0) return -1;
  if (one_of(type, {"Identity", "Dropout", "Reshape", "Flatten", "Squeeze", "Unsqueeze"})) return input;
  const auto kind = [&](int v) { return trace.values[static_cast<std::size_t>(v)].shape.kind; };
  if (type == "Cast") return kind(input) == kind(value) ? input : -1;
  if (type == "Transpose") return keeps_order(trace, *op) ? input : -1;
  const bool same = without_ones(trace.dims(input)) == without_ones(trace.dims(value));
  if (one_of(type, {"Expand", "Slice", "Split"})) return same ? input : -1;
  if (type == "Concat" && op->inputs.size() == 1) return input;
  return passed_on(trace, *op, value);
}

int moved_step(const OnnxTrace& trace, int value) {
  const int flat = flat_step(trace, value);
  if (flat >= 0) return flat;
  const OnnxOp* op = trace.maker(value);
  if (op == nullptr || op->inputs.empty() || trace.constant(value) != nullptr) return -1;
  const std::string& type = op->node->type;
  if (one_of(type, {"Transpose", "Slice", "Split", "Expand", "Tile"})) return op->inputs[0];
  if (type == "Gather" && trace.constant(op->inputs[0]) == nullptr &&
      trace.constant(op->inputs[1]) != nullptr) {
    return op->inputs[0];
  }
  return -1;
}

/// So far and no farther: a file of nothing but reshapes is not walked again for each of them.
constexpr int kMostSteps = 512;

template <class Step>
int walk(const OnnxTrace& trace, int value, Step step) {
  int steps = 0;
  for (int next = step(trace, value); next >= 0 && steps < kMostSteps; next = step(trace, value), ++steps) {
    value = next;
  }
  return value;
}

/// The ops that `target` needs beyond what is given or constant, in order; nothing where an input stands in
/// the way.
std::optional<std::set<int>> needed_ops(const OnnxTrace& trace, int target,
                                        const std::map<int, HostTensor>& given, std::size_t most_ops) {
  std::set<int> ops;
  std::vector<int> open{target};
  std::size_t elements = 0;
  while (!open.empty()) {
    const int value = open.back();
    open.pop_back();
    const OnnxValue& v = trace.values[static_cast<std::size_t>(value)];
    if (v.constant != nullptr || given.count(value) > 0) continue;
    if (v.op < 0) return std::nullopt;
    elements += v.shape.size();
    if (elements > kReplayed) return std::nullopt;
    if (!ops.insert(v.op).second) continue;
    if (ops.size() > most_ops) return std::nullopt;
    for (int input : trace.ops[static_cast<std::size_t>(v.op)].inputs) {
      if (input >= 0) open.push_back(input);
    }
  }
  return ops;
}

}  // namespace

int flat_source(const OnnxTrace& trace, int value) {
  return walk(trace, value, flat_step);
}

int moved_source(const OnnxTrace& trace, int value) {
  return walk(trace, value, moved_step);
}

std::optional<OnnxPair> operands_of(const OnnxTrace& trace, int value, const std::string& type) {
  const OnnxOp* op = trace.maker(flat_source(trace, value));
  if (op == nullptr || op->node->type != type || op->inputs.size() != 2) return std::nullopt;
  return OnnxPair{op->inputs[0], op->inputs[1]};
}

std::optional<OnnxPair> with_constant(const OnnxTrace& trace, int value, const std::string& type) {
  auto pair = operands_of(trace, value, type);
  if (!pair) return std::nullopt;
  if (trace.constant(pair->first) != nullptr) std::swap(pair->first, pair->second);
  if (trace.constant(pair->second) == nullptr || trace.constant(pair->first) != nullptr) return std::nullopt;
  return pair;
}

std::optional<int> operand_of(const OnnxTrace& trace, int value, const std::string& type) {
  const OnnxOp* op = trace.maker(flat_source(trace, value));
  if (op == nullptr || op->node->type != type || op->inputs.empty()) return std::nullopt;
  return op->inputs[0];
}

std::optional<double> uniform(const OnnxTrace& trace, int value) {
  const HostTensor* tensor = value < 0 ? nullptr : trace.constant(value);
  if (tensor == nullptr || tensor->size() == 0) return std::nullopt;
  const auto all_equal = [](const auto& data) -> std::optional<double> {
    const bool equal = std::all_of(data.begin(), data.end(), [&](auto x) { return x == data.front(); });
    return equal ? std::optional(static_cast<double>(data.front())) : std::nullopt;
  };
  return tensor->kind == HostKind::real ? all_equal(tensor->real) : all_equal(tensor->whole);
}

bool is_vector(const OnnxTrace& trace, int value, std::size_t size) {
  const HostTensor* tensor = value < 0 ? nullptr : trace.constant(value);
  return tensor != nullptr && tensor->kind == HostKind::real && tensor->size() == size &&
         !tensor->dims.empty() && tensor->dims.back() == size;
}

int named_constant(const OnnxTrace& trace, int value) {
  const std::size_t size = trace.constant(value)->size();
  for (int at = value;;) {
    const OnnxOp* op = trace.maker(at);
    if (op == nullptr) return trace.constant(at) != nullptr ? at : value;
    if (!one_of(op->node->type,
                {"Identity", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Expand", "Cast"})) {
      return value;
    }
    at = op->inputs[0];
    if (trace.constant(at) == nullptr || trace.constant(at)->size() != size) return value;
  }
}

std::optional<HostTensor> replay(const OnnxTrace& trace, int target, const std::map<int, HostTensor>& given,
                                 std::size_t most_ops) {
  const auto ops = needed_ops(trace, target, given, most_ops);
  if (!ops) return std::nullopt;
  std::map<int, HostTensor> values = given;
  try {
    for (int number : *ops) {
      const OnnxOp& op = trace.ops[static_cast<std::size_t>(number)];
      std::vector<const HostTensor*> operands;
      for (int input : op.inputs) {
        const auto known = values.find(input);
        operands.push_back(input < 0               ? nullptr
                           : known != values.end() ? &known->second
                                                   : trace.constant(input));
        if (input >= 0 && operands.back() == nullptr) return std::nullopt;
      }
      for (std::size_t i = 0; i < op.outputs.size(); ++i) {
        if (op.outputs[i] < 0 || values.count(op.outputs[i]) > 0) continue;
        values[op.outputs[i]] =
            host_result(op.node->type, trace.opset, op.node->attributes, operands, static_cast<int>(i));
      }
    }
  } catch (const InputError&) {
    return std::nullopt;  // what does not run with these values is not what was looked for
  }
  const auto found = values.find(target);
  return found == values.end() ? std::nullopt : std::optional(std::move(found->second));
}

std::optional<std::vector<std::size_t>> index_map(const OnnxTrace& trace, int value, int source) {
  // Single precision counts exactly so far.
  constexpr std::size_t kExact = std::size_t{1} << 24U;
  HostTensor numbers = trace.values[static_cast<std::size_t>(source)].shape;
  if (numbers.kind != HostKind::real || numbers.size() > kExact) return std::nullopt;
  numbers.allocate();
  for (std::size_t i = 0; i < numbers.real.size(); ++i) numbers.real[i] = static_cast<float>(i);
  const auto moved = replay(trace, value, {{source, std::move(numbers)}});
  if (!moved) return std::nullopt;
  return std::vector<std::size_t>(moved->real.begin(), moved->real.end());
}

bool is_rows(const Dims& dims) {
  if (dims.empty() || dims.size() > 3) return false;
  std::size_t above_one = 0;
  for (std::size_t k = 0; k + 1 < dims.size(); ++k) above_one += dims[k] > 1 ? 1 : 0;
  return above_one <= 1;
}

std::size_t row_count(const Dims& dims) {
  std::size_t rows = 1;
  for (std::size_t k = 0; k + 1 < dims.size(); ++k) rows *= dims[k];
  return rows;
}

}  // namespace tron::network
