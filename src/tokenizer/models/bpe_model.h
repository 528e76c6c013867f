#pragma once

#include <utility>
#include <vector>

#include "rooms.h"
#include "tokenizer/models/flat_table.h"
#include "tokenizer/models/token_model.h"

namespace tron::tokenizer {

struct BpeOptions {
  std::optional<int> unknown = {};        ///< without one, characters that have no piece are dropped
  std::string continuing = {}, end = {};  ///< before characters that continue a word, behind its last
  bool fuse_unknown = false;              ///< neighbouring unknown characters are one
  bool byte_fallback = false;  ///< characters without a piece become "<0xHH>" pieces, if these are there
  bool ignore_merges = false;  ///< a word that is a piece is that piece, whatever the merges
};

/// Byte-pair encoding (Sennrich et al., ACL 2016): characters, then the neighbouring pair of the lowest rank
/// is merged until no pair has one; of equal pairs the left one first. A word of n characters takes
/// O(n log n).
class BpeModel : public TokenModel {
 public:
  struct Merge {
    int left = 0, right = 0, merged = 0;  ///< ids of `table`
  };
  /// A merge's rank is its place; a pair that stands twice has the last.
  BpeModel(Vocabulary table, const std::vector<Merge>& merges, BpeOptions options);

  void append(std::string_view text, std::vector<int>& ids) const override;
  std::optional<int> unknown() const override { return options_.unknown; }

 private:
  class Word;
  std::vector<int> characters(std::string_view text) const;
  bool append_bytes(std::string_view character, std::vector<int>& ids) const;

  FlatTable merges_;  // left and right to rank and merged
  BpeOptions options_;
  std::vector<int> bytes_;
};

}  // namespace tron::tokenizer
