#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "network/graph.h"
#include "network/onnx/pattern/onnx_plan.h"
#include "rooms.h"

namespace tron::network {

/// Turns the parts of a traced network into the nodes and tensors of a graph. Tensors of equal content are
/// one, so that tied tables stay tied.
class OnnxBuilder {
 public:
  explicit OnnxBuilder(const OnnxTrace& trace) : trace_(trace) {}

  /// Nodes without names and layers yet.
  Graph build(const std::vector<OnnxPattern>& plan);

 private:
  void add(const OnnxPattern& pattern);
  int push(Node node);
  /// The node that makes a value, as a matrix as wide as the value's last dim.
  int node_of(int value);
  void add_attention(Node& node, const OnnxAttention& attention);
  void add_host(Node& node, const OnnxPattern& pattern);
  void add_input(Node& node, int value);
  int add_patches(const OnnxPattern& pattern);
  int prepended(const OnnxPattern& pattern);

  /// A constant as a matrix of `rows` rows.
  int matrix(int constant, std::size_t rows);
  /// The same as one row, times `scale`.
  int vector(int constant, double scale);
  /// The rows `columns` of a linear layer's [out x in] weight and of its bias; all rows if empty.
  int weight(const OnnxLinear& linear, const std::vector<std::size_t>& columns, const std::string& part);
  int bias(const OnnxLinear& linear, const std::vector<std::size_t>& columns, const std::string& part);
  int filled(const std::string& name, std::size_t width, float value);
  int tensor(Tensor tensor, bool share);
  std::string name_of(int constant) const;

  const OnnxTrace& trace_;
  Graph graph_;
  std::map<int, int> nodes_;                             ///< flat value -> node
  std::map<std::pair<int, std::size_t>, int> reshaped_;  ///< node, width -> node
  std::multimap<std::size_t, int> by_content_;           ///< hash -> tensor
};

}  // namespace tron::network
