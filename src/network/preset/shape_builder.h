#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "network/graph.h"
#include "rooms.h"

namespace tron::network {

/// Puts a graph of shapes together. A tensor that is asked for twice by one name is one tensor: so weights
/// are shared.
class ShapeBuilder {
 public:
  /// Index of the tensor `name`, rows x cols.
  int tensor(const std::string& name, std::size_t rows, std::size_t cols, bool learned = true);

  /// Each adds a node and returns its index; its tensors are named `weights` + ".weight" and ".bias".
  int node(const std::string& name, Op op, std::vector<int> inputs, std::size_t width);
  int linear(const std::string& name, const std::string& weights, int input, std::size_t out, bool bias);
  int norm(const std::string& name, const std::string& weights, Op op, double epsilon, int input);

  Node& last() { return graph_.nodes.back(); }
  std::size_t width(int node) const { return graph_.nodes.at(static_cast<std::size_t>(node)).width; }

  /// Nodes added from now on belong to this layer; -1 for stem and head.
  void set_layer(int layer) { layer_ = layer; }
  Graph& graph() { return graph_; }

 private:
  Graph graph_;
  std::map<std::string, int> known_;
  int layer_ = -1;
};

}  // namespace tron::network
