#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/text/json.h"
#include "rooms.h"
#include "tokenizer/added_tokens.h"
#include "tokenizer/tokenizer.h"

namespace tron::tokenizer {

/// tokenizer_config.json, special_tokens_map.json and the "model_type" of config.json; each may be missing.
class TokenizerConfig {
 public:
  /// `longest`: the longest sequence of the network.
  TokenizerConfig(const std::string& folder, std::size_t longest);
  /// Of no files at all; for tests and fuzzers.
  explicit TokenizerConfig(std::size_t longest) : max_tokens_(longest) {}

  /// The smaller of the network's longest sequence and "model_max_length".
  std::size_t max_tokens() const { return max_tokens_; }
  /// "tokenizer_class" without "Fast" at its end, else the model type, else "".
  std::string family() const;
  bool flag(const std::string& key, bool fallback) const;
  /// "bos_token", "unk_token" ...: of tokenizer_config.json, else of special_tokens_map.json. Its id is 0.
  std::optional<AddedToken> named(const std::string& role) const;
  /// "added_tokens_decoder", with ids below `rows`.
  std::vector<AddedToken> added(std::size_t rows) const;
  /// Puts the ids of the named tokens, where `id_of` knows them, into `facts`.
  void name_ids(const std::function<std::optional<int>(std::string_view)>& id_of,
                TokenizerFacts& facts) const;

  const std::string& file() const { return file_; }

 private:
  std::string file_ = "tokenizer_config.json", map_file_ = "special_tokens_map.json", model_type_;
  Json json_ = Json::object(), map_ = Json::object();
  std::size_t max_tokens_ = 0;
};

}  // namespace tron::tokenizer
