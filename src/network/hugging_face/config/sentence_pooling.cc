#include "network/hugging_face/config/sentence_pooling.h"

#include <filesystem>

#include <fmt/format.h>

#include "base/text/json_fields.h"

namespace tron::network {
namespace {

Pooling pooling_of(const JsonFields& fields) {
  const std::string prefix = "pooling_mode_";
  for (const char* other : {"max_tokens", "mean_sqrt_len_tokens", "weightedmean_tokens", "lasttoken"}) {
    if (fields.flag(prefix + other, false)) {
      fields.fail(prefix + other, "true",
                  "false: the mean (pooling_mode_mean_tokens) or the first row "
                  "(pooling_mode_cls_token)");
    }
  }
  const bool first = fields.flag(prefix + "cls_token", false),
             mean = fields.flag(prefix + "mean_tokens", !first);
  if (first == mean) {
    fields.fail(prefix + "mean_tokens", mean ? "true" : "false",
                fmt::format("{}: one of it and pooling_mode_cls_token", !mean));
  }
  return first ? Pooling::first : Pooling::mean;
}

/// Behind the pooling only a scaling to length one may come.
void check_modules(const std::string& path) {
  if (!std::filesystem::exists(path)) return;
  const Json json = Json::read(path);
  if (!json.is_array()) {
    throw InputError({.file = path, .item = "document"}, shown(json), "a list of modules");
  }
  for (const Json& module : json.as_array()) {
    const std::string type = JsonFields(module, path).text("type");
    if (type.ends_with(".Transformer") || type.ends_with(".Pooling") || type.ends_with(".Normalize"))
      continue;
    throw InputError({.file = path, .item = "type"}, fmt::format("'{}'", type),
                     "Transformer, Pooling and Normalize of sentence_transformers.models");
  }
}

}  // namespace

void read_sentence_pooling(const std::string& folder, NetworkConfig& config) {
  const std::string path = folder + "/1_Pooling/config.json";
  const bool encoder = config.vocabulary > 0 && config.head != Head::next_words;
  if (!encoder || !std::filesystem::exists(path)) return;
  check_modules(folder + "/modules.json");
  const Json json = Json::read(path);
  const JsonFields fields(json, path);
  (void)fields.size("word_embedding_dimension", config.width, config.width, config.width);
  config.head = Head::embedding;
  config.pooling = pooling_of(fields);
}

}  // namespace tron::network
