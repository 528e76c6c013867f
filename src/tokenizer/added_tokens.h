#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "rooms.h"
#include "tokenizer/models/prefix_trie.h"
#include "tokenizer/models/vocabulary.h"
#include "tokenizer/steps/text_steps.h"

namespace tron::tokenizer {

/// A text that is one token wherever it stands, before any step sees it.
struct AddedToken {
  std::string content;
  int id = 0;
  bool special = false;
  bool single_word = false;  ///< not within or beside a word
  bool left_strip = false;   ///< takes the white space before it
  bool right_strip = false;  ///< and behind it
  bool normalized = false;   ///< looked for in the normalised text, else in the text as it stands
};

/// A stretch of text, or a token that was found.
struct Stretch {
  std::string text;
  std::optional<int> id;
  bool at_start = false;
};

/// The added tokens of a tokenizer.
class AddedTokens {
 public:
  AddedTokens() = default;
  /// `normalizer` may be empty.
  AddedTokens(std::vector<AddedToken> tokens, Normalizer normalizer);

  /// The text between tokens, normalised, and the tokens. Of several that match at one place the longest
  /// counts. Empty stretches are dropped.
  std::vector<Stretch> cut(std::string_view text) const;

  const AddedToken* find(int id) const;
  std::optional<int> id(std::string_view content) const;
  const std::vector<AddedToken>& tokens() const { return tokens_; }

 private:
  void cut_at(const PrefixTrie& trie, const Stretch& stretch, std::vector<Stretch>& out) const;

  std::vector<AddedToken> tokens_;
  std::unordered_map<int, std::size_t> by_id_;
  PrefixTrie raw_, normalized_;  // values are places in tokens_
  Normalizer normalizer_;
};

/// "added_tokens" of a tokenizer.json, with ids below `rows`, none twice, none that contradicts `table`.
std::vector<AddedToken> read_added_tokens(const JsonAt& at, const Vocabulary& table, std::size_t rows);
/// The flags and content of one entry; its id is left at 0.
AddedToken read_added_token(const JsonAt& at);

}  // namespace tron::tokenizer
