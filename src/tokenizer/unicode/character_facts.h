#pragma once

#include <cstdint>

#include "rooms.h"

namespace tron::tokenizer {

// Facts about characters that ICU alone knows. In a build without ICU they are InputErrors: a tokenizer that
// asks for them is refused.

/// The property Alphabetic.
bool is_alphabetic(std::int32_t code);
/// The version of Unicode, 1 to 15, that has defined the character; 0: none.
int unicode_age(std::int32_t code);

}  // namespace tron::tokenizer
