#include "program/lowering.h"

#include <cmath>

#include "base/error.h"

namespace tron {

Step& Lowering::append(const Node& node, const std::string& part, StepKind kind, std::vector<int> inputs,
                       std::size_t width) {
  Step step;
  step.kind = kind;
  step.name = part.empty() ? node.name : node.name + "." + part;
  step.layer = node.layer;
  step.inputs = std::move(inputs);
  step.output = program_.values++;
  step.op = node.op;
  step.width = width;
  program_.steps.push_back(std::move(step));
  return program_.steps.back();
}

int Lowering::input(const Node& node, std::size_t which) const {
  const int from = node.inputs.at(which);
  return value_of_.at(from);
}

void Lowering::control(std::size_t number, StepKind kind) {
  const Node& node = graph_.nodes[number];
  std::vector<int> inputs;
  for (std::size_t i = 0; i < node.inputs.size(); ++i) inputs.push_back(input(node, i));
  Step& step = append(node, "", kind, std::move(inputs), node.width);
  step.tensor = node.weight;
  step.bias = node.bias;
  step.position = node.position;
  step.type = node.type;
  step.epsilon = node.epsilon;
  value_of_[number] = step.output;
}

void Lowering::linear(std::size_t number) {
  const Node& node = graph_.nodes[number];
  const Matrix& weight = graph_.tensors[node.weight].value;
  if (node.layer != layer_) layer_ = node.layer, linears_in_layer_ = 0;
  Step& step = append(node, "", StepKind::product, {input(node, 0)}, weight.rows);
  Product& p = step.product;
  p.id = next_id_++;
  p.b_transposed = true;
  p.k = weight.cols;
  p.n = weight.rows;
  p.tensor = node.weight;
  p.bias = node.bias;
  p.feed_forward = true;
  // The layer's dense products take the feed-forward arrays in turn; stem and head use the first.
  p.unit = node.layer < 0 ? 0 : linears_in_layer_++ % chip_.feed_forward.count;
  value_of_[number] = step.output;
}

/// input W^T + b on a head's array.
int Lowering::fixed(const Node& node, const std::string& part, int input, int weight, int bias,
                    HeadArray array, Role role) {
  const Matrix& w = graph_.tensors[weight].value;
  Step& step = append(node, part, StepKind::product, {input}, w.rows);
  Product& p = step.product;
  p.id = next_id_++;
  p.b_transposed = true;
  p.k = w.cols;
  p.n = w.rows;
  p.tensor = weight;
  p.bias = bias;
  p.role = role;
  p.unit = head_unit(array);
  return step.output;
}

/// F_h = Q_h (W_K,h / sqrt(d_k)), TRON's detour that never forms K.
int Lowering::projected_query(const Node& node, Heads heads, int query, int weight) {
  const std::size_t width = graph_.tensors[weight].value.cols;
  Step& step = append(node, "key", StepKind::product, {query}, heads.count * width);
  Product& p = step.product;
  p.id = next_id_;
  next_id_ += heads.count;
  p.heads = heads.count;
  p.a_per_head = p.b_per_head = true;
  p.k = heads.depth;
  p.n = width;
  p.tensor = weight;
  p.fold = 1 / std::sqrt(static_cast<double>(heads.depth));
  p.role = Role::key;
  p.unit = head_unit(HeadArray::key);
  return step.output;
}

/// S_h = F_h X^T, or Q_h K_h^T / sqrt(d_k) in the classic order; `left` and `right` are those values.
int Lowering::scores(const Node& node, Heads heads, int left, int right) {
  const bool tron_order = chip_.order == ScoreOrder::tron;
  Step& step = append(node, "scores", StepKind::product, {left, right}, 0);
  Product& p = step.product;
  p.weighting = Weighting::dynamic;
  p.id = next_id_;
  next_id_ += heads.count;
  p.heads = heads.count;
  p.a_per_head = true;
  p.b_per_head = !tron_order;
  p.b_transposed = true;
  p.k = tron_order ? graph_.tensors[node.attention.key].value.cols : heads.depth;
  p.fold = tron_order ? 1 : 1 / std::sqrt(static_cast<double>(heads.depth));
  p.role = Role::scores;
  p.unit = head_unit(HeadArray::scores);
  const int output = step.output;
  Step& softmax = append(node, "softmax", StepKind::softmax, {output}, 0);
  softmax.heads = heads.count;
  return softmax.output;
}

/// C_h = P_h V_h.
int Lowering::context(const Node& node, Heads heads, int probabilities, int value) {
  Step& step = append(node, "context", StepKind::product, {probabilities, value}, heads.count * heads.depth);
  Product& p = step.product;
  p.weighting = Weighting::dynamic;
  p.id = next_id_;
  next_id_ += heads.count;
  p.heads = heads.count;
  p.a_per_head = p.b_per_head = true;
  p.n = heads.depth;
  p.role = Role::context;
  p.unit = head_unit(HeadArray::context);
  return step.output;
}

Lowering::Heads Lowering::heads_of(const Node& node) const {
  const int count = node.attention.heads;
  const std::size_t width = graph_.tensors[node.attention.query].value.rows;
  if (count < 1 || width % count != 0) {
    throw InputError({graph_.name, 0, 0, node.name}, std::to_string(count) + " heads",
                     "a number that divides the width " + std::to_string(width));
  }
  return {count, width / count};
}

void Lowering::attention(std::size_t number) {
  const Node& node = graph_.nodes[number];
  const AttentionWeights& w = node.attention;
  const Heads heads = heads_of(node);
  const int x = input(node, 0);
  const int memory = node.inputs.size() > 1 ? input(node, 1) : x;

  const int query = fixed(node, "query", x, w.query, w.query_bias, HeadArray::query, Role::query);
  int left = query, right = memory;
  if (chip_.order == ScoreOrder::tron) {
    left = projected_query(node, heads, query, w.key);
  } else {
    right = fixed(node, "key", memory, w.key, w.key_bias, HeadArray::key, Role::key);
  }
  const int probabilities = scores(node, heads, left, right);
  const int value = fixed(node, "value", memory, w.value, w.value_bias, HeadArray::value, Role::value);
  value_of_[number] = context(node, heads, probabilities, value);
}

}  // namespace tron
