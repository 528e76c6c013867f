#include "network/hugging_face/layer_stack.h"

#include <utility>

#include <fmt/format.h>

namespace tron::network {
namespace {

/// The layers of one stack, one after the other.
class StackBuilder {
 public:
  StackBuilder(GraphBuilder& b, const LayerStack& stack, int memory)
      : b_(b), stack_(stack), memory_(memory) {}

  int layer(std::size_t i, int x) {
    number_ = i;
    name_ = fmt::format("{}.{}.", stack_.kind, i);
    prefix_ = stack_.prefix(i);
    norms_ = 0;
    b_.set_layer(static_cast<int>(stack_.first_layer + i));
    const LayerNames& names = stack_.names;
    x = sublayer("attention", names.self.norm, x, [&](int in) { return self_attention(in); });
    if (memory_ >= 0) {
      x = sublayer("cross_attention", names.cross.norm, x, [&](int in) { return cross_attention(in); });
    }
    return sublayer("feed_forward", names.norm, x, [&](int in) { return feed_forward(in); });
  }

 private:
  template <class F>
  int sublayer(const std::string& part, const std::string& norm_name, int x, const F& f) {
    const int out = f(stack_.norm_first ? norm(x, norm_name) : x);
    const int sum = b_.node(name_ + part + ".residual", Op::add, {x, out}, b_.width(x));
    return stack_.norm_first ? sum : norm(sum, norm_name);
  }

  int norm(int x, const std::string& name) {
    return b_.norm(fmt::format("{}norm{}", name_, ++norms_), stack_.norm, x, prefix_ + name);
  }

  int self_attention(int x) {
    AttentionWeights weights = stack_.self;
    if (stack_.adjust) stack_.adjust(number_, weights);
    return attention("attention", stack_.names.self, std::move(weights), x, x);
  }

  int cross_attention(int x) {
    AttentionWeights weights;
    weights.score_scale = stack_.cross_score_scale;
    return attention("cross_attention", stack_.names.cross, std::move(weights), x, memory_);
  }

  int attention(const std::string& part, const AttentionNames& names, AttentionWeights w, int x, int memory) {
    const std::size_t inner = stack_.heads * stack_.head_depth;
    w.heads = static_cast<int>(stack_.heads);
    w.kv_heads = static_cast<int>(stack_.key_heads);
    const std::size_t shared = static_cast<std::size_t>(w.key_heads()) * stack_.head_depth;
    if (stack_.conv1d) {
      fused(names.query, x, w);
    } else {
      w.query = matrix(names.query, x, inner), w.query_bias = qkv_bias(names.query, inner);
      w.key = matrix(names.key, memory, shared), w.key_bias = qkv_bias(names.key, shared);
      w.value = matrix(names.value, memory, shared), w.value_bias = qkv_bias(names.value, shared);
    }
    const int mixed = b_.node(name_ + part, Op::attention, {x, memory}, inner);
    b_.last().attention = std::move(w);
    return linear(part + ".output", names.output, mixed, b_.width(x), stack_.output_bias);
  }

  int matrix(const std::string& name, int from, std::size_t rows) {
    return b_.tensor(prefix_ + name + ".weight", {rows, b_.width(from)}, rows);
  }

  int qkv_bias(const std::string& name, std::size_t rows) {
    return stack_.qkv_bias ? b_.tensor(prefix_ + name + ".bias", {rows}) : -1;
  }

  /// GPT-2's c_attn: [in x 3 in], query, key and value side by side.
  void fused(const std::string& name, int x, AttentionWeights& w) {
    const std::size_t width = b_.width(x);
    const auto part = [&](std::size_t number, const char* part_name, bool bias) {
      TensorSource source;
      source.name = prefix_ + name + (bias ? ".bias" : ".weight");
      source.shape = bias ? std::vector{3 * width} : std::vector{width, 3 * width};
      source.rows = bias ? 1 : width;
      source.transposed = !bias;
      source.part_name = part_name;
      source.part = number, source.parts = 3;
      return b_.tensor(std::move(source));
    };
    w.query = part(0, "query", false), w.query_bias = part(0, "query", true);
    w.key = part(1, "key", false), w.key_bias = part(1, "key", true);
    w.value = part(2, "value", false), w.value_bias = part(2, "value", true);
  }

  int linear(const std::string& part, const std::string& name, int x, std::size_t out, bool bias) {
    if (!stack_.conv1d) return b_.linear(name_ + part, x, prefix_ + name, out, bias);
    TensorSource source;
    source.name = prefix_ + name + ".weight";
    source.shape = {b_.width(x), out};
    source.rows = out;
    source.transposed = true;
    const int weight = b_.tensor(std::move(source)), row = b_.tensor(prefix_ + name + ".bias", {out});
    const int made = b_.node(name_ + part, Op::linear, {x}, out);
    b_.last().weight = weight, b_.last().bias = row;
    return made;
  }

  int feed_forward(int x) {
    const std::string part = "feed_forward.";
    const LayerNames& names = stack_.names;
    const std::size_t hidden = stack_.feed_forward;
    const auto bend = [&](int in) {
      return b_.node(name_ + part + "activation", stack_.activation, {in}, hidden);
    };
    int middle = -1;
    if (names.gate.empty()) {
      middle = bend(linear(part + "up", names.up, x, hidden, stack_.feed_forward_bias));
    } else {
      const int gate = bend(linear(part + "gate", names.gate, x, hidden, stack_.feed_forward_bias));
      const int up = linear(part + "up", names.up, x, hidden, stack_.feed_forward_bias);
      middle = b_.node(name_ + part + "product", Op::multiply, {gate, up}, hidden);
    }
    return linear(part + "down", names.down, middle, b_.width(x), stack_.feed_forward_bias);
  }

  GraphBuilder& b_;
  const LayerStack& stack_;
  int memory_;
  std::size_t number_ = 0;
  std::string name_, prefix_;
  int norms_ = 0;
};

}  // namespace

LayerStack stack_of(const NetworkConfig& config) {
  LayerStack stack;
  stack.layers = config.layers;
  stack.heads = config.heads;
  stack.key_heads = config.key_heads;
  stack.head_depth = config.head_depth;
  stack.feed_forward = config.feed_forward;
  stack.activation = config.activation;
  stack.norm_first = config.norm_first;
  stack.qkv_bias = config.qkv_bias;
  stack.output_bias = stack.feed_forward_bias = config.bias;
  stack.self.rotary = config.rotary;
  stack.self.score_scale = stack.cross_score_scale = config.score_scale;
  return stack;
}

int add_layers(GraphBuilder& builder, const LayerStack& stack, int x, int memory) {
  StackBuilder layers(builder, stack, memory);
  for (std::size_t i = 0; i < stack.layers; ++i) x = layers.layer(i, x);
  builder.set_layer(-1);
  return x;
}

}  // namespace tron::network
