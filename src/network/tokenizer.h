#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "network/basic_tokenizer.h"

namespace tron {

/// BERT's WordPiece tokenizer: vocab.txt (one piece a line, its id is the line number from 0; "##" marks a
/// piece that continues a word) and, where it is there, tokenizer_config.json (do_lower_case, strip_accents,
/// tokenize_chinese_chars, model_max_length).
class Tokenizer {
 public:
  /// `vocabulary` = rows of the network's word table, `positions` = rows of its position table. InputError
  /// for a vocabulary that is empty, longer than the table, no UTF-8, or without [UNK], [CLS], [SEP].
  static Tokenizer open(const std::string& folder, std::size_t vocabulary, std::size_t positions);
  /// Of a vocabulary in memory.
  Tokenizer(std::string_view vocabulary, const std::string& file, BasicTokenizerOptions options,
            std::size_t max_tokens);

  /// [CLS] pieces [SEP], cut to the longest legal sequence.
  std::vector<int> encode(std::string_view text) const;
  std::size_t size() const { return size_; }
  std::size_t max_tokens() const { return max_tokens_; }

 private:
  /// Greedy longest match from the left; [UNK] for a word with no match or of more than 100 characters.
  void append_pieces(const std::string& word, std::vector<int>& ids) const;
  int special(const char* name, const std::string& file) const;

  std::unordered_map<std::string, int> ids_;
  std::size_t size_ = 0, max_tokens_ = 0, longest_ = 0;
  BasicTokenizerOptions options_;
  int unknown_ = 0, first_ = 0, last_ = 0;
};

}  // namespace tron
