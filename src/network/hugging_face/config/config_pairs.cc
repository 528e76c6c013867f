#include <cmath>

#include <fmt/format.h>

#include "network/hugging_face/config/config_readers.h"

namespace tron::network {
namespace {

void read_word_table(const JsonFields& fields, NetworkConfig& config) {
  config.vocabulary = fields.size("vocab_size", 1, kVocabularyLimit);
  config.tied = fields.flag("tie_word_embeddings", true);
}

/// What Marian and BART have in common.
void read_pair(const JsonFields& fields, const char* activation, NetworkConfig& config) {
  read_sizes(fields,
             {"d_model", "encoder_layers", "encoder_attention_heads", "encoder_ffn_dim",
              "activation_function", activation},
             config);
  DecoderConfig& decoder = config.decoder;
  decoder.layers = fields.size("decoder_layers", 1, kLayerLimit);
  decoder.heads = fields.size("decoder_attention_heads", 1, config.width);
  if (config.width % decoder.heads != 0) {
    fields.fail("decoder_attention_heads", fmt::format("{}", decoder.heads),
                fmt::format("a divisor of d_model {}", config.width));
  }
  decoder.feed_forward = fields.size("decoder_ffn_dim", 1, kFeedForwardLimit);
  config.positions = fields.size("max_position_embeddings", 1, kComputedPositionLimit);
  config.epsilon = 1e-5;
  if (fields.flag("scale_embedding", false)) {
    config.embedding_scale = std::sqrt(static_cast<double>(config.width));
  }
  expect_flag(fields, "normalize_before", false, "norms behind the residuals");
  expect_flag(fields, "add_final_layer_norm", false, "no norm behind the last layer");
  read_word_table(fields, config);
  expect_flag(fields, "tie_word_embeddings", true, "one table of words for source, target and output");
}

/// "relu", or "gated-gelu" for two matrices up, whose GELU is the tanh form (version 1.1).
void read_feed_forward(const JsonFields& fields, NetworkConfig& config) {
  const std::string key = "feed_forward_proj";
  std::string name = fields.text(key, "relu");
  config.gated = name.starts_with("gated-");
  if (name == "gated-gelu") name = "gated-gelu_new";
  config.activation = activation_named(fields, key, config.gated ? name.substr(6) : name);
}

}  // namespace

void read_marian(const JsonFields& fields, NetworkConfig& config) {
  read_pair(fields, "gelu", config);
  expect_flag(fields, "normalize_embedding", false, "no norm of the embeddings");
  expect_flag(fields, "static_position_embeddings", true, "sines and cosines for positions");
  expect_flag(fields, "share_encoder_decoder_embeddings", true, "one table of words");
  const std::size_t target = fields.size("decoder_vocab_size", 1, kVocabularyLimit, config.vocabulary);
  if (target != config.vocabulary) {
    fields.fail("decoder_vocab_size", fmt::format("{}", target),
                fmt::format("{}, as vocab_size", config.vocabulary));
  }
}

void read_bart(const JsonFields& fields, NetworkConfig& config) {
  read_pair(fields, "gelu", config);
  expect_flag(fields, "normalize_embedding", true, "a norm of the embeddings");
  expect_flag(fields, "static_position_embeddings", false, "learned positions");
  config.first_position = 2;
  config.stem_norm = true;
}

void read_t5(const JsonFields& fields, NetworkConfig& config) {
  config.width = config.embedding_width = fields.size("d_model", 1, kWidthLimit);
  config.layers = fields.size("num_layers", 1, kLayerLimit);
  config.heads = fields.size("num_heads", 1, kWidthLimit);
  config.head_depth = fields.size("d_kv", 1, kHeadDepthLimit);
  config.feed_forward = fields.size("d_ff", 1, kFeedForwardLimit);
  config.decoder.layers = fields.size("num_decoder_layers", 1, kLayerLimit, config.layers);
  config.decoder.heads = config.heads;
  config.decoder.feed_forward = config.feed_forward;
  config.buckets = fields.size("relative_attention_num_buckets", 4, 65'536, 32);
  if (config.buckets % 4 != 0) {
    fields.fail("relative_attention_num_buckets", fmt::format("{}", config.buckets),
                "a multiple of 4: half for each side, half of them for one distance each");
  }
  config.max_distance =
      fields.size("relative_attention_max_distance", config.buckets / 2 + 1, kPositionLimit, 128);
  if (config.max_distance <= config.buckets / 2) {
    fields.fail("relative_attention_max_distance", fmt::format("{}", config.max_distance),
                fmt::format("more than half the {} buckets", config.buckets));
  }
  read_feed_forward(fields, config);
  // There is no table that ends; the length of training stands for one.
  config.positions = fields.size("n_positions", 1, kComputedPositionLimit, 512);
  config.epsilon = fields.number("layer_norm_epsilon", 0, 1, 1e-6);
  config.score_scale = 1;
  config.norm_first = config.final_norm = true;
  config.bias = config.qkv_bias = false;
  read_word_table(fields, config);
}

}  // namespace tron::network
