#pragma once

#include <vector>

#include "rooms.h"
#include "tokenizer/models/prefix_trie.h"
#include "tokenizer/models/token_model.h"

namespace tron::tokenizer {

/// A unigram language model (Kudo, ACL 2018): the segmentation with the largest sum of scores (logarithms of
/// probabilities), found by Viterbi's algorithm. A character that is no piece costs 10 less than the least
/// score; neighbouring ones are one unknown piece. Of equal sums the one found first counts: the one whose
/// last piece starts further left.
class UnigramModel : public TokenModel {
 public:
  /// scores[id], finite; `unknown` is an id. With `byte_fallback` an unknown piece becomes "<0xHH>" pieces
  /// where all of these are there.
  UnigramModel(Vocabulary table, std::vector<double> scores, int unknown, bool byte_fallback);

  void append(std::string_view text, std::vector<int>& ids) const override;
  std::optional<int> unknown() const override { return unknown_; }

 private:
  struct Node {
    int id = -1;
    double score = 0;
    std::size_t begin = 0;
  };
  /// The best way to every byte offset.
  std::vector<Node> lattice(std::string_view text) const;
  void append_unknown(std::string_view text, std::vector<int>& ids) const;

  PrefixTrie trie_;
  std::vector<double> scores_;
  int unknown_;
  double unknown_score_ = 0;
  std::vector<int> bytes_;
};

}  // namespace tron::tokenizer
