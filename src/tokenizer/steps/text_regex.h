#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "rooms.h"

namespace tron::tokenizer {

/// Byte offsets in a text.
struct Span {
  std::size_t begin = 0, end = 0;
  friend bool operator==(const Span&, const Span&) = default;
};

/// A regular expression of a tokenizer file, which means Oniguruma's Ruby syntax over Unicode. ICU's engine
/// runs it; what the two read differently is translated (\h, \w, punctuation within [], line anchors) or
/// refused (\b, \G, \R, \X, back references, named groups, set operations, {n,m}+).
class TextRegex {
 public:
  /// InputError with `place` for a pattern that is no such expression.
  TextRegex(std::string_view pattern, const Place& place);
  ~TextRegex();
  TextRegex(TextRegex&&) noexcept;
  TextRegex& operator=(TextRegex&&) noexcept;

  /// The matches from left to right, none overlapping; `text` must be UTF-8. InputError if a match takes
  /// absurdly long: expressions can be made that way.
  std::vector<Span> matches(std::string_view text) const;

 private:
  struct Compiled;
  std::unique_ptr<const Compiled> compiled_;
};

/// The pattern in ICU's syntax; for tests.
std::string translated_pattern(std::string_view pattern, const Place& place);

}  // namespace tron::tokenizer
