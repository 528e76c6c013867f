#include "network/preset/shape_builder.h"

#include <utility>

namespace tron::network {

int ShapeBuilder::tensor(const std::string& name, std::size_t rows, std::size_t cols, bool learned) {
  const auto [place, added] = known_.emplace(name, static_cast<int>(graph_.tensors.size()));
  if (added) {
    Tensor tensor{name, {}, learned};
    tensor.value.rows = rows;
    tensor.value.cols = cols;
    graph_.tensors.push_back(std::move(tensor));
  }
  return place->second;
}

int ShapeBuilder::node(const std::string& name, Op op, std::vector<int> inputs, std::size_t width) {
  Node node;
  node.name = name;
  node.op = op;
  node.inputs = std::move(inputs);
  node.width = width;
  node.layer = layer_;
  graph_.nodes.push_back(std::move(node));
  return static_cast<int>(graph_.nodes.size()) - 1;
}

int ShapeBuilder::linear(const std::string& name, const std::string& weights, int input, std::size_t out,
                         bool bias) {
  const int made = node(name, Op::linear, {input}, out);
  last().weight = tensor(weights + ".weight", out, width(input));
  if (bias) last().bias = tensor(weights + ".bias", 1, out);
  return made;
}

int ShapeBuilder::norm(const std::string& name, const std::string& weights, Op op, double epsilon,
                       int input) {
  const int made = node(name, op, {input}, width(input));
  last().epsilon = epsilon;
  last().weight = tensor(weights + ".weight", 1, width(input));
  if (op == Op::layer_norm) last().bias = tensor(weights + ".bias", 1, width(input));
  return made;
}

}  // namespace tron::network
