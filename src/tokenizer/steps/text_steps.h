#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/text/json_at.h"
#include "rooms.h"
#include "tokenizer/steps/text_regex.h"

namespace tron::tokenizer {

/// Finds the parts of a text that something is done to: a literal or an expression.
using FindMatches = std::function<std::vector<Span>(std::string_view)>;
/// {"String": ..} or {"Regex": ..}.
FindMatches read_pattern(const JsonAt& at);
/// Every match of `find` in `text` replaced.
std::string replaced(std::string_view text, const FindMatches& find, std::string_view content);

/// The first step of a tokenizer: text to text. All texts are UTF-8.
using Normalizer = std::function<std::string(std::string)>;
/// The "normalizer" of a tokenizer.json.
Normalizer read_normalizer(const JsonAt& at);

/// A stretch of text that the model takes by itself.
struct PreToken {
  std::string text;
  bool at_start = false;  ///< the text that was to be encoded starts here
};
/// The second step: stretches to smaller ones. Empty ones are dropped.
using PreTokenizer = std::function<void(std::vector<PreToken>&)>;
/// The "pre_tokenizer" of a tokenizer.json.
PreTokenizer read_pre_tokenizer(const JsonAt& at);

/// What becomes of a stretch and of its matches (Hugging Face's SplitDelimiterBehavior).
enum class Split { kRemoved, kIsolated, kMergedWithPrevious, kMergedWithNext, kContiguous };
Split read_split(const JsonAt& at);
/// `matches` from left to right, none overlapping; with `invert` what lies between them is the match.
std::vector<std::string_view> split_at(std::string_view text, const std::vector<Span>& matches, Split split,
                                       bool invert);

/// The way back: pieces to pieces, whose concatenation is the text.
using Decoder = std::function<void(std::vector<std::string>&)>;
/// The "decoder" of a tokenizer.json.
Decoder read_decoder(const JsonAt& at);

}  // namespace tron::tokenizer
