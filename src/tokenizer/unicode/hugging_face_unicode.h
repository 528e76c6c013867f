#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "rooms.h"
#include "tokenizer/unicode/unicode_text.h"

namespace tron::tokenizer::hugging_face {

// Hugging Face's tokenizers ask three sets of Unicode tables, two of them old: normal forms and combining
// marks are those of Unicode 9, general categories those of Unicode 8, all else is current. A tokenizer.json
// means these, so that a mark of 2021 stays where one of 1991 is stripped. Found by asking tokenizers 0.22.2
// for every code point; the ages are ICU's.

/// Unicode 9; what is younger stays and joins with nothing.
std::string normal_form(std::string_view text, NormalForm form);
bool is_mark(std::int32_t code);             ///< M* of Unicode 9
bool is_nonspacing_mark(std::int32_t code);  ///< Mn of Unicode 8
bool is_punctuation(std::int32_t code);      ///< P* of Unicode 8 and ASCII's signs
bool is_control(std::int32_t code);          ///< Cc, Cf, Cs, Co of Unicode 8
/// tron::is_ideograph, but extension E starts at U+2B920, as there.
bool is_ideograph(std::int32_t code);

}  // namespace tron::tokenizer::hugging_face
