#pragma once

#include <cmath>
#include <cstdint>
#include <random>
#include <string>

#include "program/program.h"
#include "rooms.h"

namespace tron::program::examples {

/// Sizes of a random network; the default is small, and odd on purpose.
struct NetworkSizes {
  std::size_t width = 12, heads = 3, feed_forward = 20, max_tokens = 16;
};

/// Networks with random weights, for tests and benchmarks: the shapes of ViT (pre-norm) and BERT (post-norm)
/// without their files.
class NetworkMaker {
 public:
  explicit NetworkMaker(std::uint64_t seed, NetworkSizes sizes = {})
      : random_(seed), sizes_(sizes), width_(sizes.width) {}

  Graph vit(int layers = 2) {
    start("vit", layers);
    graph_.image = {1, 6, 9, 3, {0.5f}, {0.5f}, 1};
    graph_.max_tokens = 7;
    Node patches;
    patches.op = Op::patches;
    patches.width = 9;
    int x = linear("stem", add("patches", patches), 9, width_);
    x = table("class", Op::prepend, x, 1);
    x = table("position", Op::add_rows, x, 7);
    for (layer_ = 0; layer_ < layers; ++layer_) {
      const int a = residual(x, linear("out", attention(norm(x), -1), width_, width_));
      x = residual(a, feed_forward(norm(a), Op::gelu));
    }
    layer_ = -1;
    return finish(norm(x));
  }

  Graph bert(int layers = 2, Op activation = Op::gelu) {
    start("bert", layers);
    graph_.vocabulary = 20;
    graph_.max_tokens = sizes_.max_tokens;
    Node embed;
    embed.op = Op::embed;
    embed.width = width_;
    embed.weight = random(20, width_);
    embed.position = random(sizes_.max_tokens, width_);
    embed.type = random(2, width_);
    int x = norm(add("embed", embed));
    for (layer_ = 0; layer_ < layers; ++layer_) {
      const int a = norm(residual(x, linear("out", attention(x, -1), width_, width_)));
      x = norm(residual(a, feed_forward(a, activation)));
    }
    layer_ = -1;
    return finish(x);
  }

  /// Attention whose keys and values come from another value than its queries.
  Graph cross() {
    Graph made = bert(1);
    for (Node& node : made.nodes) {
      if (node.op == Op::attention) node.inputs = {1, 0};
    }
    return made;
  }

 private:
  void start(const std::string& family, int layers) {
    graph_ = {};
    graph_.name = graph_.family = family;
    graph_.labels = {"a", "b", "c"};
    graph_.layers = layers;
    graph_.width = width_;
    graph_.heads = sizes_.heads;
    graph_.feed_forward = sizes_.feed_forward;
    layer_ = -1;
  }

  int random(std::size_t rows, std::size_t cols) {
    std::normal_distribution<float> normal(0, 1 / std::sqrt(static_cast<float>(cols > 1 ? width_ : 1)));
    Tensor tensor{"t" + std::to_string(graph_.tensors.size()), Matrix(rows, cols)};
    for (float& v : tensor.value.data) v = normal(random_);
    graph_.tensors.push_back(std::move(tensor));
    return static_cast<int>(graph_.tensors.size()) - 1;
  }

  int add(const std::string& name, Node node) {
    node.name = (layer_ < 0 ? "" : "encoder." + std::to_string(layer_) + ".") + name;
    node.layer = layer_;
    graph_.nodes.push_back(std::move(node));
    return static_cast<int>(graph_.nodes.size()) - 1;
  }

  int linear(const std::string& name, int x, std::size_t in, std::size_t out) {
    Node node;
    node.op = Op::linear;
    node.inputs = {x};
    node.weight = random(out, in);
    node.bias = random(1, out);
    node.width = out;
    return add(name, node);
  }

  int table(const std::string& name, Op op, int x, std::size_t rows) {
    Node node;
    node.op = op;
    node.inputs = {x};
    node.weight = random(rows, width_);
    node.width = width_;
    return add(name, node);
  }

  int norm(int x) {
    Node node;
    node.op = Op::layer_norm;
    node.inputs = {x};
    node.weight = random(1, width_);
    node.bias = random(1, width_);
    node.epsilon = 1e-6;
    node.width = width_;
    return add("norm", node);
  }

  int attention(int x, int memory) {
    Node node;
    node.op = Op::attention;
    node.inputs = {x, memory < 0 ? x : memory};
    for (int* weight : {&node.attention.query, &node.attention.key, &node.attention.value}) {
      *weight = random(width_, width_);
    }
    for (int* bias : {&node.attention.query_bias, &node.attention.key_bias, &node.attention.value_bias}) {
      *bias = random(1, width_);
    }
    node.attention.heads = static_cast<int>(sizes_.heads);
    node.width = width_;
    return add("attention", node);
  }

  int feed_forward(int x, Op activation) {
    Node node;
    node.op = activation;
    node.inputs = {linear("up", x, width_, sizes_.feed_forward)};
    node.width = sizes_.feed_forward;
    return linear("down", add("activation", node), sizes_.feed_forward, width_);
  }

  int residual(int a, int b) {
    Node node;
    node.op = Op::add;
    node.inputs = {a, b};
    node.width = width_;
    return add("residual", node);
  }

  Graph finish(int x) {
    Node node;
    node.op = Op::take_first;
    node.inputs = {x};
    node.width = width_;
    linear("classifier", add("first", node), width_, 3);
    return std::move(graph_);
  }

  std::mt19937_64 random_;
  NetworkSizes sizes_;
  std::size_t width_;
  Graph graph_;
  int layer_ = -1;
};

/// A network of shapes with random weights: norms near 1, everything else of unit gain.
inline Graph with_weights(Graph graph, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<float> normal;
  for (Tensor& tensor : graph.tensors) {
    Matrix& m = tensor.value;
    const bool gamma = m.rows == 1 && tensor.name.find("norm") != std::string::npos;
    m.data.resize(m.rows * m.cols);
    const float size = m.rows == 1 ? 0.3f : 1 / std::sqrt(static_cast<float>(m.cols));
    for (float& v : m.data) v = size * normal(random) + (gamma ? 1 : 0);
  }
  graph.shapes_only = false;
  return graph;
}

/// A chip of 2 heads with banks of `wavelengths` channels; only what a program asks of it.
inline Chip tiny_chip(ScoreOrder order, int wavelengths = 5) {
  Chip chip;
  chip.name = "tiny";
  chip.heads = 2;
  chip.attention = {"attention", 4, wavelengths, 14};
  chip.feed_forward = {"feed_forward", 4, wavelengths, 3};
  chip.order = order;
  return chip;
}

}  // namespace tron::program::examples
