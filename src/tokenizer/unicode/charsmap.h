#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "rooms.h"

namespace tron::tokenizer {

/// SentencePiece's table of replacements ("precompiled_charsmap"): four bytes with the size of a double-array
/// trie (Darts-clone's layout: 32-bit units), the trie, and the replacements, each ended by a zero byte. A
/// key's value is the offset of its replacement. All numbers are little endian.
class Charsmap {
 public:
  /// InputError with `place` for a table whose sizes do not fit, whose trie can lead out of itself or whose
  /// values lie beyond the replacements: every unit is checked here, none later.
  Charsmap(std::string_view blob, const Place& place);

  /// As Hugging Face applies it: a grapheme cluster of less than 6 bytes is looked up whole, else character
  /// by character; a look-up takes the shortest key that starts it.
  std::string apply(std::string_view text) const;

 private:
  /// The replacement for the shortest key at the start of `text`.
  std::optional<std::string_view> find(std::string_view text) const;
  void check(const Place& place) const;

  std::vector<std::uint32_t> units_;
  std::string replacements_;
};

/// RFC 4648 with padding, no line ends; nothing if it is none.
std::optional<std::string> decode_base64(std::string_view text);

}  // namespace tron::tokenizer
