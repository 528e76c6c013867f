#include <cmath>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "network/hugging_face/graph_builders.h"
#include "network/hugging_face/language_head.h"
#include "network/hugging_face/layer_stack.h"

namespace tron::network {
namespace {

/// Sines of all frequencies, then their cosines, where Vaswani et al. (section 3.5) let them take turns.
std::vector<float> sine_positions(std::size_t rows, std::size_t width) {
  std::vector<float> table(rows * width);
  const std::size_t sines = (width + 1) / 2;
  for (std::size_t place = 0; place < rows; ++place) {
    for (std::size_t i = 0; i < width; ++i) {
      const std::size_t pair = i < sines ? i : i - sines;
      const double angle = static_cast<double>(place) /
                           std::pow(10'000.0, 2 * static_cast<double>(pair) / static_cast<double>(width));
      table[place * width + i] = static_cast<float>(i < sines ? std::sin(angle) : std::cos(angle));
    }
  }
  return table;
}

/// Word rows of one side, stream 0 the source's, 1 the target's; `position`: table or -1.
int embed(GraphBuilder& b, int stream, int word, int position) {
  const NetworkConfig& c = b.config();
  const int x = b.node(stream == 0 ? "source.embeddings" : "target.embeddings", Op::embed, {}, c.width);
  Node& node = b.last();
  node.weight = word, node.position = position, node.stream = stream;
  node.scale = c.embedding_scale;
  node.first_position = c.first_position;
  b.graph().max_tokens = c.positions;
  return x;
}

LayerStack side(const NetworkConfig& config, const LayerNames& names, const std::string& root, bool decoder) {
  LayerStack stack = stack_of(config);
  stack.names = names;
  stack.prefix = [root](std::size_t i) { return fmt::format("{}{}.", root, i); };
  if (!decoder) return stack;
  stack.kind = "decoder";
  stack.self.causal = true;
  stack.first_layer = config.layers;
  stack.layers = config.decoder.layers;
  stack.heads = config.decoder.heads;
  stack.feed_forward = config.decoder.feed_forward;
  if (config.buckets == 0) stack.head_depth = config.width / stack.heads;
  return stack;
}

LayerNames pair_names() {
  const std::string self = "self_attn.", cross = "encoder_attn.";
  LayerNames n;
  n.self = {self + "q_proj", self + "k_proj", self + "v_proj", self + "out_proj", "self_attn_layer_norm"};
  n.cross = {cross + "q_proj", cross + "k_proj", cross + "v_proj", cross + "out_proj",
             "encoder_attn_layer_norm"};
  n.up = "fc1", n.down = "fc2", n.norm = "final_layer_norm";
  return n;
}

/// Marian and BART: one side after the other, logits with a bias. `marian`: positions are sines.
Graph build_pair(const NetworkConfig& config, const Checkpoint* files, bool shapes_only, bool marian) {
  GraphBuilder b(config, files, shapes_only);
  const std::string encoder = "model.encoder.", decoder = "model.decoder.", words = "embed_tokens.weight";
  const std::string positions = "embed_positions.weight";
  const int word = word_table(b, "model.shared.weight", {encoder + words, decoder + words, "lm_head.weight"});
  if (marian) b.pass_over({encoder + positions, decoder + positions});
  const auto stem = [&](int stream, const std::string& root) {
    const std::size_t rows = config.positions + config.first_position, width = config.width;
    const int table = marian
                          ? b.computed("positions", rows, width, [=] { return sine_positions(rows, width); })
                          : b.tensor(root + positions, {rows, width}, rows);
    const int x = embed(b, stream, word, table);
    const std::string name = stream == 0 ? "source.embeddings.norm" : "target.embeddings.norm";
    return config.stem_norm ? b.norm(name, Op::layer_norm, x, root + "layernorm_embedding") : x;
  };
  const LayerNames names = pair_names();
  const int memory = add_layers(b, side(config, names, encoder + "layers.", false), stem(0, encoder));
  const int x = add_layers(b, side(config, names, decoder + "layers.", true), stem(1, decoder), memory);
  add_vocabulary(b, x, word, "lm_head.weight");
  b.last().bias = b.tensor("final_logits_bias", {1, config.vocabulary});
  return b.finish();
}

LayerNames t5_names(const std::string& self, const std::string& feed_forward, bool gated) {
  LayerNames n;
  const auto attention = [](const std::string& part, const std::string& kind) {
    const std::string at = part + kind + ".";
    return AttentionNames{at + "q", at + "k", at + "v", at + "o", part + "layer_norm"};
  };
  n.self = attention(self, "SelfAttention");
  n.cross = attention("layer.1.", "EncDecAttention");
  const std::string dense = feed_forward + "DenseReluDense.";
  n.up = dense + (gated ? "wi_1" : "wi");
  if (gated) n.gate = dense + "wi_0";
  n.down = dense + "wo", n.norm = feed_forward + "layer_norm";
  return n;
}

/// The norm behind the decoder. With a tied output layer the rows are multiplied by width^-1/2 before it
/// (transformers, modeling_t5.py); that factor stands in the norm's weights.
int last_norm(GraphBuilder& b, int x) {
  const NetworkConfig& c = b.config();
  TensorSource gamma;
  gamma.name = "decoder.final_layer_norm.weight";
  gamma.shape = {c.width};
  if (c.tied) {
    gamma.part_name = "over the root of the width";
    gamma.factor = 1 / std::sqrt(static_cast<double>(c.width));
  }
  const int weight = b.tensor(std::move(gamma));
  const int normed = b.node("decoder.norm", Op::rms_norm, {x}, c.width);
  b.last().weight = weight, b.last().epsilon = c.epsilon;
  return normed;
}

}  // namespace

Graph build_marian(const NetworkConfig& config, const Checkpoint* files, bool shapes_only) {
  return build_pair(config, files, shapes_only, true);
}

Graph build_bart(const NetworkConfig& config, const Checkpoint* files, bool shapes_only) {
  return build_pair(config, files, shapes_only, false);
}

Graph build_t5(const NetworkConfig& config, const Checkpoint* files, bool shapes_only) {
  GraphBuilder b(config, files, shapes_only);
  // A table that the first checkpoints have and no forward pass reads.
  b.pass_over({"decoder.block.0.layer.1.EncDecAttention.relative_attention_bias.weight"});
  const std::string words = "embed_tokens.weight";
  std::vector<std::string> tables = {"shared.weight", "encoder." + words, "decoder." + words};
  if (config.tied) tables.push_back("lm_head.weight");
  const int word = b.tied(tables, {config.vocabulary, config.width}, config.vocabulary);
  const auto bias_of = [&](const std::string& kind) {
    const std::string name = kind + ".block.0.layer.0.SelfAttention.relative_attention_bias.weight";
    return RelativeBias{b.tensor(name, {config.buckets, config.heads}, config.buckets), config.max_distance,
                        kind == "encoder"};
  };
  const auto layers = [&](const std::string& kind, const LayerNames& names) {
    LayerStack stack = side(config, names, kind + ".block.", kind == "decoder");
    stack.norm = Op::rms_norm;
    stack.self.relative = bias_of(kind);
    return stack;
  };
  int x =
      add_layers(b, layers("encoder", t5_names("layer.0.", "layer.1.", config.gated)), embed(b, 0, word, -1));
  const int memory = b.norm("encoder.norm", Op::rms_norm, x, "encoder.final_layer_norm");
  x = add_layers(b, layers("decoder", t5_names("layer.0.", "layer.2.", config.gated)), embed(b, 1, word, -1),
                 memory);
  add_vocabulary(b, last_norm(b, x), word, "lm_head.weight");
  return b.finish();
}

}  // namespace tron::network
