#pragma once

#include <map>
#include <string>
#include <vector>

#include "program/program.h"
#include "rooms.h"

namespace tron::program {

/// The arrays of an attention head, in the order of their numbers. Two of the seven encode activations only;
/// the others hold a stationary operand each.
enum class HeadArray { query_input, query, key, scores, value_input, value, context };
static_assert(static_cast<int>(HeadArray::context) + 1 == kArraysPerHead);

/// Appends a graph's nodes to a program, one node at a time and in order; docs/methods/program.md has the
/// equations. InputError where a node asks for what a program cannot express.
class Lowering {
 public:
  Lowering(const Graph& graph, const Chip& chip, Program& program);

  void attention(std::size_t node);
  void linear(std::size_t node);
  void control(std::size_t node, StepKind kind);

  /// What was lowered otherwise than the chip asks.
  std::vector<std::string> notes() const;

 private:
  struct Heads {
    int count = 0, group = 1;     ///< query heads; of them, those that share a key head
    std::size_t depth = 0;        ///< d_k
    std::size_t value_depth = 0;  ///< columns of a head's output
    bool cached = false;          ///< causal self-attention
    ScoreOrder order = ScoreOrder::tron;
    double scale = 1;  ///< of Q K^T
    int key_heads() const { return count / group; }
  };

  Step& append(const Node& node, const std::string& part, StepKind kind, std::vector<int> inputs,
               std::size_t width);
  int fixed(const Node& node, const std::string& part, int input, int weight, int bias, HeadArray array,
            Role role);
  int rotated(const Node& node, const std::string& part, int input, int heads);
  int projected_query(const Node& node, const Heads& heads, int query, int weight);
  int scores(const Node& node, const Heads& heads, int left, int right);
  int biased(const Node& node, const Heads& heads, int scores);
  int softmax(const Node& node, const Heads& heads, int scores);
  int context(const Node& node, const Heads& heads, int probabilities, int value);
  Product& dynamic(Step& step, const Heads& heads, Role role, HeadArray array);
  int input(const Node& node, std::size_t which) const;
  Heads heads_of(const Node& node) const;
  ScoreOrder order_of(const Node& node, int group);
  int head_unit(HeadArray array) const { return static_cast<int>(array) * chip_.heads; }

  const Graph& graph_;
  const Chip& chip_;
  Program& program_;
  std::vector<int> value_of_;
  bool pair_;                                   ///< there are target tokens
  std::vector<bool> from_source_;               ///< [value]: made without them
  std::map<std::string, int> classic_instead_;  ///< reason -> attention layers
  std::uint32_t next_id_ = 0;
  int layer_ = -1, linears_in_layer_ = 0;
};

}  // namespace tron::program
