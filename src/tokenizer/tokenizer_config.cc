#include "tokenizer/tokenizer_config.h"

#include <charconv>
#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "base/text/json_fields.h"

namespace tron::tokenizer {
namespace {

Json read_or_empty(const std::string& path) {
  return std::filesystem::exists(path) ? Json::read(path) : Json::object();
}

/// "model_max_length" may be a sentinel far beyond any integer that stands for "no limit".
std::size_t length_limit(const JsonFields& fields, std::size_t longest) {
  const double limit = fields.number("model_max_length", 3, 1e300, static_cast<double>(longest));
  return limit < static_cast<double>(longest) ? static_cast<std::size_t>(limit) : longest;
}

/// "</s>" or {"content": "</s>", "lstrip": ..}; a special token unless it says otherwise.
AddedToken read_named(const JsonAt& at) {
  AddedToken token;
  if (at.is_text()) {
    token.content = at.text();
    if (token.content.empty()) at.fail("an empty text", "a text");
  } else {
    token = read_added_token(at);
    token.normalized = at.flag("normalized", false);
  }
  token.special = true;
  return token;
}

int read_id(const JsonAt& at, const std::string& key, std::size_t rows) {
  std::size_t id = 0;
  const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), id);
  if (error != std::errc() || end != key.data() + key.size() || id >= rows) {
    at.fail(fmt::format("the id \"{}\"", key),
            fmt::format("an integer below {}, the rows of the word table", rows));
  }
  return static_cast<int>(id);
}

}  // namespace

TokenizerConfig::TokenizerConfig(const std::string& folder, std::size_t longest)
    : file_(folder + "/tokenizer_config.json"),
      map_file_(folder + "/special_tokens_map.json"),
      json_(read_or_empty(file_)),
      map_(read_or_empty(map_file_)),
      max_tokens_(length_limit(JsonFields(json_, file_), longest)) {
  const std::string config_file = folder + "/config.json";
  const Json config = read_or_empty(config_file);
  model_type_ = JsonAt(config, config_file).text("model_type", "");
  (void)JsonAt(map_, map_file_).object();
}

std::string TokenizerConfig::family() const {
  std::string name = JsonAt(json_, file_).text("tokenizer_class", model_type_);
  if (name.ends_with("Fast")) name.resize(name.size() - 4);
  return name == "PreTrainedTokenizer" ? model_type_ : name;
}

bool TokenizerConfig::flag(const std::string& key, bool fallback) const {
  return JsonAt(json_, file_).flag(key, fallback);
}

std::optional<AddedToken> TokenizerConfig::named(const std::string& role) const {
  if (const auto here = JsonAt(json_, file_).find(role)) return read_named(*here);
  if (const auto there = JsonAt(map_, map_file_).find(role)) return read_named(*there);
  return std::nullopt;
}

std::vector<AddedToken> TokenizerConfig::added(std::size_t rows) const {
  std::vector<AddedToken> tokens;
  const auto list = JsonAt(json_, file_).find("added_tokens_decoder");
  if (!list) return tokens;
  for (const auto& [key, value] : list->object()) {
    const JsonAt item = list->of(value, key);
    AddedToken token = read_added_token(item);
    token.id = read_id(item, key, rows);
    tokens.push_back(std::move(token));
  }
  return tokens;
}

void TokenizerConfig::name_ids(const std::function<std::optional<int>(std::string_view)>& id_of,
                               TokenizerFacts& facts) const {
  const auto id = [&](const std::string& role) -> std::optional<int> {
    const std::optional<AddedToken> token = named(role);
    return token ? id_of(token->content) : std::nullopt;
  };
  facts.bos = id("bos_token");
  facts.eos = id("eos_token");
  facts.pad = id("pad_token");
  if (const std::optional<int> unk = id("unk_token")) facts.unk = unk;
}

}  // namespace tron::tokenizer
