#include "network/graph_builder.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.h"

namespace tron {
namespace {

std::vector<std::string> names_of(const Safetensors& file) {
  std::vector<std::string> names;
  for (const TensorEntry& entry : file.entries()) names.push_back(entry.name);
  return names;
}

Place place_of(const Safetensors& file, const std::string& tensor) {
  return {.file = file.file(), .line = 0, .column = 0, .item = fmt::format("tensor '{}'", tensor)};
}

/// Buffers that PyTorch saves with a model but no forward pass reads as a weight.
bool harmless(const std::string& name) {
  return name.ends_with(".position_ids") || name.ends_with(".token_type_ids");
}

}  // namespace

GraphBuilder::GraphBuilder(const NetworkConfig& config, const Safetensors* file, bool shapes_only)
    : config_(config), file_(file) {
  graph_.shapes_only = shapes_only;
  graph_.family = config.family;
  graph_.labels = config.labels;
  graph_.layers = config.layers;
  graph_.width = config.width;
  graph_.heads = config.heads;
  graph_.feed_forward = config.feed_forward;
}

void GraphBuilder::check(const std::string& name, const std::vector<std::size_t>& shape) const {
  const TensorEntry* entry = file_->find(name);
  if (!entry) {
    const std::string near = nearest_name(name, names_of(*file_));
    throw InputError(place_of(*file_, name),
                     near.empty() ? "no such tensor" : "no such tensor; nearest is '" + near + "'",
                     fmt::format("a tensor of this name with shape [{}]", fmt::join(shape, ", ")));
  }
  if (entry->shape != shape) {
    throw InputError(place_of(*file_, name), fmt::format("shape [{}]", fmt::join(entry->shape, ", ")),
                     fmt::format("[{}], as config.json implies", fmt::join(shape, ", ")));
  }
}

int GraphBuilder::tensor(const std::string& name, const std::vector<std::size_t>& shape, std::size_t rows) {
  if (file_) check(name, shape);
  Tensor tensor{name, {}};
  tensor.value.rows = rows;
  tensor.value.cols = std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies<>()) / rows;
  if (file_ && !graph_.shapes_only) tensor.value.data = file_->read(*file_->find(name));
  graph_.tensors.push_back(std::move(tensor));
  return static_cast<int>(graph_.tensors.size()) - 1;
}

bool GraphBuilder::has(const std::string& name, bool without_file) const {
  return file_ ? file_->find(name) != nullptr : without_file;
}

std::size_t GraphBuilder::table_rows(const std::string& name, std::size_t without_file) const {
  if (!file_) return without_file;
  const TensorEntry* entry = file_->find(name);
  return entry && entry->shape.size() == 2 ? entry->shape[0] : 0;
}

int GraphBuilder::stack(int first, int second) {
  Tensor& top = graph_.tensors[static_cast<std::size_t>(first)];
  const Tensor& bottom = graph_.tensors[static_cast<std::size_t>(second)];
  Tensor joint{top.name + " + " + bottom.name, top.value};
  joint.learned = false;  // both halves count already
  joint.value.rows += bottom.value.rows;
  joint.value.data.insert(joint.value.data.end(), bottom.value.data.begin(), bottom.value.data.end());
  graph_.tensors.push_back(std::move(joint));
  return static_cast<int>(graph_.tensors.size()) - 1;
}

int GraphBuilder::node(Node node) {
  node.layer = layer_;
  graph_.nodes.push_back(std::move(node));
  return static_cast<int>(graph_.nodes.size()) - 1;
}

int GraphBuilder::linear(const std::string& name, int input, const std::string& prefix, std::size_t in,
                         std::size_t out) {
  Node n;
  n.name = name;
  n.op = Op::linear;
  n.inputs = {input};
  n.width = out;
  n.weight = tensor(prefix + ".weight", {out, in}, out);
  n.bias = tensor(prefix + ".bias", {out});
  return node(std::move(n));
}

int GraphBuilder::norm(const std::string& name, int input, const std::string& prefix) {
  // BERT checkpoints converted from TensorFlow keep its names.
  const bool legacy = !has(prefix + ".weight", true) && has(prefix + ".gamma");
  Node n;
  n.name = name;
  n.op = Op::layer_norm;
  n.inputs = {input};
  n.width = config_.width;
  n.epsilon = config_.epsilon;
  n.weight = tensor(prefix + (legacy ? ".gamma" : ".weight"), {config_.width});
  n.bias = tensor(prefix + (legacy ? ".beta" : ".bias"), {config_.width});
  return node(std::move(n));
}

int GraphBuilder::activation(const std::string& name, int input) {
  Node n;
  n.name = name;
  n.op = config_.activation;
  n.inputs = {input};
  n.width = config_.feed_forward;
  return node(std::move(n));
}

int GraphBuilder::residual(const std::string& name, int a, int b) {
  Node n;
  n.name = name;
  n.op = Op::add;
  n.inputs = {a, b};
  n.width = config_.width;
  return node(std::move(n));
}

int GraphBuilder::attention(const std::string& name, int input, const std::string& prefix) {
  const std::size_t width = config_.width;
  Node n;
  n.name = name;
  n.op = Op::attention;
  n.inputs = {input, input};
  n.width = width;
  AttentionWeights& at = n.attention;
  at.heads = static_cast<int>(config_.heads);
  at.query = tensor(prefix + "query.weight", {width, width}, width);
  at.key = tensor(prefix + "key.weight", {width, width}, width);
  at.value = tensor(prefix + "value.weight", {width, width}, width);
  if (config_.qkv_bias) {
    at.query_bias = tensor(prefix + "query.bias", {width});
    at.key_bias = tensor(prefix + "key.bias", {width});
    at.value_bias = tensor(prefix + "value.bias", {width});
  }
  return node(std::move(n));
}

int GraphBuilder::first_row(const std::string& name, int input) {
  Node n;
  n.name = name;
  n.op = Op::take_first;
  n.inputs = {input};
  n.width = config_.width;
  return node(std::move(n));
}

Graph GraphBuilder::finish() {
  if (!file_) return std::move(graph_);
  std::vector<std::string> used;
  for (const Tensor& t : graph_.tensors) used.push_back(t.name);
  std::sort(used.begin(), used.end());
  for (const TensorEntry& entry : file_->entries()) {
    if (harmless(entry.name) || std::binary_search(used.begin(), used.end(), entry.name)) continue;
    throw InputError(
        place_of(*file_, entry.name), "a tensor that the network does not have",
        fmt::format("the {} tensors of a {} with {} layers", used.size(), config_.family, config_.layers));
  }
  return std::move(graph_);
}

}  // namespace tron
