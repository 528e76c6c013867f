#include <algorithm>

#include <fmt/format.h>

#include "network/hugging_face/config/config_readers.h"

namespace tron::network {
namespace {

constexpr std::size_t kPixelLimit = 8'192, kChannelLimit = 1'024;
constexpr SizeKeys kEncoder = {"hidden_size",       "num_hidden_layers", "num_attention_heads",
                               "intermediate_size", "hidden_act",        "gelu"};

void read_image(const JsonFields& fields, NetworkConfig& config) {
  config.channels = fields.size("num_channels", 1, kChannelLimit, 3);
  const Json* size = fields.find("image_size");
  if (size && size->is_array()) {
    const std::vector<double> sides = fields.numbers("image_size", 1, static_cast<double>(kPixelLimit));
    const bool pair =
        sides.size() == 2 && size->as_array()[0].is_integer() && size->as_array()[1].is_integer();
    if (!pair) fields.fail("image_size", shown(*size), "one integer, or [height, width]");
    config.image_height = static_cast<std::size_t>(sides[0]);
    config.image_width = static_cast<std::size_t>(sides[1]);
  } else {
    config.image_height = config.image_width = fields.size("image_size", 1, kPixelLimit);
  }
  config.patch = fields.size("patch_size", 1, std::min(config.image_height, config.image_width));
  if (config.image_height % config.patch != 0 || config.image_width % config.patch != 0) {
    fields.fail(
        "patch_size", fmt::format("{}", config.patch),
        fmt::format("a divisor of the image's {} x {} pixels", config.image_height, config.image_width));
  }
}

void read_text(const JsonFields& fields, NetworkConfig& config) {
  config.vocabulary = fields.size("vocab_size", 1, kVocabularyLimit);
  config.positions = fields.size("max_position_embeddings", 3, kPositionLimit);
  const std::string kind = fields.text("position_embedding_type", "absolute");
  if (kind != "absolute") fields.fail("position_embedding_type", fmt::format("'{}'", kind), "absolute");
  expect_flag(fields, "is_decoder", false, "an encoder");
  config.tied = fields.flag("tie_word_embeddings", true);
  config.stem_norm = true;
}

}  // namespace

void read_vit(const JsonFields& fields, NetworkConfig& config) {
  read_sizes(fields, kEncoder, config);
  config.epsilon = fields.number("layer_norm_eps", 0, 1, 1e-12);
  config.qkv_bias = fields.flag("qkv_bias", true);
  config.norm_first = config.final_norm = true;
  config.pooling = Pooling::first;
  read_image(fields, config);
}

void read_bert(const JsonFields& fields, NetworkConfig& config) {
  read_sizes(fields, kEncoder, config);
  config.epsilon = fields.number("layer_norm_eps", 0, 1, 1e-12);
  config.types = fields.size("type_vocab_size", 1, kTypeLimit, 2);
  read_text(fields, config);
}

void read_roberta(const JsonFields& fields, NetworkConfig& config) {
  read_bert(fields, config);
  // Positions count from the padding token's id, whose own row stays empty (fairseq).
  config.first_position = 1 + fields.size("pad_token_id", 0, config.positions - 2, 1);
  config.positions -= config.first_position;
}

void read_distilbert(const JsonFields& fields, NetworkConfig& config) {
  read_sizes(fields, {"dim", "n_layers", "n_heads", "hidden_dim", "activation", "gelu"}, config);
  config.epsilon = 1e-12;
  read_text(fields, config);
}

void read_albert(const JsonFields& fields, NetworkConfig& config) {
  SizeKeys keys = kEncoder;
  keys.default_activation = "gelu_new";
  read_sizes(fields, keys, config);
  config.epsilon = fields.number("layer_norm_eps", 0, 1, 1e-12);
  config.types = fields.size("type_vocab_size", 1, kTypeLimit, 2);
  config.embedding_width = fields.size("embedding_size", 1, kWidthLimit, 128);
  config.weight_groups = fields.size("num_hidden_groups", 1, config.layers, 1);
  if (config.layers % config.weight_groups != 0) {
    fields.fail("num_hidden_groups", fmt::format("{}", config.weight_groups),
                fmt::format("a divisor of the {} layers", config.layers));
  }
  (void)fields.size("inner_group_num", 1, 1, 1);
  read_text(fields, config);
}

}  // namespace tron::network
