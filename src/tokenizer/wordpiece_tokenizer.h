#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rooms.h"
#include "tokenizer/models/word_piece_model.h"
#include "tokenizer/steps/basic_tokenizer.h"
#include "tokenizer/steps/text_steps.h"
#include "tokenizer/tokenizer.h"

namespace tron::tokenizer {

/// BERT's WordPiece tokenizer: vocab.txt (one piece a line, its id is the line number from 0; "##" marks a
/// piece that continues a word) and, where it is there, tokenizer_config.json (do_lower_case, strip_accents,
/// tokenize_chinese_chars, model_max_length). Special tokens in the text are ordinary text.
class WordPieceTokenizer : public Tokenizer {
 public:
  /// `vocabulary` = rows of the network's word table, `positions` = rows of its position table. InputError
  /// for a vocabulary that is empty, longer than the table, no UTF-8, or without [UNK], [CLS], [SEP].
  static std::unique_ptr<const WordPieceTokenizer> open(const std::string& folder, std::size_t vocabulary,
                                                        std::size_t positions);
  /// Of a vocabulary in memory.
  WordPieceTokenizer(std::string_view vocabulary, const std::string& file, BasicTokenizerOptions options,
                     std::size_t max_tokens);

  std::vector<int> encode_plain(std::string_view text) const override;
  std::string decode(std::span<const int> ids, bool skip_special = true) const override;

 private:
  WordPieceTokenizer(std::unique_ptr<const WordPieceModel> model, const std::string& file,
                     BasicTokenizerOptions options, std::size_t max_tokens);

  std::unique_ptr<const WordPieceModel> model_;
  BasicTokenizerOptions options_;
  Decoder decoder_;
  std::vector<int> special_;
};

}  // namespace tron::tokenizer
