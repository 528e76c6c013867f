#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rooms.h"
#include "tokenizer/token_template.h"

namespace tron::tokenizer {

/// What a tokenizer knows besides its way of cutting text.
struct TokenizerFacts {
  std::string file = {};       ///< it was read from
  std::size_t size = 0;        ///< one more than the largest id
  std::size_t max_tokens = 0;  ///< the longest sequence that the network takes
  TokenTemplate frame = {};    ///< of encode()
  /// Ids of special tokens, where the family has them.
  std::optional<int> bos = std::nullopt, eos = std::nullopt, pad = std::nullopt, unk = std::nullopt;
};

/// Text to token ids and back, as the model's own tokenizer does it. All calls are safe from many threads.
///
/// Text is UTF-8; what is none counts as U+FFFD, so ask first_invalid_utf8() before, where that is an error.
class Tokenizer {
 public:
  virtual ~Tokenizer() = default;
  Tokenizer(const Tokenizer&) = delete;
  Tokenizer& operator=(const Tokenizer&) = delete;

  /// With the special tokens of the family around it ("[CLS] text [SEP]"), the text cut at its end to the
  /// longest legal sequence.
  std::vector<int> encode(std::string_view text) const;
  /// Two texts with the special tokens around and between them, and the segment of each token; the longer
  /// text is cut first. InputError for a family that has no pairs.
  TypedTokens encode_pair(std::string_view first, std::string_view second) const;
  /// The text alone, of any length.
  virtual std::vector<int> encode_plain(std::string_view text) const = 0;

  /// The same for the text that a translator writes, where the family cuts that otherwise (Marian: by
  /// target.spm).
  virtual std::vector<int> encode_target(std::string_view text) const { return encode_plain(text); }

  /// The text of a whole sequence; `skip_special` leaves special tokens out. Ids that stand for nothing are
  /// passed over. The answer is UTF-8: where the pieces of a byte-level or byte-fallback vocabulary end amid
  /// a character, U+FFFD stands for what is there of it. So a generator decodes all ids each time and shows a
  /// trailing U+FFFD only when no further token can complete it.
  virtual std::string decode(std::span<const int> ids, bool skip_special = true) const = 0;

  std::size_t size() const { return facts_.size; }
  std::size_t max_tokens() const { return facts_.max_tokens; }
  std::optional<int> bos() const { return facts_.bos; }
  std::optional<int> eos() const { return facts_.eos; }
  std::optional<int> pad() const { return facts_.pad; }
  std::optional<int> unk() const { return facts_.unk; }
  const std::string& file() const { return facts_.file; }

 protected:
  /// InputError if max_tokens leaves no room between the tokens of the frame.
  explicit Tokenizer(TokenizerFacts facts);

 private:
  TokenizerFacts facts_;
};

/// The tokenizer of a Hugging Face folder, from the first of these that is there: tokenizer.json; vocab.txt
/// (BERT's WordPiece); vocab.json with merges.txt (byte-level BPE); source.spm with vocab.json (Marian);
/// tokenizer.model, spiece.model, sentencepiece.bpe.model (SentencePiece). tokenizer_config.json,
/// special_tokens_map.json and config.json beside them say the rest.
///
/// `vocabulary_rows` = rows of the network's word table, `max_tokens` = the longest sequence it takes.
/// InputError for a folder without any of them, for broken files and for ids beyond the table.
std::unique_ptr<const Tokenizer> open_tokenizer(const std::string& folder, std::size_t vocabulary_rows,
                                                std::size_t max_tokens);

}  // namespace tron::tokenizer
