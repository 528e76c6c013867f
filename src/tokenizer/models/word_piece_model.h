#pragma once

#include <cstddef>

#include "rooms.h"
#include "tokenizer/models/prefix_trie.h"
#include "tokenizer/models/token_model.h"

namespace tron::tokenizer {

/// WordPiece (Schuster and Nakajima, ICASSP 2012, as BERT has it): the longest piece from the left, then the
/// longest that continues a word, and so on. A word that does not come out whole, or with more than
/// `longest_word` characters, is the unknown piece.
class WordPieceModel : public TokenModel {
 public:
  WordPieceModel(Vocabulary table, int unknown, const std::string& continuing = "##",
                 std::size_t longest_word = 100);

  void append(std::string_view text, std::vector<int>& ids) const override;
  std::optional<int> unknown() const override { return unknown_; }

 private:
  PrefixTrie trie_;
  std::optional<PrefixTrie::Node> continued_;  // where pieces that continue a word start
  int unknown_;
  std::size_t longest_word_;
};

/// Every stretch that is a piece is that piece, any other the unknown one.
class WordLevelModel : public TokenModel {
 public:
  WordLevelModel(Vocabulary table, int unknown) : TokenModel(std::move(table)), unknown_(unknown) {}

  void append(std::string_view text, std::vector<int>& ids) const override {
    ids.push_back(table().id(text).value_or(unknown_));
  }
  std::optional<int> unknown() const override { return unknown_; }

 private:
  int unknown_;
};

}  // namespace tron::tokenizer
