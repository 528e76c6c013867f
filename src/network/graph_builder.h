#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "network/graph.h"
#include "network/network_config.h"
#include "network/safetensors.h"

namespace tron {

/// Puts a graph together: nodes on the one hand, the tensors they need from the file on the other. Every
/// tensor is checked against the shape that config.json implies before it is read, so that memory use is
/// bounded by the file. Of a graph of shapes only nothing is read, and the file may be missing altogether:
/// then config.json decides alone.
class GraphBuilder {
 public:
  /// nullptr stands for no file and goes with `shapes_only`.
  GraphBuilder(const NetworkConfig& config, const Safetensors* file, bool shapes_only = false);

  /// The tensor `name` of exactly `shape`, as a matrix of `rows` rows; its index in Graph::tensors.
  /// InputError if it is missing (naming the nearest that is there) or has another shape.
  int tensor(const std::string& name, const std::vector<std::size_t>& shape, std::size_t rows = 1);
  /// Whether the file has it; `without_file` where there is none.
  bool has(const std::string& name, bool without_file = false) const;
  /// Rows of a two-dimensional table, 0 if there is none of that name; `without_file` where there is no file.
  std::size_t table_rows(const std::string& name, std::size_t without_file) const;
  /// Puts the rows of `second` below those of `first`, both tensors as wide; the index of the joint tensor.
  int stack(int first, int second);

  /// Each adds a node and returns its index. `prefix` + ".weight" and ".bias" name the tensors.
  int node(Node node);
  int linear(const std::string& name, int input, const std::string& prefix, std::size_t in, std::size_t out);
  int norm(const std::string& name, int input, const std::string& prefix);
  int activation(const std::string& name, int input);
  int residual(const std::string& name, int a, int b);
  /// Self-attention whose tensors are `prefix` + "query.weight" and so on.
  int attention(const std::string& name, int input, const std::string& prefix);
  int first_row(const std::string& name, int input);

  /// Nodes added from now on belong to this encoder layer; -1 for stem and head.
  void set_layer(int layer) { layer_ = layer; }

  /// The finished graph; InputError if the file holds tensors that no node uses.
  Graph finish();

  Graph& graph() { return graph_; }
  const NetworkConfig& config() const { return config_; }

 private:
  void check(const std::string& name, const std::vector<std::size_t>& shape) const;

  const NetworkConfig& config_;
  const Safetensors* file_;
  Graph graph_;
  int layer_ = -1;
};

}  // namespace tron
