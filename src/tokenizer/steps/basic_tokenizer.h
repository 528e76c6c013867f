#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rooms.h"

namespace tron::tokenizer {

/// What tokenizer_config.json may switch.
struct BasicTokenizerOptions {
  bool lower_case = true;
  bool strip_accents = true;  ///< drop combining marks after canonical decomposition
  bool split_chinese = true;  ///< every CJK ideograph is a word
};

/// BERT's first step, text to words (Devlin et al., NAACL 2019, as in Google's BasicTokenizer and Hugging
/// Face's BertNormalizer + BertPreTokenizer): control characters go, CJK ideographs stand alone, accents go
/// (NFD, then without the marks), letters turn to lower case one by one, and every punctuation character is a
/// word. Hangul stays decomposed, as the vocabularies have it. "[SEP]" in the text is three words, never a
/// special token.
///
/// `text` must be UTF-8 (see first_invalid_utf8).
std::vector<std::string> basic_tokens(std::string_view text, const BasicTokenizerOptions& options);

}  // namespace tron::tokenizer
