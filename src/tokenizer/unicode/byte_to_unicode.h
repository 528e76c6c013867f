#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "rooms.h"

namespace tron::tokenizer {

/// GPT-2's letters for bytes (Radford et al., 2019): the 188 bytes that Latin-1 prints stand for themselves,
/// the other 68 for U+0100 and what follows, in the order of their values. So every byte string is a text
/// without blanks, and a vocabulary can hold it.
std::string unicode_of_bytes(std::string_view bytes);
/// The way back; nothing if a character is none of the 256 letters.
std::optional<std::string> bytes_of_unicode(std::string_view letters);

}  // namespace tron::tokenizer
