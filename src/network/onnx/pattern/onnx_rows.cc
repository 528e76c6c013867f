#include <algorithm>
#include <cmath>

#include "network/onnx/pattern/onnx_pattern.h"

namespace tron::network {
namespace {

OnnxPattern pattern_of(Op op, int value, int input) {
  OnnxPattern pattern;
  pattern.op = op;
  pattern.value = value;
  pattern.inputs = {input};
  return pattern;
}

/// The first or last row of another value.
std::optional<OnnxPattern> match_one_row(const OnnxTrace& trace, int value) {
  const int source = flat_source(trace, moved_source(trace, value));
  const Dims& dims = trace.dims(source);
  if (source == value || dims.size() < 2 || !is_rows(dims) || trace.dims(value).empty()) return std::nullopt;
  const std::size_t width = dims.back(), rows = row_count(dims);
  if (rows < 2 || element_count(trace.dims(value)) != width || trace.dims(value).back() != width)
    return std::nullopt;
  const auto map = index_map(trace, value, source);
  if (!map || map->empty()) return std::nullopt;
  for (std::size_t i = 0; i < width; ++i) {
    if ((*map)[i] != (*map)[0] + i) return std::nullopt;
  }
  if ((*map)[0] == 0) return pattern_of(Op::take_first, value, source);
  if ((*map)[0] == (rows - 1) * width) return pattern_of(Op::take_last, value, source);
  return std::nullopt;
}

/// Whether an op reduces all rows of its input to one.
bool over_rows(const OnnxTrace& trace, int value) {
  const OnnxOp& op = *trace.maker(value);
  const Dims& in = trace.dims(op.inputs[0]);
  const Dims& out = trace.dims(value);
  return is_rows(in) && in.size() >= 2 && row_count(in) > 1 && !out.empty() && out.back() == in.back() &&
         element_count(out) == in.back() && element_count(in) != in.back();
}

std::optional<OnnxPattern> match_mean(const OnnxTrace& trace, int value) {
  if (trace.type(value) == "ReduceMean" && over_rows(trace, value)) {
    return pattern_of(Op::mean_rows, value, trace.maker(value)->inputs[0]);
  }
  const auto pair = operands_of(trace, value, "Div");
  if (!pair) return std::nullopt;
  const int sum = flat_source(trace, pair->first);
  if (trace.type(sum) != "ReduceSum" || trace.constant(pair->second) == nullptr || !over_rows(trace, sum))
    return std::nullopt;
  const int input = trace.maker(sum)->inputs[0];
  if (uniform(trace, pair->second) != static_cast<double>(row_count(trace.dims(input)))) return std::nullopt;
  return pattern_of(Op::mean_rows, value, input);
}

/// Constant rows above a value's rows.
std::optional<OnnxPattern> match_prepend(const OnnxTrace& trace, int value) {
  const OnnxOp* op = trace.maker(value);
  const Dims& dims = trace.dims(value);
  if (op == nullptr || op->node->type != "Concat" || !is_rows(dims) || dims.size() < 2) return std::nullopt;
  const int below = op->inputs.back();
  if (trace.constant(below) != nullptr || op->inputs.size() < 2 || trace.dims(below).back() != dims.back())
    return std::nullopt;
  OnnxPattern pattern = pattern_of(Op::prepend, value, below);
  std::size_t rows = row_count(trace.dims(below));
  for (std::size_t i = 0; i + 1 < op->inputs.size(); ++i) {
    const HostTensor* above = trace.constant(op->inputs[i]);
    if (above == nullptr || above->kind != HostKind::real || above->dims.back() != dims.back())
      return std::nullopt;
    pattern.stacked.push_back(named_constant(trace, op->inputs[i]));
    rows += row_count(above->dims);
  }
  return rows == row_count(dims) ? std::optional(pattern) : std::nullopt;
}

std::optional<OnnxPattern> match_add_rows(const OnnxTrace& trace, int value) {
  const auto sum = with_constant(trace, value, "Add");
  const Dims& dims = trace.dims(value);
  if (!sum || !is_rows(dims) || dims.size() < 2 || trace.dims(sum->first) != dims) return std::nullopt;
  const HostTensor& table = *trace.constant(sum->second);
  if (table.dims.empty() || table.dims.back() != dims.back() || table.size() != element_count(dims))
    return std::nullopt;
  if (row_count(dims) < 2) return std::nullopt;
  OnnxPattern pattern = pattern_of(Op::add_rows, value, sum->first);
  const OnnxTable found = find_table(trace, sum->second);
  pattern.weight = found.table;
  pattern.first_position = found.first;
  return pattern;
}

/// The sum or product of two values of equal dims.
std::optional<OnnxPattern> match_pair(const OnnxTrace& trace, int value) {
  const std::string& type = trace.type(value);
  const Dims& dims = trace.dims(value);
  if ((type != "Add" && type != "Mul") || !is_rows(dims)) return std::nullopt;
  const auto pair = operands_of(trace, value, type);
  if (!pair || trace.constant(pair->first) != nullptr || trace.constant(pair->second) != nullptr)
    return std::nullopt;
  if (trace.dims(pair->first) != dims || trace.dims(pair->second) != dims) return std::nullopt;
  OnnxPattern pattern = pattern_of(type == "Add" ? Op::add : Op::multiply, value, pair->first);
  pattern.inputs.push_back(pair->second);
  return pattern;
}

}  // namespace

std::optional<OnnxPattern> match_rows(const OnnxTrace& trace, int value) {
  for (const auto match : {match_one_row, match_mean, match_prepend, match_add_rows, match_pair}) {
    if (auto pattern = match(trace, value)) return pattern;
  }
  return std::nullopt;
}

std::optional<OnnxPattern> match_patches(const OnnxTrace& trace, int value) {
  const int conv = moved_source(trace, value);
  const OnnxOp* op = trace.maker(conv);
  if (op == nullptr || op->node->type != "Conv" || trace.dims(op->inputs[0]).size() != 4) return std::nullopt;
  const int image = flat_source(trace, op->inputs[0]);
  const HostTensor* kernel = trace.constant(op->inputs[1]);
  if (trace.values[static_cast<std::size_t>(image)].source != OnnxSource::features || kernel == nullptr)
    return std::nullopt;
  const auto is = [&](const char* name, std::int64_t wanted) {
    const auto found = op->node->attributes.find(name);
    return found == op->node->attributes.end() ||
           std::all_of(found->second.integers.begin(), found->second.integers.end(),
                       [&](std::int64_t v) { return v == wanted; });
  };
  const Dims& size = trace.dims(op->inputs[0]);
  const std::size_t patch = kernel->dims[2], width = kernel->dims[0];
  const auto strides = op->node->attributes.find("strides");
  if (kernel->dims[3] != patch || size[2] % patch != 0 || size[3] % patch != 0 ||
      kernel->dims[1] != size[1]) {
    return std::nullopt;
  }
  if (strides == op->node->attributes.end() || !is("strides", static_cast<std::int64_t>(patch)) ||
      !is("pads", 0) || !is("dilations", 1) || !is("group", 1)) {
    return std::nullopt;
  }
  const std::size_t patches = size[2] / patch * (size[3] / patch);
  if (trace.dims(value).empty() || trace.dims(value).back() != width) return std::nullopt;
  const auto map = index_map(trace, value, conv);
  if (!map || map->size() != patches * width) return std::nullopt;
  for (std::size_t i = 0; i < map->size(); ++i) {
    if ((*map)[i] != i % width * patches + i / width) return std::nullopt;
  }
  OnnxPattern pattern;
  pattern.op = Op::linear;
  pattern.value = value;
  pattern.inputs = {image};
  pattern.patch = patch;
  pattern.linear = {
      image, op->inputs[1], true, op->inputs.size() > 2 ? op->inputs[2] : -1, size[1] * patch * patch, width};
  if (pattern.linear.bias >= 0 && !is_vector(trace, pattern.linear.bias, width)) return std::nullopt;
  return pattern;
}

}  // namespace tron::network
