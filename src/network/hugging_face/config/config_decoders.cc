#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "network/hugging_face/config/config_readers.h"

namespace tron::network {
namespace {

void read_vocabulary(const JsonFields& fields, bool tied, NetworkConfig& config) {
  config.vocabulary = fields.size("vocab_size", 1, kVocabularyLimit);
  config.tied = fields.flag("tie_word_embeddings", tied);
  config.norm_first = config.final_norm = true;
}

/// Frequencies of Llama 3.1: slow turns are slowed by `factor`, fast ones stay, those between go over
/// smoothly (Grattafiori et al., arXiv 2407.21783; transformers, modeling_rope_utils.py).
void stretch_slow_turns(const JsonFields& scaling, std::vector<double>& frequencies) {
  const double factor = scaling.number("factor", 1, 1e6);
  const double low = scaling.number("low_freq_factor", 1e-3, 1e6);
  const double high = scaling.number("high_freq_factor", 1e-3, 1e6);
  if (!(high > low)) {
    scaling.fail("high_freq_factor", fmt::format("{:g}", high),
                 fmt::format("above low_freq_factor {:g}", low));
  }
  const auto trained =
      static_cast<double>(scaling.size("original_max_position_embeddings", 1, kPositionLimit));
  for (double& frequency : frequencies) {
    const double turns = trained * frequency / (2 * std::numbers::pi);
    if (turns > high) continue;
    const double share = turns < low ? 0 : (turns - low) / (high - low);
    frequency *= share + (1 - share) / factor;
  }
}

void scale_rotary(const JsonFields& scaling, Rotary& rotary) {
  const std::string old_key = scaling.text("type", "default");
  const std::string kind = scaling.text("rope_type", old_key);
  if (kind == "default") return;
  if (kind == "linear") {
    const double factor = scaling.number("factor", 1, 1e6);
    for (double& frequency : rotary.frequencies) frequency /= factor;
  } else if (kind == "llama3") {
    stretch_slow_turns(scaling, rotary.frequencies);
  } else {
    scaling.fail("rope_type", fmt::format("'{}'", kind), "default, linear, llama3");
  }
}

void read_rotary(const JsonFields& fields, NetworkConfig& config) {
  // transformers 5 keeps base and scaling in one object.
  const char* key = fields.has("rope_parameters") ? "rope_parameters" : "rope_scaling";
  const Json none = Json::object();
  const JsonFields scaling = fields.has(key) ? fields.table(key) : JsonFields(none, fields.file());
  const JsonFields& base = scaling.has("rope_theta") ? scaling : fields;
  for (const JsonFields* place : {&fields, &scaling}) {
    (void)place->number("partial_rotary_factor", 1, 1, 1.0);
  }
  config.rotary.frequencies =
      rotary_frequencies(base.number("rope_theta", 1, 1e12, 10'000.0), config.head_depth);
  scale_rotary(scaling, config.rotary);
}

void read_key_heads(const JsonFields& fields, NetworkConfig& config) {
  config.key_heads = fields.size("num_key_value_heads", 1, config.heads, config.heads);
  if (config.heads % config.key_heads != 0) {
    fields.fail("num_key_value_heads", fmt::format("{}", config.key_heads),
                fmt::format("a divisor of num_attention_heads {}", config.heads));
  }
}

/// What Llama, Mistral and Qwen2 have in common.
void read_llama_layers(const JsonFields& fields, NetworkConfig& config) {
  constexpr SizeKeys kKeys = {"hidden_size",       "num_hidden_layers", "num_attention_heads",
                              "intermediate_size", "hidden_act",        "silu"};
  config.width = fields.size(kKeys.width, 1, kWidthLimit);
  config.layers = fields.size(kKeys.layers, 1, kLayerLimit);
  config.heads = fields.size(kKeys.heads, 1, kWidthLimit);
  config.embedding_width = config.width;
  config.feed_forward = fields.size(kKeys.feed_forward, 1, kFeedForwardLimit);
  config.activation = activation_named(fields, kKeys.activation, fields.text(kKeys.activation, "silu"));
  if (!fields.has("head_dim") && config.width % config.heads != 0) {
    fields.fail(kKeys.heads, fmt::format("{}", config.heads),
                fmt::format("a divisor of hidden_size {}, or a head_dim", config.width));
  }
  config.head_depth = fields.size("head_dim", 1, kHeadDepthLimit, config.width / config.heads);
  if (config.head_depth % 2 != 0 || config.head_depth > kHeadDepthLimit) {
    fields.fail("head_dim", fmt::format("{}", config.head_depth),
                fmt::format("an even number up to {}: columns turn in pairs", kHeadDepthLimit));
  }
  read_key_heads(fields, config);
  config.positions = fields.size("max_position_embeddings", 1, kPositionLimit * 100, 2048);
  config.epsilon = fields.number("rms_norm_eps", 0, 1, 1e-6);
  config.gated = true;
  read_vocabulary(fields, false, config);
  read_rotary(fields, config);
}

/// transformers writes the kind of every layer down, too; it must say what window and first layer say.
void check_layer_types(const JsonFields& fields, const NetworkConfig& config) {
  const Json* types = fields.find("layer_types");
  if (!types) return;
  const std::string allowed = "a list of full_attention and sliding_attention as sliding_window implies it";
  if (!types->is_array() || types->size() != config.layers)
    fields.fail("layer_types", shown(*types), allowed);
  for (std::size_t i = 0; i < config.layers; ++i) {
    const bool slides = config.window > 0 && i >= config.first_window_layer;
    const Json wanted(slides ? "sliding_attention" : "full_attention");
    if (!(types->as_array()[i] == wanted)) fields.fail("layer_types", shown(types->as_array()[i]), allowed);
  }
}

}  // namespace

void read_gpt2(const JsonFields& fields, NetworkConfig& config) {
  read_sizes(fields, {"n_embd", "n_layer", "n_head", nullptr, "activation_function", "gelu_new"}, config);
  config.feed_forward = fields.size("n_inner", 1, kFeedForwardLimit, 4 * config.width);
  config.positions = fields.size("n_positions", 1, kPositionLimit, 1024);
  config.epsilon = fields.number("layer_norm_epsilon", 0, 1, 1e-5);
  if (!fields.flag("scale_attn_weights", true)) config.score_scale = 1;
  config.scale_by_layer = fields.flag("scale_attn_by_inverse_layer_idx", false);
  expect_flag(fields, "add_cross_attention", false, "a decoder alone");
  read_vocabulary(fields, true, config);
}

void read_opt(const JsonFields& fields, NetworkConfig& config) {
  read_sizes(
      fields,
      {"hidden_size", "num_hidden_layers", "num_attention_heads", "ffn_dim", "activation_function", "relu"},
      config);
  config.positions = fields.size("max_position_embeddings", 1, kPositionLimit);
  config.first_position = 2;
  config.embedding_width = fields.size("word_embed_proj_dim", 1, kWidthLimit, config.width);
  config.epsilon = 1e-5;
  config.bias = config.qkv_bias = fields.flag("enable_bias", true);
  expect_flag(fields, "layer_norm_elementwise_affine", true, "norms with weights");
  read_vocabulary(fields, true, config);
  config.norm_first = fields.flag("do_layer_norm_before", true);
  config.final_norm = config.norm_first && !fields.flag("_remove_final_layer_norm", false);
}

void read_llama(const JsonFields& fields, NetworkConfig& config) {
  read_llama_layers(fields, config);
  config.qkv_bias = fields.flag("attention_bias", false);
  config.bias = config.qkv_bias;
  const bool mlp_bias = fields.flag("mlp_bias", false);
  if (mlp_bias != config.bias) {
    fields.fail("mlp_bias", mlp_bias ? "true" : "false", fmt::format("{}, as attention_bias", config.bias));
  }
}

void read_mistral(const JsonFields& fields, NetworkConfig& config) {
  read_llama_layers(fields, config);
  config.qkv_bias = config.bias = false;
  // Missing, it is the family's 4096; null switches it off.
  const std::size_t absent = fields.named("sliding_window") ? 0 : 4096;
  config.window = fields.size("sliding_window", 1, kPositionLimit * 100, absent);
  check_layer_types(fields, config);
}

void read_qwen2(const JsonFields& fields, NetworkConfig& config) {
  read_llama_layers(fields, config);
  config.bias = false;
  config.qkv_bias = true;
  if (fields.flag("use_sliding_window", false)) {
    config.window = fields.size("sliding_window", 1, kPositionLimit * 100, 4096);
    config.first_window_layer = fields.size("max_window_layers", 0, kLayerLimit, 28);
  }
  check_layer_types(fields, config);
}

}  // namespace tron::network
