#include "network/hugging_face/config/config_readers.h"

#include <fmt/format.h>

namespace tron::network {

Op activation_named(const JsonFields& fields, const std::string& key, const std::string& name) {
  if (name == "gelu" || name == "gelu_python") return Op::gelu;
  if (name == "gelu_new" || name == "gelu_pytorch_tanh" || name == "gelu_fast") return Op::gelu_tanh;
  if (name == "relu") return Op::relu;
  if (name == "silu" || name == "swish") return Op::silu;
  fields.fail(key, fmt::format("'{}'", name),
              "gelu, gelu_new, gelu_pytorch_tanh, gelu_fast, relu, silu, swish");
}

void read_sizes(const JsonFields& fields, const SizeKeys& keys, NetworkConfig& config) {
  config.width = fields.size(keys.width, 1, kWidthLimit);
  config.layers = fields.size(keys.layers, 1, kLayerLimit);
  config.heads = fields.size(keys.heads, 1, config.width);
  if (config.width % config.heads != 0) {
    fields.fail(keys.heads, fmt::format("{}", config.heads),
                fmt::format("a divisor of {} {}", keys.width, config.width));
  }
  config.head_depth = config.width / config.heads;
  config.embedding_width = config.width;
  if (keys.feed_forward) config.feed_forward = fields.size(keys.feed_forward, 1, kFeedForwardLimit);
  const std::optional<std::string> fallback =
      keys.default_activation ? std::optional<std::string>(keys.default_activation) : std::nullopt;
  config.activation = activation_named(fields, keys.activation, fields.text(keys.activation, fallback));
}

void expect_flag(const JsonFields& fields, const std::string& key, bool only, const std::string& why) {
  if (fields.flag(key, only) == only) return;
  fields.fail(key, only ? "false" : "true", fmt::format("{}: {}", only, why));
}

}  // namespace tron::network
