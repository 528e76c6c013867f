#include <cmath>
#include <string>

#include <fmt/format.h>

#include "network/hugging_face/graph_builders.h"
#include "network/hugging_face/language_head.h"
#include "network/hugging_face/layer_stack.h"

namespace tron::network {
namespace {

int embed(GraphBuilder& b, int word, int position) {
  const int x = b.node("embeddings", Op::embed, {}, b.config().embedding_width);
  b.last().weight = word, b.last().position = position;
  b.last().first_position = position < 0 ? 0 : b.config().first_position;
  b.graph().max_tokens = b.config().positions;
  return x;
}

LayerStack decoder_of(const NetworkConfig& config, const std::string& root) {
  LayerStack stack = stack_of(config);
  stack.kind = "decoder";
  stack.self.causal = true;
  stack.prefix = [root](std::size_t i) { return fmt::format("{}{}.", root, i); };
  return stack;
}

}  // namespace

Graph build_gpt2(const NetworkConfig& config, const Checkpoint* files, bool shapes_only) {
  GraphBuilder b(config, files, shapes_only);
  const std::string root = b.root({"transformer.", ""}, "wte.weight");
  // The causal mask and the number in its place, which older checkpoints keep.
  b.pass_over({".attn.bias", ".attn.masked_bias"});
  const int word = word_table(b, root + "wte.weight", {"lm_head.weight"});
  const int position = b.tensor(root + "wpe.weight", {config.positions, config.width}, config.positions);
  LayerStack stack = decoder_of(config, root + "h.");
  stack.conv1d = true;
  stack.names.self = {"attn.c_attn", "attn.c_attn", "attn.c_attn", "attn.c_proj", "ln_1"};
  stack.names.up = "mlp.c_fc", stack.names.down = "mlp.c_proj", stack.names.norm = "ln_2";
  if (config.scale_by_layer) {
    const double plain =
        config.score_scale > 0 ? config.score_scale : 1 / std::sqrt(static_cast<double>(config.head_depth));
    stack.adjust = [plain](std::size_t layer, AttentionWeights& w) {
      w.score_scale = plain / static_cast<double>(layer + 1);
    };
  }
  const int x = add_layers(b, stack, embed(b, word, position));
  add_vocabulary(b, b.norm("decoder.norm", Op::layer_norm, x, root + "ln_f"), word, "lm_head.weight");
  return b.finish();
}

Graph build_opt(const NetworkConfig& config, const Checkpoint* files, bool shapes_only) {
  GraphBuilder b(config, files, shapes_only);
  const std::string root = b.root({"model.decoder.", "decoder."}, "embed_tokens.weight");
  const int word = word_table(b, root + "embed_tokens.weight", {"lm_head.weight"});
  const std::size_t rows = config.positions + config.first_position;
  const int position = b.tensor(root + "embed_positions.weight", {rows, config.width}, rows);
  const bool narrow = config.embedding_width != config.width;
  int x = embed(b, word, narrow ? -1 : position);
  if (narrow) {  // positions are as wide as the layers
    x = b.linear("embeddings.projection", x, root + "project_in", config.width, false);
    x = b.node("embeddings.position", Op::add_rows, {x}, config.width);
    b.last().weight = position, b.last().first_position = config.first_position;
  }
  LayerStack stack = decoder_of(config, root + "layers.");
  const std::string at = "self_attn.";
  stack.names.self = {at + "q_proj", at + "k_proj", at + "v_proj", at + "out_proj", "self_attn_layer_norm"};
  stack.names.up = "fc1", stack.names.down = "fc2", stack.names.norm = "final_layer_norm";
  x = add_layers(b, stack, x);
  if (config.final_norm) x = b.norm("decoder.norm", Op::layer_norm, x, root + "final_layer_norm");
  if (narrow) x = b.linear("projection", x, root + "project_out", config.embedding_width, false);
  add_vocabulary(b, x, word, "lm_head.weight");
  return b.finish();
}

Graph build_llama(const NetworkConfig& config, const Checkpoint* files, bool shapes_only) {
  GraphBuilder b(config, files, shapes_only);
  const std::string root = "model.";
  b.pass_over({".rotary_emb.inv_freq"});
  const int word = word_table(b, root + "embed_tokens.weight", {"lm_head.weight"});
  LayerStack stack = decoder_of(config, root + "layers.");
  stack.norm = Op::rms_norm;
  const std::string at = "self_attn.", mlp = "mlp.";
  stack.names.self = {at + "q_proj", at + "k_proj", at + "v_proj", at + "o_proj", "input_layernorm"};
  stack.names.up = mlp + "up_proj", stack.names.gate = mlp + "gate_proj";
  stack.names.down = mlp + "down_proj", stack.names.norm = "post_attention_layernorm";
  stack.adjust = [&](std::size_t layer, AttentionWeights& w) {
    if (layer >= config.first_window_layer) w.window = config.window;
  };
  const int x = add_layers(b, stack, embed(b, word, -1));
  add_vocabulary(b, b.norm("decoder.norm", Op::rms_norm, x, root + "norm"), word, "lm_head.weight");
  return b.finish();
}

}  // namespace tron::network
