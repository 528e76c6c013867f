#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rooms.h"
#include "tokenizer/added_tokens.h"
#include "tokenizer/sentencepiece/sentencepiece_model.h"
#include "tokenizer/tokenizer.h"
#include "tokenizer/tokenizer_config.h"

namespace tron::tokenizer {

/// A tokenizer whose pieces come from a SentencePiece model. Special tokens in the text are cut out first and
/// each stretch between them is given to the library alone, as Hugging Face's Python tokenizers ("legacy")
/// do it.
class SentencePieceTokenizer : public Tokenizer {
 public:
  struct Parts {
    std::shared_ptr<const SentencePieceModel> encoder, decoder;  ///< Marian has two
    std::vector<int> ids;  ///< the network's ids of the encoder's pieces
    Vocabulary pieces;     ///< by the network's ids
    AddedTokens added;
    /// Ids of the encoder for a stretch of text, where the family does more than call the library.
    std::function<std::vector<int>(const SentencePieceModel&, std::string_view)> encode;
  };
  SentencePieceTokenizer(TokenizerFacts facts, Parts parts);

  std::vector<int> encode_plain(std::string_view text) const override;
  std::vector<int> encode_target(std::string_view text) const override;
  std::string decode(std::span<const int> ids, bool skip_special = true) const override;

 private:
  Parts parts_;
};

/// Of one model file. The tokenizer class, or else the model type, says what stands around a text: Llama,
/// Mistral and Gemma the bos token (add_bos_token, add_eos_token), T5 its end `</s>` behind, ALBERT `[CLS]`
/// and `[SEP]`, XLM-RoBERTa `<s>` and `</s>`. Other families are refused by name.
std::unique_ptr<const Tokenizer> open_sentencepiece(const std::string& file, const TokenizerConfig& config,
                                                    std::size_t rows);

/// Marian: pieces of source.spm, ids of vocab.json, `</s>` behind; target.spm is the way back. A language
/// code ">>de<<" at the start is a token of its own.
std::unique_ptr<const Tokenizer> open_marian(const std::string& folder, const TokenizerConfig& config,
                                             std::size_t rows);

/// ALBERT's text before SentencePiece sees it: blanks joined, quotation marks plain, without accents unless
/// `keep_accents`, in lower case if `lower`.
std::string albert_text(std::string_view text, bool keep_accents, bool lower);

}  // namespace tron::tokenizer
