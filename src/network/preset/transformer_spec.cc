#include "network/preset/transformer_spec.h"

#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "network/preset/shape_builder.h"

namespace tron::network {
namespace {

/// One layer of a stack after the other.
class StackBuilder {
 public:
  /// `kind`: "encoder" or "decoder"; `memory`: the node that cross attention reads, -1 = none.
  StackBuilder(ShapeBuilder& b, const StackSpec& spec, std::string kind, bool causal, int memory)
      : b_(b), spec_(spec), kind_(std::move(kind)), causal_(causal), memory_(memory) {}

  /// The stack above node `x`; its layers count from `first`.
  int build(int x, std::size_t first) {
    for (std::size_t i = 0; i < spec_.layers; ++i) {
      name_ = fmt::format("{}.{}.", kind_, i);
      weights_ = spec_.shared ? kind_ + ".shared." : name_;
      b_.set_layer(static_cast<int>(first + i));
      x = layer(x);
    }
    b_.set_layer(-1);
    return spec_.norm_first ? b_.norm(kind_ + ".norm", kind_ + ".norm", spec_.norm, spec_.epsilon, x) : x;
  }

 private:
  int layer(int x) {
    norms_ = 0;
    x = sublayer("attention", x, [&](int in) { return attention("attention", in, in); });
    if (memory_ >= 0) {
      x = sublayer("cross_attention", x, [&](int in) { return attention("cross_attention", in, memory_); });
    }
    return sublayer("feed_forward", x, [&](int in) { return feed_forward(in); });
  }

  template <class F>
  int sublayer(const std::string& part, int x, const F& f) {
    const int out = f(spec_.norm_first ? norm(x) : x);
    const int sum = b_.node(name_ + part + ".residual", Op::add, {x, out}, spec_.width);
    return spec_.norm_first ? sum : norm(sum);
  }

  int norm(int x) {
    const std::string part = fmt::format("norm{}", ++norms_);
    return b_.norm(name_ + part, weights_ + part, spec_.norm, spec_.epsilon, x);
  }

  int attention(const std::string& part, int x, int memory) {
    const std::size_t depth = spec_.width / spec_.heads, shared = depth * spec_.kv_heads;
    AttentionWeights w;
    w.heads = static_cast<int>(spec_.heads);
    w.kv_heads = static_cast<int>(spec_.kv_heads);
    w.causal = causal_ && memory == x;
    if (memory == x && spec_.rotary_base > 0)
      w.rotary.frequencies = rotary_frequencies(spec_.rotary_base, depth);
    const auto matrix = [&](const char* name, std::size_t rows, int from) {
      return b_.tensor(weights_ + part + "." + name + ".weight", rows, b_.width(from));
    };
    const auto bias = [&](const char* name, std::size_t rows) {
      return spec_.bias ? b_.tensor(weights_ + part + "." + name + ".bias", 1, rows) : -1;
    };
    w.query = matrix("query", spec_.width, x), w.query_bias = bias("query", spec_.width);
    w.key = matrix("key", shared, memory), w.key_bias = bias("key", shared);
    w.value = matrix("value", shared, memory), w.value_bias = bias("value", shared);
    const int mixed = b_.node(name_ + part, Op::attention, {x, memory}, spec_.width);
    b_.last().attention = w;
    return linear(part + ".output", mixed, spec_.width);
  }

  int feed_forward(int x) {
    const std::string part = "feed_forward.";
    const auto bend = [&](int in) {
      return b_.node(name_ + part + "activation", spec_.activation, {in}, spec_.feed_forward);
    };
    int middle;
    if (spec_.gated) {
      const int gate = bend(linear(part + "gate", x, spec_.feed_forward));
      const int up = linear(part + "up", x, spec_.feed_forward);
      middle = b_.node(name_ + part + "product", Op::multiply, {gate, up}, spec_.feed_forward);
    } else {
      middle = bend(linear(part + "up", x, spec_.feed_forward));
    }
    return linear(part + "down", middle, spec_.width);
  }

  int linear(const std::string& part, int x, std::size_t out) {
    return b_.linear(name_ + part, weights_ + part, x, out, spec_.bias);
  }

  ShapeBuilder& b_;
  const StackSpec& spec_;
  std::string kind_, name_, weights_;
  bool causal_;
  int memory_, norms_ = 0;
};

/// Word, position and type rows for the stack `under` them. Source and target share the word table.
int text_stem(ShapeBuilder& b, const TextSpec& text, const StackSpec& under, const std::string& prefix) {
  const std::size_t width = text.embedding_width;
  int x = b.node(prefix + "embeddings", Op::embed, {}, width);
  b.last().stream = prefix == "target." ? 1 : 0;
  b.last().weight = b.tensor("embeddings.word", text.vocabulary, width);
  if (text.scaled) b.last().scale = std::sqrt(static_cast<double>(width));
  if (text.types > 0) b.last().type = b.tensor("embeddings.type", text.types, width);
  const auto positions = [&] {
    b.last().first_position = text.first_position;
    return b.tensor("embeddings.position", text.positions + text.first_position, b.last().width,
                    text.kind == Positions::learned);
  };
  const bool table = text.kind != Positions::rotary;
  if (table && !text.positions_last) b.last().position = positions();
  if (text.norm) {
    x = b.norm(prefix + "embeddings.norm", "embeddings.norm", under.norm, under.epsilon, x);
  }
  if (width != under.width) {
    const std::string part = "embeddings.projection";
    x = b.linear(prefix + part, part, x, under.width, text.projection_bias);
  }
  if (table && text.positions_last) {
    x = b.node(prefix + "embeddings.position", Op::add_rows, {x}, under.width);
    b.last().weight = positions();
  }
  return x;
}

int image_stem(ShapeBuilder& b, const ImageSpec& image, std::size_t width) {
  const std::size_t side = image.size / image.patch, rows = side * side + image.class_tokens;
  int x = b.node("patches", Op::patches, {}, image.channels * image.patch * image.patch);
  x = b.linear("embeddings.projection", "embeddings.projection", x, width, true);
  if (image.class_tokens > 0) {
    x = b.node("embeddings.class", Op::prepend, {x}, width);
    b.last().weight = b.tensor("embeddings.class", image.class_tokens, width);
  }
  x = b.node("embeddings.position", Op::add_rows, {x}, width);
  b.last().weight = b.tensor("embeddings.position", rows, width);
  b.graph().max_tokens = rows;
  const auto as_int = [](std::size_t v) { return static_cast<int>(v); };
  b.graph().image.channels = as_int(image.channels);
  b.graph().image.height = b.graph().image.width = as_int(image.size);
  b.graph().image.patch = as_int(image.patch);
  return x;
}

void add_head(ShapeBuilder& b, const TransformerSpec& spec, int x) {
  const HeadSpec& head = spec.head;
  const std::size_t width = b.width(x);
  if (head.kind == HeadKind::classifier) {
    x = b.node("first", Op::take_first, {x}, width);
    if (head.pooler) {
      x = b.node("pooler.activation", Op::tanh, {b.linear("pooler", "pooler", x, width, true)}, width);
    }
    b.linear("classifier", "classifier", x, head.classes, true);
    for (std::size_t i = 0; i < head.classes; ++i) b.graph().labels.push_back(fmt::format("LABEL_{}", i));
    return;
  }
  if (head.last_row) x = b.node("last", Op::take_last, {x}, width);
  const std::size_t narrow = spec.text.embedding_width;
  if (narrow != width) x = b.linear("projection", "projection", x, narrow, spec.text.projection_bias);
  const int vocabulary = b.node("vocabulary", Op::linear, {x}, spec.text.vocabulary);
  b.last().weight =
      b.tensor(head.tied ? "embeddings.word" : "vocabulary.weight", spec.text.vocabulary, narrow);
  if (head.last_row) b.node("sample", Op::sample, {vocabulary}, spec.text.vocabulary);
}

}  // namespace

Graph build_shapes(const TransformerSpec& spec) {
  ShapeBuilder b;
  const bool pair = spec.encoder.layers > 0 && spec.decoder.layers > 0;
  int x = -1;
  if (spec.encoder.layers > 0) {
    x = spec.text.vocabulary > 0 ? text_stem(b, spec.text, spec.encoder, pair ? "source." : "")
                                 : image_stem(b, spec.image, spec.encoder.width);
    x = StackBuilder(b, spec.encoder, "encoder", false, -1).build(x, 0);
  }
  if (spec.decoder.layers > 0) {
    const int memory = x;
    x = text_stem(b, spec.text, spec.decoder, pair ? "target." : "");
    x = StackBuilder(b, spec.decoder, "decoder", true, memory).build(x, spec.encoder.layers);
  }
  add_head(b, spec, x);
  Graph& graph = b.graph();
  const StackSpec& main = spec.encoder.layers > 0 ? spec.encoder : spec.decoder;
  graph.name = spec.name;
  graph.family = spec.family;
  graph.shapes_only = true;
  if (spec.head.kind == HeadKind::language_model) graph.output = Output::next_tokens;
  if (spec.text.vocabulary > 0) graph.max_tokens = spec.text.positions;
  graph.vocabulary = spec.text.vocabulary;
  graph.layers = spec.encoder.layers + spec.decoder.layers;
  graph.width = main.width, graph.heads = main.heads, graph.feed_forward = main.feed_forward;
  return std::move(graph);
}

}  // namespace tron::network
