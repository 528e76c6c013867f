#include "program/lowering.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/error.h"
#include "network/operators/host_op.h"

namespace tron::program {

namespace {

bool reads_target(const Node& node) {
  return node.op == Op::embed && node.stream == 1;
}

}  // namespace

Lowering::Lowering(const Graph& graph, const Chip& chip, Program& program)
    : graph_(graph),
      chip_(chip),
      program_(program),
      value_of_(graph.nodes.size(), -1),
      pair_(std::any_of(graph.nodes.begin(), graph.nodes.end(), reads_target)) {}

Step& Lowering::append(const Node& node, const std::string& part, StepKind kind, std::vector<int> inputs,
                       std::size_t width) {
  Step step;
  step.kind = kind;
  step.name = part.empty() ? node.name : node.name + "." + part;
  step.layer = node.layer;
  step.source = pair_ && !reads_target(node) &&
                std::all_of(inputs.begin(), inputs.end(), [this](int value) { return from_source_[value]; });
  from_source_.push_back(step.source);
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
  step.scale = node.scale;
  step.first_position = node.first_position;
  step.stream = node.stream;
  step.host = node.host;
  if (node.host != nullptr) step.operations = host_work(*node.host).row_operations();
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

int Lowering::rotated(const Node& node, const std::string& part, int input, int heads) {
  if (node.attention.rotary.empty()) return input;
  Step& step = append(node, part, StepKind::rotary, {input}, program_.steps.back().width);
  step.heads = heads;
  step.rotary = node.attention.rotary;
  return step.output;
}

/// F_h = Q_h (W_K,h / sqrt(d_k)), TRON's detour that never forms K.
int Lowering::projected_query(const Node& node, const Heads& heads, int query, int weight) {
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
  p.fold = heads.scale;
  p.role = Role::key;
  p.unit = head_unit(HeadArray::key);
  return step.output;
}

/// What scores and context have in common: a product of two values for each head.
Product& Lowering::dynamic(Step& step, const Heads& heads, Role role, HeadArray array) {
  Product& p = step.product;
  p.weighting = Weighting::dynamic;
  p.id = next_id_;
  next_id_ += heads.count;
  p.heads = heads.count;
  p.group = heads.group;
  p.cached = heads.cached;
  p.a_per_head = p.b_per_head = true;
  p.role = role;
  p.unit = head_unit(array);
  return p;
}

/// S_h = F_h X^T, or Q_h K_h^T / sqrt(d_k) in the classic order; `left` and `right` are those values.
int Lowering::scores(const Node& node, const Heads& heads, int left, int right) {
  const bool tron_order = heads.order == ScoreOrder::tron;
  Step& step = append(node, "scores", StepKind::product, {left, right}, 0);
  Product& p = dynamic(step, heads, Role::scores, HeadArray::scores);
  p.b_per_head = !tron_order;
  p.b_transposed = true;
  p.k = tron_order ? graph_.tensors[node.attention.key].value.cols : heads.depth;
  p.fold = tron_order ? 1 : heads.scale;
  return step.output;
}

/// Scores plus the relative bias, where the layer has one.
int Lowering::biased(const Node& node, const Heads& heads, int scores) {
  if (node.attention.relative.tensor < 0) return scores;
  Step& step = append(node, "score_bias", StepKind::score_bias, {scores}, 0);
  step.heads = heads.count;
  step.relative = node.attention.relative;
  return step.output;
}

int Lowering::softmax(const Node& node, const Heads& heads, int scores) {
  Step& step = append(node, "softmax", StepKind::softmax, {scores}, 0);
  step.heads = heads.count;
  step.causal = node.attention.causal;
  step.window = node.attention.window;
  return step.output;
}

/// C_h = P_h V_h.
int Lowering::context(const Node& node, const Heads& heads, int probabilities, int value) {
  const std::size_t width = heads.count * heads.value_depth;
  Step& step = append(node, "context", StepKind::product, {probabilities, value}, width);
  dynamic(step, heads, Role::context, HeadArray::context).n = heads.value_depth;
  return step.output;
}

Lowering::Heads Lowering::heads_of(const Node& node) const {
  const AttentionWeights& w = node.attention;
  const auto refuse = [&](const std::string& found, const std::string& allowed) {
    throw InputError({graph_.name, 0, 0, node.name}, found, allowed);
  };
  const std::size_t width = graph_.tensors[w.query].value.rows;
  if (w.heads < 1 || width % w.heads != 0) {
    refuse(fmt::format("{} heads", w.heads), fmt::format("a number that divides the width {}", width));
  }
  const int shared = w.key_heads();
  if (shared < 1 || w.heads % shared != 0) {
    refuse(fmt::format("{} key heads", shared), fmt::format("a number that divides the {} heads", w.heads));
  }
  Heads heads;
  heads.count = w.heads, heads.group = w.heads / shared, heads.depth = width / w.heads;
  heads.order = chip_.order;
  const std::size_t keys = graph_.tensors[w.key].value.rows, values = graph_.tensors[w.value].value.rows;
  if (keys != shared * heads.depth || values % shared != 0) {
    refuse(fmt::format("key and value weights of {} and {} rows", keys, values),
           fmt::format("{} key heads of {} rows each", shared, heads.depth));
  }
  heads.value_depth = values / shared;
  heads.cached = w.causal && node.inputs.at(0) == node.inputs.at(1);
  heads.scale = w.score_scale != 0 ? w.score_scale : 1 / std::sqrt(static_cast<double>(heads.depth));
  return heads;
}

/// (Q W_K^T) X^T needs the keys to be linear in X with weights of the head's own.
ScoreOrder Lowering::order_of(const Node& node, int group) {
  if (chip_.order == ScoreOrder::classic) return ScoreOrder::classic;
  std::string reason;
  if (!node.attention.rotary.empty()) reason = "rotary positions turn the keys after W_K";
  if (reason.empty() && group > 1) reason = "heads share keys";
  if (reason.empty()) return ScoreOrder::tron;
  ++classic_instead_[reason];
  return ScoreOrder::classic;
}

std::vector<std::string> Lowering::notes() const {
  std::vector<std::string> notes;
  for (const auto& [reason, layers] : classic_instead_) {
    notes.push_back(
        fmt::format("{} attention layer{} in the classic score order Q K^T, not (Q W_K^T) X^T: {}", layers,
                    layers == 1 ? "" : "s", reason));
  }
  return notes;
}

void Lowering::attention(std::size_t number) {
  const Node& node = graph_.nodes[number];
  const AttentionWeights& w = node.attention;
  Heads heads = heads_of(node);
  heads.order = order_of(node, heads.group);
  const int x = input(node, 0), memory = input(node, 1);

  int left = fixed(node, "query", x, w.query, w.query_bias, HeadArray::query, Role::query);
  left = rotated(node, "query_rotary", left, heads.count);
  int right = memory;
  if (heads.order == ScoreOrder::tron) {
    left = projected_query(node, heads, left, w.key);
  } else {
    right = fixed(node, "key", memory, w.key, w.key_bias, HeadArray::key, Role::key);
    right = rotated(node, "key_rotary", right, heads.key_heads());
  }
  const int probabilities = softmax(node, heads, biased(node, heads, scores(node, heads, left, right)));
  const int value = fixed(node, "value", memory, w.value, w.value_bias, HeadArray::value, Role::value);
  value_of_[number] = context(node, heads, probabilities, value);
}

}  // namespace tron::program
