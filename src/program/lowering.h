#pragma once

#include <string>
#include <vector>

#include "program/program.h"

namespace tron {

/// The arrays of an attention head, in the order of their numbers. Two of the seven imprint activations only;
/// the others hold a ring operand each.
enum class HeadArray { query_input, query, key, scores, value_input, value, context };
static_assert(static_cast<int>(HeadArray::context) + 1 == kArraysPerHead);

/// Appends a graph's nodes to a program, one node at a time and in order; docs/methods/program.md has the
/// equations. InputError where a node asks for what a program cannot express.
class Lowering {
 public:
  Lowering(const Graph& graph, const Chip& chip, Program& program)
      : graph_(graph), chip_(chip), program_(program), value_of_(graph.nodes.size(), -1) {}

  void attention(std::size_t node);
  void linear(std::size_t node);
  void control(std::size_t node, StepKind kind);

 private:
  struct Heads {
    int count = 0;
    std::size_t depth = 0;  ///< d_k
  };

  Step& append(const Node& node, const std::string& part, StepKind kind, std::vector<int> inputs,
               std::size_t width);
  int fixed(const Node& node, const std::string& part, int input, int weight, int bias, HeadArray array,
            Role role);
  int projected_query(const Node& node, Heads heads, int query, int weight);
  int scores(const Node& node, Heads heads, int left, int right);
  int context(const Node& node, Heads heads, int probabilities, int value);
  int input(const Node& node, std::size_t which) const;
  Heads heads_of(const Node& node) const;
  int head_unit(HeadArray array) const { return static_cast<int>(array) * chip_.heads; }

  const Graph& graph_;
  const Chip& chip_;
  Program& program_;
  std::vector<int> value_of_;
  std::uint32_t next_id_ = 0;
  int layer_ = -1, linears_in_layer_ = 0;
};

}  // namespace tron
