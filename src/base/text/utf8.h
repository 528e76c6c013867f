#pragma once

#include <cstddef>
#include <string_view>

#include "rooms.h"

namespace tron::base {

/// One step through UTF-8 text (RFC 3629: no surrogates, no overlong forms, nothing above U+10FFFF).
struct CodePoint {
  char32_t value = 0;
  std::size_t length = 0;  ///< bytes taken; 1 for an invalid byte, 0 at the end
  bool valid = false;
};

/// The code point at the start of `text`.
CodePoint next_code_point(std::string_view text);

/// Columns that `text` takes on a terminal: 0 for combining marks, 2 for East Asian wide characters, else 1.
std::size_t display_width(std::string_view text);

}  // namespace tron::base
