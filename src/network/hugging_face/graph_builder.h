#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "network/graph.h"
#include "network/hugging_face/checkpoint/checkpoint.h"
#include "network/hugging_face/checkpoint/read_tensor.h"
#include "network/hugging_face/config/network_config.h"
#include "rooms.h"

namespace tron::network {

/// Puts a graph together: nodes on the one hand, the tensors they need from the files on the other. Every
/// tensor is checked against the shape that config.json implies before any is read, so that memory use is
/// bounded by the files; finish() reads them all, several at a time. Of a graph of shapes only nothing is
/// read, and the files may be missing altogether: then config.json decides alone.
class GraphBuilder {
 public:
  /// nullptr stands for no files and goes with `shapes_only`.
  GraphBuilder(const NetworkConfig& config, const Checkpoint* files, bool shapes_only = false);

  /// The tensor `name` of exactly `shape`, as a matrix of `rows` rows; its index in Graph::tensors, the same
  /// for the same name. InputError if it is missing (naming the nearest that is there) or has another shape.
  int tensor(const std::string& name, const std::vector<std::size_t>& shape, std::size_t rows = 1);
  int tensor(TensorSource source);
  /// The tensor that may stand under any of several names: the first that is there. All that are there must
  /// hold the same values.
  int tied(const std::vector<std::string>& names, const std::vector<std::size_t>& shape,
           std::size_t rows = 1);
  /// A matrix that no file holds; `fill` gives its values, row by row.
  int computed(const std::string& name, std::size_t rows, std::size_t cols,
               std::function<std::vector<float>()> fill);
  /// Puts the rows of `second` below those of `first`, both tensors as wide; the index of the joint tensor.
  int stack(int first, int second);
  /// Whether the files have it; `without_file` where there is none.
  bool has(const std::string& name, bool without_file = false) const;
  /// The first of `roots` below which a tensor `name` stands; "" if none has one.
  std::string root(const std::vector<std::string>& roots, const std::string& name) const;
  /// Rows of a two-dimensional table, 0 if there is none of that name; `without_file` where there is no file.
  std::size_t table_rows(const std::string& name, std::size_t without_file) const;
  /// InputError about the tensor `name` of the files.
  [[noreturn]] void refuse(const std::string& name, std::string found, std::string allowed) const;
  /// Tensors that the files may have beyond the network's: names that start with "x." or end in ".x", or
  /// whole names.
  void pass_over(std::vector<std::string> names);

  /// Each adds a node and returns its index. `prefix` + ".weight" and ".bias" name the tensors.
  int node(Node node);
  int node(const std::string& name, Op op, std::vector<int> inputs, std::size_t width);
  int linear(const std::string& name, int input, const std::string& prefix, std::size_t out,
             bool bias = true);
  int norm(const std::string& name, Op op, int input, const std::string& prefix);

  Node& last() { return graph_.nodes.back(); }
  std::size_t width(int node) const { return graph_.nodes.at(static_cast<std::size_t>(node)).width; }
  /// Nodes added from now on belong to this layer; -1 for stem and head.
  void set_layer(int layer) { layer_ = layer; }

  /// The finished graph with its values; InputError if the files hold tensors that no node uses, or a value
  /// that is not finite.
  Graph finish();

  Graph& graph() { return graph_; }
  const NetworkConfig& config() const { return config_; }

 private:
  struct Stack {
    int joint, first, second;
  };

  int add(Tensor tensor, std::function<std::vector<float>()> fill);
  void check(const std::string& name, const std::vector<std::size_t>& shape) const;
  void check_equal(const std::string& name, const std::string& as) const;
  void check_all_used() const;
  void fill_all();

  const NetworkConfig& config_;
  const Checkpoint* files_;
  Graph graph_;
  std::vector<std::function<std::vector<float>()>> fills_;  ///< as Graph::tensors; empty: by a Stack
  std::vector<Stack> stacks_;
  std::unordered_map<std::string, int> known_;  ///< name in the graph -> tensor
  std::unordered_set<std::string> used_;        ///< names in the files
  std::vector<std::string> passed_over_;
  int layer_ = -1;
};

}  // namespace tron::network
