#include "network/onnx/onnx_builder.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <string_view>

#include <fmt/format.h>

#include "base/error.h"

namespace tron::network {
namespace {

std::size_t hash_of(const Matrix& matrix) {
  const std::string_view bytes(reinterpret_cast<const char*>(matrix.data.data()),
                               matrix.data.size() * sizeof(float));
  return std::hash<std::string_view>()(bytes);
}

std::size_t width_of(const Dims& dims) {
  return dims.empty() ? 1 : dims.back();
}

}  // namespace

std::string OnnxBuilder::name_of(int constant) const {
  std::string name = trace_.values[static_cast<std::size_t>(constant)].name;
  if (trace_.maker(constant) != nullptr && trace_.type(constant) == "Transpose") {
    name = trace_.values[static_cast<std::size_t>(trace_.maker(constant)->inputs[0])].name;
  }
  return name;
}

int OnnxBuilder::tensor(Tensor tensor, bool share) {
  for (float x : tensor.value.data) {
    if (!std::isfinite(x)) {
      throw InputError({trace_.file->path, 0, 0, "constant '" + tensor.name + "'"}, "an infinite weight",
                       "finite numbers");
    }
  }
  const std::size_t hash = hash_of(tensor.value);
  const auto [first, last] = by_content_.equal_range(hash);
  for (auto at = first; at != last; ++at) {
    const Tensor& known = graph_.tensors[static_cast<std::size_t>(at->second)];
    const bool same = known.value.rows == tensor.value.rows && known.value.cols == tensor.value.cols &&
                      known.value.data == tensor.value.data;
    if (same && (share || known.name == tensor.name)) return at->second;
  }
  graph_.tensors.push_back(std::move(tensor));
  const int number = static_cast<int>(graph_.tensors.size()) - 1;
  by_content_.emplace(hash, number);
  return number;
}

int OnnxBuilder::matrix(int constant, std::size_t rows) {
  const int source = named_constant(trace_, constant);
  const HostTensor& data = *trace_.constant(source);
  Tensor t{name_of(source), Matrix(), true};
  t.value.rows = rows;
  t.value.cols = rows == 0 ? 0 : data.size() / rows;
  t.value.data = data.real;
  t.learned = trace_.maker(source) == nullptr || trace_.type(source) == "Constant";
  return tensor(std::move(t), rows > 1);
}

int OnnxBuilder::vector(int constant, double scale) {
  if (scale == 1) return matrix(constant, 1);
  const HostTensor& data = *trace_.constant(constant);
  Tensor t{name_of(named_constant(trace_, constant)) + " (scaled)", Matrix(1, data.size())};
  for (std::size_t i = 0; i < data.size(); ++i) t.value.data[i] = static_cast<float>(scale * data.real[i]);
  return tensor(std::move(t), false);
}

int OnnxBuilder::filled(const std::string& name, std::size_t width, float value) {
  Tensor t{name, Matrix(1, width), false};
  std::fill(t.value.data.begin(), t.value.data.end(), value);
  return tensor(std::move(t), true);
}

int OnnxBuilder::weight(const OnnxLinear& linear, const std::vector<std::size_t>& columns,
                        const std::string& part) {
  const std::vector<float>& data = trace_.constant(linear.weight)->real;
  const std::size_t rows = columns.empty() ? linear.out : columns.size();
  bool all = rows == linear.out;
  Tensor t{name_of(linear.weight), Matrix(rows, linear.in)};
  for (std::size_t r = 0; r < rows; ++r) {
    const std::size_t from = columns.empty() ? r : columns[r];
    all = all && from == r;
    for (std::size_t i = 0; i < linear.in; ++i) {
      t.value(r, i) = data[linear.out_by_in ? from * linear.in + i : i * linear.out + from];
    }
  }
  if (!all) t.name += " (" + part + ")";
  return tensor(std::move(t), true);
}

int OnnxBuilder::bias(const OnnxLinear& linear, const std::vector<std::size_t>& columns,
                      const std::string& part) {
  if (linear.bias < 0) return -1;
  const std::vector<float>& data = trace_.constant(linear.bias)->real;
  const std::size_t size = columns.empty() ? linear.out : columns.size();
  Tensor t{name_of(linear.bias), Matrix(1, size)};
  bool all = size == linear.out;
  for (std::size_t i = 0; i < size; ++i) {
    const std::size_t from = columns.empty() ? i : columns[i];
    all = all && from == i;
    t.value.data[i] = data[from];
  }
  if (!all) t.name += " (" + part + ")";
  return tensor(std::move(t), false);
}

int OnnxBuilder::push(Node node) {
  graph_.nodes.push_back(std::move(node));
  return static_cast<int>(graph_.nodes.size()) - 1;
}

int OnnxBuilder::node_of(int value) {
  const int node = nodes_.at(flat_source(trace_, value));
  const std::size_t width = width_of(trace_.dims(value));
  if (graph_.nodes[static_cast<std::size_t>(node)].width == width) return node;
  const auto [place, added] = reshaped_.emplace(std::pair(node, width), 0);
  if (!added) return place->second;
  auto host = std::make_shared<HostOp>();
  host->type = "Reshape";
  host->opset = trace_.opset;
  auto target = std::make_shared<HostTensor>();
  target->kind = HostKind::whole;
  target->dims = {2};
  target->whole = {-1, static_cast<std::int64_t>(width)};
  const Dims from = trace_.dims(flat_source(trace_, value));
  host->operands = {{0, nullptr, from.empty() ? Dims{1} : from}, {-1, target, {2}}};
  host->dims = {width == 0 ? 0 : element_count(trace_.dims(value)) / width, width};
  Node reshape;
  reshape.op = Op::host;
  reshape.inputs = {node};
  reshape.width = width;
  reshape.host = std::move(host);
  return place->second = push(std::move(reshape));
}

void OnnxBuilder::add_attention(Node& node, const OnnxAttention& attention) {
  AttentionWeights& w = node.attention;
  w.heads = static_cast<int>(attention.query.heads);
  const auto shared = static_cast<int>(attention.key.heads);
  w.kv_heads = shared == w.heads ? 0 : shared;
  w.query = weight(attention.query_linear, attention.query.columns, "query");
  w.key = weight(attention.key_linear, attention.key.columns, "key");
  w.value = weight(attention.value_linear, attention.value.columns, "value");
  w.query_bias = bias(attention.query_linear, attention.query.columns, "query");
  w.key_bias = bias(attention.key_linear, attention.key.columns, "key");
  w.value_bias = bias(attention.value_linear, attention.value.columns, "value");
  w.causal = attention.causal;
  w.window = attention.window;
  w.rotary = attention.query.rotary;
  if (attention.relative_table >= 0) {
    w.relative = attention.relative;
    w.relative.tensor = matrix(attention.relative_table, trace_.constant(attention.relative_table)->dims[0]);
  }
  const double usual = 1 / std::sqrt(static_cast<double>(attention.query.depth));
  w.score_scale = std::abs(attention.scale / usual - 1) < 1e-5 ? 0 : attention.scale;
  node.width = attention.value.depth * attention.query.heads;
}

void OnnxBuilder::add_host(Node& node, const OnnxPattern& pattern) {
  const OnnxOp& op = *trace_.maker(pattern.value);
  auto host = std::make_shared<HostOp>();
  host->type = op.node->type;
  host->opset = trace_.opset;
  host->attributes = op.node->attributes;
  host->output = trace_.values[static_cast<std::size_t>(pattern.value)].output;
  host->dims = trace_.dims(pattern.value);
  for (int input : op.inputs) {
    HostOp::Operand operand;
    if (input >= 0) operand.dims = trace_.dims(input);
    if (input >= 0 && trace_.constant(input) != nullptr) {
      operand.constant = trace_.values[static_cast<std::size_t>(input)].constant;
    } else if (input >= 0) {
      operand.input = static_cast<int>(node.inputs.size());
      node.inputs.push_back(node_of(input));
    }
    host->operands.push_back(std::move(operand));
  }
  node.host = std::move(host);
}

void OnnxBuilder::add_input(Node& node, int value) {
  graph_.input_shape = trace_.dims(value);
  // The batch; features of one dimension are one row.
  if (graph_.input_shape.size() > 1) graph_.input_shape.erase(graph_.input_shape.begin());
  node.width = width_of(trace_.dims(value));
}

int OnnxBuilder::add_patches(const OnnxPattern& pattern) {
  const Dims& image = trace_.dims(pattern.linear.input);
  graph_.image = {static_cast<int>(image[1]),
                  static_cast<int>(image[2]),
                  static_cast<int>(image[3]),
                  static_cast<int>(pattern.patch),
                  std::vector<float>(image[1], 0.5f),
                  std::vector<float>(image[1], 0.5f),
                  1.0f / 255};
  Node patches;
  patches.name = "patches";
  patches.op = Op::patches;
  patches.width = pattern.linear.in;
  return push(std::move(patches));
}

int OnnxBuilder::prepended(const OnnxPattern& pattern) {
  int top = -1;
  for (int constant : pattern.stacked) {
    const int next = matrix(constant, row_count(trace_.constant(constant)->dims));
    if (top < 0) {
      top = next;
      continue;
    }
    const Tensor &above = graph_.tensors[static_cast<std::size_t>(top)],
                 &below = graph_.tensors[static_cast<std::size_t>(next)];
    Tensor joint{above.name + " + " + below.name, above.value, false};
    joint.value.rows += below.value.rows;
    joint.value.data.insert(joint.value.data.end(), below.value.data.begin(), below.value.data.end());
    top = tensor(std::move(joint), false);
  }
  return top;
}

void OnnxBuilder::add(const OnnxPattern& pattern) {
  Node node;
  node.op = pattern.op;
  node.width = width_of(trace_.dims(pattern.value));
  node.epsilon = pattern.epsilon;
  if (pattern.op == Op::embed) node.scale = pattern.scale;
  node.first_position = pattern.first_position;
  node.stream = pattern.stream;
  const auto rows = [&](int constant) { return element_count(trace_.dims(constant)) / node.width; };
  if (pattern.op == Op::host) {
    add_host(node, pattern);
  } else if (pattern.patch != 0) {
    node.inputs = {add_patches(pattern)};
  } else {
    for (int input : pattern.inputs) node.inputs.push_back(node_of(input));
  }
  // What stands in the stream comes first, whichever way round the sum was written.
  if (pattern.op == Op::add || pattern.op == Op::multiply) std::sort(node.inputs.begin(), node.inputs.end());
  switch (pattern.op) {
    case Op::input:
      add_input(node, pattern.value);
      break;
    case Op::linear:
      node.weight = weight(pattern.linear, {}, "");
      node.bias = bias(pattern.linear, {}, "");
      break;
    case Op::attention:
      add_attention(node, pattern.attention);
      break;
    case Op::layer_norm:
      node.weight = pattern.weight >= 0 ? vector(pattern.weight, pattern.scale)
                                        : filled("ones", node.width, static_cast<float>(pattern.scale));
      node.bias = pattern.bias >= 0 ? vector(pattern.bias, pattern.scale) : filled("zeros", node.width, 0);
      break;
    case Op::rms_norm:
      node.weight = pattern.weight >= 0 ? vector(pattern.weight, pattern.scale)
                                        : filled("ones", node.width, static_cast<float>(pattern.scale));
      break;
    case Op::embed:
      node.weight = matrix(pattern.weight, rows(pattern.weight));
      if (pattern.position >= 0) node.position = matrix(pattern.position, rows(pattern.position));
      if (pattern.type >= 0) node.type = matrix(pattern.type, rows(pattern.type));
      break;
    case Op::prepend:
      node.weight = prepended(pattern);
      break;
    case Op::add_rows:
      node.weight = matrix(pattern.weight, rows(pattern.weight));
      break;
    default:
      break;
  }
  nodes_[pattern.value] = push(std::move(node));
}

Graph OnnxBuilder::build(const std::vector<OnnxPattern>& plan) {
  for (const OnnxPattern& pattern : plan) add(pattern);
  node_of(trace_.result);
  return std::move(graph_);
}

}  // namespace tron::network
