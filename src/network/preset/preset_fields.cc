#include "network/preset/preset_fields.h"

#include <fmt/format.h>

namespace tron::network {
namespace {

// Sizes far above any published network; what lies beyond is a broken file.
constexpr std::int64_t kWidthLimit = 65'536, kLayerLimit = 1'000, kFeedForwardLimit = 1'000'000;
constexpr std::int64_t kVocabularyLimit = 10'000'000, kPositionLimit = 10'000'000, kTypeLimit = 1'000;
constexpr std::int64_t kPixelLimit = 8'192, kChannelLimit = 1'024, kLabelLimit = 1'000'000;

std::size_t size(const Config& config, std::string_view key, std::int64_t limit) {
  return static_cast<std::size_t>(config.integer(key, 1, limit));
}

std::size_t size_or(const Config& config, std::string_view key, std::int64_t limit, std::size_t fallback) {
  return config.has(key) ? static_cast<std::size_t>(config.integer(key, 0, limit)) : fallback;
}

bool flag_or(const Config& config, std::string_view key, bool fallback) {
  return config.has(key) ? config.flag(key) : fallback;
}

/// `value` stands at `key` and must divide `whole`.
void check_divides(const Config& config, std::string_view key, std::size_t value, const char* what,
                   std::size_t whole) {
  if (value > 0 && whole % value == 0) return;
  throw InputError(config.place(key), fmt::format("{}", value),
                   fmt::format("a divisor of {} {}", what, whole));
}

}  // namespace

StackSpec stack_spec(const Config& config) {
  StackSpec spec;
  spec.layers = size(config, "layers", kLayerLimit);
  spec.width = size(config, "width", kWidthLimit);
  spec.heads = size(config, "heads", kWidthLimit);
  check_divides(config, "heads", spec.heads, "the width", spec.width);
  spec.kv_heads = size_or(config, "kv_heads", kWidthLimit, spec.heads);
  if (spec.kv_heads != spec.heads) {
    check_divides(config, "kv_heads", spec.kv_heads, "the heads", spec.heads);
  }
  spec.feed_forward = size(config, "feed_forward", kFeedForwardLimit);
  constexpr Op activations[] = {Op::gelu, Op::gelu_tanh, Op::relu, Op::silu};
  spec.activation = activations[config.choice("activation", {"gelu", "gelu_tanh", "relu", "silu"})];
  spec.gated = flag_or(config, "gated", false);
  spec.norm = config.choice("norm", {"layer_norm", "rms_norm"}) == 0 ? Op::layer_norm : Op::rms_norm;
  spec.norm_first = config.choice("norm_position", {"first", "last"}) == 0;
  spec.epsilon = config.number("epsilon", 0, 1);
  spec.bias = flag_or(config, "bias", true);
  spec.shared = flag_or(config, "shared", false);
  if (config.has("rotary_base")) {
    spec.rotary_base = config.number("rotary_base", 1, 1e12);
    if (spec.width / spec.heads % 2 != 0) {
      throw InputError(config.place("heads"), fmt::format("heads of {} columns", spec.width / spec.heads),
                       "an even number of columns, since rotary positions turn pairs");
    }
  }
  return spec;
}

TextSpec text_spec(const Config& config, const StackSpec& under) {
  TextSpec spec;
  spec.vocabulary = size(config, "vocabulary", kVocabularyLimit);
  spec.positions = size(config, "positions", kPositionLimit);
  spec.kind = static_cast<Positions>(config.choice("position_kind", {"learned", "sinusoidal", "rotary"}));
  if ((spec.kind == Positions::rotary) != (under.rotary_base > 0)) {
    throw InputError(config.place("position_kind"),
                     under.rotary_base > 0 ? "a position table" : "no rotary_base",
                     "\"rotary\" here together with rotary_base in the layers, or another kind without it");
  }
  spec.first_position = size_or(config, "first_position", 1'000, 0);
  spec.types = size_or(config, "types", kTypeLimit, 0);
  spec.embedding_width = size_or(config, "embedding_width", kWidthLimit, under.width);
  if (spec.embedding_width == 0) {
    throw InputError(config.place("embedding_width"), "0", "at least 1");
  }
  spec.positions_last = flag_or(config, "positions_last", false);
  spec.projection_bias = flag_or(config, "projection_bias", true);
  spec.scaled = flag_or(config, "scaled", false);
  spec.norm = flag_or(config, "norm", false);
  return spec;
}

ImageSpec image_spec(const Config& config) {
  ImageSpec spec;
  spec.channels = size(config, "channels", kChannelLimit);
  spec.size = size(config, "size", kPixelLimit);
  spec.patch = size(config, "patch", kPixelLimit);
  check_divides(config, "patch", spec.patch, "the image's side", spec.size);
  spec.class_tokens = size_or(config, "class_tokens", 1'000, 1);
  return spec;
}

HeadSpec head_spec(const Config& config) {
  HeadSpec spec;
  if (config.choice("kind", {"classifier", "language_model"}) == 0) {
    spec.classes = size(config, "classes", kLabelLimit);
    spec.pooler = flag_or(config, "pooler", false);
    return spec;
  }
  spec.kind = HeadKind::language_model;
  spec.tied = flag_or(config, "tied", true);
  spec.last_row = config.choice("rows", {"last", "all"}) == 0;
  return spec;
}

}  // namespace tron::network
