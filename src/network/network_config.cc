#include "network/network_config.h"

#include <charconv>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.h"
#include "network/json_fields.h"

namespace tron {
namespace {

// Sizes far above any published encoder; what lies beyond is a broken file.
constexpr std::size_t kWidthLimit = 65'536, kLayerLimit = 1'000, kFeedForwardLimit = 1'000'000;
constexpr std::size_t kVocabularyLimit = 10'000'000, kPositionLimit = 1'000'000, kTypeLimit = 1'000;
constexpr std::size_t kPixelLimit = 8'192, kChannelLimit = 1'024, kLabelLimit = 1'000'000;

const std::vector<std::string>& families() {
  static const std::vector<std::string> names = {"vit", "deit", "bert"};
  return names;
}

std::string architecture(const std::string& family) {
  if (family == "vit") return "ViTForImageClassification";
  return family == "deit" ? "DeiTForImageClassification" : "BertForSequenceClassification";
}

std::string family_of(const JsonFields& fields) {
  std::string type = fields.text("model_type");
  for (const std::string& known : families()) {
    if (type == known) return type;
  }
  const std::string near = nearest_name(type, families());
  fields.fail(
      "model_type", fmt::format("'{}'", type),
      fmt::format("{}{}", fmt::join(families(), ", "), near.empty() ? "" : "; did you mean '" + near + "'?"));
}

void check_architecture(const JsonFields& fields, const std::string& family) {
  const Json* list = fields.find("architectures");
  if (!list) return;
  const bool one = list->is_array() && list->size() == 1 && list->as_array()[0].is_string();
  if (one && list->as_array()[0].as_string() == architecture(family)) return;
  std::string allowed = fmt::format("[\"{}\"], a network with one classifier head", architecture(family));
  if (one && list->as_array()[0].as_string() == "DeiTForImageClassificationWithTeacher") {
    allowed += " (this one averages two heads; export it with the class head alone)";
  }
  fields.fail("architectures", shown(*list), allowed);
}

Op activation_of(const JsonFields& fields) {
  const std::string name = fields.text("hidden_act", "gelu");
  if (name == "gelu" || name == "gelu_python") return Op::gelu;
  if (name == "gelu_new" || name == "gelu_pytorch_tanh" || name == "gelu_fast") return Op::gelu_tanh;
  if (name == "relu") return Op::relu;
  fields.fail("hidden_act", fmt::format("'{}'", name), "gelu, gelu_new, gelu_pytorch_tanh, gelu_fast, relu");
}

std::vector<std::string> named_labels(const JsonFields& fields, const Json& table) {
  const std::string allowed = "names under the keys \"0\", \"1\", ... without a hole";
  if (!table.is_object() || table.size() == 0 || table.size() > kLabelLimit) {
    fields.fail("id2label", shown(table), allowed);
  }
  std::vector<std::string> labels(table.size());
  std::vector<bool> seen(table.size());
  for (const auto& [key, value] : table.as_object()) {
    std::size_t index = 0;
    const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), index);
    const bool number = error == std::errc() && end == key.data() + key.size();
    if (!number || index >= labels.size() || seen[index]) {
      fields.fail("id2label", fmt::format("key \"{}\" among {} labels", key, labels.size()), allowed);
    }
    if (!value.is_string()) fields.fail("id2label", shown(value), allowed);
    seen[index] = true;
    labels[index] = value.as_string();
  }
  return labels;
}

std::vector<std::string> labels_of(const JsonFields& fields) {
  std::vector<std::string> labels;
  if (const Json* table = fields.find("id2label")) {
    labels = named_labels(fields, *table);
    const std::size_t count = fields.size("num_labels", 1, kLabelLimit, labels.size());
    if (count != labels.size()) {
      fields.fail("num_labels", fmt::format("{}", count), fmt::format("{}, as id2label has", labels.size()));
    }
    return labels;
  }
  // Hugging Face leaves both keys out for its default of two classes.
  const std::size_t count = fields.size("num_labels", 1, kLabelLimit, 2);
  for (std::size_t i = 0; i < count; ++i) labels.push_back(fmt::format("LABEL_{}", i));
  return labels;
}

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
  config.types = fields.size("type_vocab_size", 1, kTypeLimit, 2);
  const std::string kind = fields.text("position_embedding_type", "absolute");
  if (kind != "absolute") fields.fail("position_embedding_type", fmt::format("'{}'", kind), "absolute");
  if (fields.flag("is_decoder", false)) fields.fail("is_decoder", "true", "false: an encoder");
}

}  // namespace

NetworkConfig network_config(const Json& json, const std::string& file) {
  const JsonFields fields(json, file);
  NetworkConfig config;
  config.family = family_of(fields);
  check_architecture(fields, config.family);
  config.width = fields.size("hidden_size", 1, kWidthLimit);
  config.layers = fields.size("num_hidden_layers", 1, kLayerLimit);
  config.heads = fields.size("num_attention_heads", 1, config.width);
  if (config.width % config.heads != 0) {
    fields.fail("num_attention_heads", fmt::format("{}", config.heads),
                fmt::format("a divisor of hidden_size {}", config.width));
  }
  config.feed_forward = fields.size("intermediate_size", 1, kFeedForwardLimit);
  config.activation = activation_of(fields);
  config.epsilon = fields.number("layer_norm_eps", 0, 1, 1e-12);
  config.labels = labels_of(fields);
  if (config.family == "bert") {
    read_text(fields, config);
  } else {
    config.qkv_bias = fields.flag("qkv_bias", true);
    read_image(fields, config);
  }
  return config;
}

NetworkConfig parse_network_config(std::string_view text, const std::string& name) {
  return network_config(Json::parse(text, name), name);
}

}  // namespace tron
