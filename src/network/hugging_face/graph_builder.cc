#include "network/hugging_face/graph_builder.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.h"
#include "base/execution/parallel.h"
#include "network/hugging_face/checkpoint/read_tensor.h"

namespace tron::network {
namespace {

Place place_of(const std::string& file, const std::string& tensor) {
  return {.file = file, .line = 0, .column = 0, .item = fmt::format("tensor '{}'", tensor)};
}

std::size_t product(const std::vector<std::size_t>& shape) {
  return std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies<>());
}

bool matches(const std::string& name, const std::string& pattern) {
  if (pattern.front() == '.') return name.ends_with(pattern);
  return pattern.back() == '.' ? name.starts_with(pattern) : name == pattern;
}

}  // namespace

GraphBuilder::GraphBuilder(const NetworkConfig& config, const Checkpoint* files, bool shapes_only)
    : config_(config), files_(files) {
  graph_.shapes_only = shapes_only;
  graph_.family = config.family;
  if (config.head == Head::classifier) graph_.labels = config.labels;
  graph_.layers = config.layers + config.decoder.layers;
  graph_.width = config.width;
  graph_.heads = config.heads;
  graph_.feed_forward = config.feed_forward;
  graph_.vocabulary = config.vocabulary;
  graph_.special = config.special;
  graph_.output = output_of(config.head);
  // Buffers that PyTorch saves with a model but no forward pass reads as a weight.
  pass_over({".position_ids", ".token_type_ids"});
}

void GraphBuilder::check(const std::string& name, const std::vector<std::size_t>& shape) const {
  const Checkpoint::Found found = files_->find(name);
  if (!found) {
    const std::string near = nearest_name(name, files_->names());
    throw InputError(place_of(files_->path(), name),
                     near.empty() ? "no such tensor" : "no such tensor; nearest is '" + near + "'",
                     fmt::format("a tensor of this name with shape [{}]", fmt::join(shape, ", ")));
  }
  if (found.entry->shape != shape) {
    throw InputError(place_of(found.file->file(), name),
                     fmt::format("shape [{}]", fmt::join(found.entry->shape, ", ")),
                     fmt::format("[{}], as config.json implies", fmt::join(shape, ", ")));
  }
}

int GraphBuilder::add(Tensor tensor, std::function<std::vector<float>()> fill) {
  const auto index = static_cast<int>(graph_.tensors.size());
  known_.emplace(tensor.name, index);
  graph_.tensors.push_back(std::move(tensor));
  fills_.push_back(std::move(fill));
  return index;
}

int GraphBuilder::tensor(const std::string& name, const std::vector<std::size_t>& shape, std::size_t rows) {
  TensorSource source;
  source.name = name;
  source.shape = shape;
  source.rows = rows;
  return tensor(std::move(source));
}

int GraphBuilder::tensor(TensorSource source) {
  std::string name = source.name;
  if (!source.part_name.empty()) name += " (" + source.part_name + ")";
  if (const auto at = known_.find(name); at != known_.end()) return at->second;
  if (files_) check(source.name, source.shape);
  used_.insert(source.name);
  Tensor tensor{name, {}};
  tensor.value.rows = source.rows;
  tensor.value.cols = product(source.shape) / source.parts / source.rows;
  const std::size_t cols = tensor.value.cols;
  return add(std::move(tensor),
             [this, cols, s = std::move(source)] { return read_tensor(files_->find(s.name), s, cols); });
}

int GraphBuilder::tied(const std::vector<std::string>& names, const std::vector<std::size_t>& shape,
                       std::size_t rows) {
  const auto first = std::find_if(names.begin(), names.end(), [&](const auto& n) { return has(n); });
  const std::string& name = first == names.end() ? names.front() : *first;
  const int made = tensor(name, shape, rows);
  for (const std::string& other : names) {
    if (other == name || !has(other)) continue;
    check(other, shape);
    if (!graph_.shapes_only) check_equal(other, name);
    used_.insert(other);
  }
  return made;
}

void GraphBuilder::check_equal(const std::string& name, const std::string& as) const {
  const Checkpoint::Found one = files_->find(name), two = files_->find(as);
  if (one.file->same(*one.entry, *two.file, *two.entry)) return;
  throw InputError(place_of(one.file->file(), name), fmt::format("other values than in '{}'", as),
                   "the same values: config.json ties the two (tie_word_embeddings)");
}

int GraphBuilder::computed(const std::string& name, std::size_t rows, std::size_t cols,
                           std::function<std::vector<float>()> fill) {
  if (const auto at = known_.find(name); at != known_.end()) return at->second;
  Tensor tensor{name, {}, false};
  tensor.value.rows = rows;
  tensor.value.cols = cols;
  return add(std::move(tensor), std::move(fill));
}

int GraphBuilder::stack(int first, int second) {
  const Tensor& top = graph_.tensors[static_cast<std::size_t>(first)];
  const Tensor& bottom = graph_.tensors[static_cast<std::size_t>(second)];
  Tensor joint{top.name + " + " + bottom.name, {}, false};  // both halves count already
  joint.value.rows = top.value.rows + bottom.value.rows;
  joint.value.cols = top.value.cols;
  const int index = add(std::move(joint), {});
  stacks_.push_back({index, first, second});
  return index;
}

bool GraphBuilder::has(const std::string& name, bool without_file) const {
  return files_ ? static_cast<bool>(files_->find(name)) : without_file;
}

std::string GraphBuilder::root(const std::vector<std::string>& roots, const std::string& name) const {
  const auto at = std::find_if(roots.begin(), roots.end(), [&](const auto& r) { return has(r + name); });
  return at == roots.end() ? roots.front() : *at;
}

std::size_t GraphBuilder::table_rows(const std::string& name, std::size_t without_file) const {
  if (!files_) return without_file;
  const Checkpoint::Found found = files_->find(name);
  return found && found.entry->shape.size() == 2 ? found.entry->shape[0] : 0;
}

void GraphBuilder::refuse(const std::string& name, std::string found, std::string allowed) const {
  throw InputError(place_of(files_ ? files_->path() : graph_.family, name), std::move(found),
                   std::move(allowed));
}

void GraphBuilder::pass_over(std::vector<std::string> names) {
  passed_over_.insert(passed_over_.end(), names.begin(), names.end());
}

int GraphBuilder::node(Node node) {
  node.layer = layer_;
  graph_.nodes.push_back(std::move(node));
  return static_cast<int>(graph_.nodes.size()) - 1;
}

int GraphBuilder::node(const std::string& name, Op op, std::vector<int> inputs, std::size_t width) {
  Node n;
  n.name = name;
  n.op = op;
  n.inputs = std::move(inputs);
  n.width = width;
  return node(std::move(n));
}

int GraphBuilder::linear(const std::string& name, int input, const std::string& prefix, std::size_t out,
                         bool bias) {
  const int weight = tensor(prefix + ".weight", {out, width(input)}, out);
  const int row = bias ? tensor(prefix + ".bias", {out}) : -1;
  const int made = node(name, Op::linear, {input}, out);
  last().weight = weight, last().bias = row;
  return made;
}

int GraphBuilder::norm(const std::string& name, Op op, int input, const std::string& prefix) {
  // BERT checkpoints converted from TensorFlow keep its names.
  const bool legacy = !has(prefix + ".weight", true) && has(prefix + ".gamma");
  const std::vector<std::size_t> row = {width(input)};
  const int gamma = tensor(prefix + (legacy ? ".gamma" : ".weight"), row);
  const int beta = op == Op::layer_norm ? tensor(prefix + (legacy ? ".beta" : ".bias"), row) : -1;
  const int made = node(name, op, {input}, row[0]);
  last().epsilon = config_.epsilon;
  last().weight = gamma, last().bias = beta;
  return made;
}

void GraphBuilder::check_all_used() const {
  for (const Safetensors& file : files_->files()) {
    for (const TensorEntry& entry : file.entries()) {
      const auto passed = [&](const std::string& pattern) { return matches(entry.name, pattern); };
      if (used_.contains(entry.name) || std::any_of(passed_over_.begin(), passed_over_.end(), passed))
        continue;
      throw InputError(
          place_of(file.file(), entry.name), "a tensor that the network does not have",
          fmt::format("the {} tensors of a {} with {} layers", used_.size(), config_.family, graph_.layers));
    }
  }
}

void GraphBuilder::fill_all() {
  // The largest first, so that no thread is left with one at the end.
  std::vector<std::size_t> order(graph_.tensors.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto size = [&](std::size_t i) {
    return graph_.tensors[i].value.rows * graph_.tensors[i].value.cols;
  };
  std::ranges::stable_sort(order, std::greater<>(), size);
  parallel_for(order.size(), 0, [&](std::size_t i, int) {
    if (const auto& fill = fills_[order[i]]) graph_.tensors[order[i]].value.data = fill();
  });
  for (const Stack& stack : stacks_) {
    const auto data = [&](int t) -> std::vector<float>& {
      return graph_.tensors[static_cast<std::size_t>(t)].value.data;
    };
    data(stack.joint) = data(stack.first);
    data(stack.joint).insert(data(stack.joint).end(), data(stack.second).begin(), data(stack.second).end());
  }
}

Graph GraphBuilder::finish() {
  if (files_) check_all_used();
  if (files_ && !graph_.shapes_only) fill_all();
  return std::move(graph_);
}

}  // namespace tron::network
