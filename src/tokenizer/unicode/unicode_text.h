#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "rooms.h"

namespace tron::tokenizer {

/// Text as code points, for tokenizers. Unicode 15 throughout (utf8proc 2.8).
using Codepoints = std::vector<std::int32_t>;

/// Every byte that is no UTF-8 becomes U+FFFD.
Codepoints code_points(std::string_view text);
std::string utf8(const Codepoints& codes);
void append_utf8(std::string& text, std::int32_t code);
/// `text` as it stands where it is UTF-8; else one U+FFFD for each longest start of a character that is not
/// finished, and for each other byte that cannot be (Unicode 15, section 3.9, "maximal subparts").
std::string lossy_utf8(std::string_view text);
/// Byte offset of the first byte that is no UTF-8, or npos.
std::size_t first_invalid_utf8(std::string_view text);
/// Bytes of the character at the start of `text`: at least 1, at most text.size().
std::size_t character_length(std::string_view text);

/// The property White_Space.
bool is_white_space(std::int32_t code);
/// General categories: P*, and every ASCII character that is neither letter, digit, space nor control, "$"
/// and "^" included, though Unicode calls them symbols.
bool is_punctuation(std::int32_t code);
bool is_numeric(std::int32_t code);       ///< N*
bool is_mark(std::int32_t code);          ///< M*
bool is_spacing_free(std::int32_t code);  ///< Mn: marks that take no room
/// Cc, Cf, Cs and Co, and with `unassigned` Cn too.
bool is_control(std::int32_t code, bool unassigned);
/// Alphabetic, mark, decimal digit, connector or joiner: \w of Unicode's regular expressions (UTS 18, C).
bool is_word(std::int32_t code);
/// The CJK Unified Ideographs blocks with their extensions up to E; neither kana nor Hangul.
bool is_ideograph(std::int32_t code);

enum class NormalForm { kNfc, kNfd, kNfkc, kNfkd };
/// Unicode Standard Annex 15. `text` must be UTF-8.
std::string normal_form(std::string_view text, NormalForm form);
/// Character by character, so that a final sigma becomes the medial one; U+0130 gives two characters.
void append_lower(std::string& text, std::int32_t code);
std::string lower_case(std::string_view text);

/// The byte length of the extended grapheme cluster (Unicode Standard Annex 29) at the start of `text`.
std::size_t grapheme_length(std::string_view text);

}  // namespace tron::tokenizer
