#include "tokenizer/unicode/charsmap.h"

#include <fmt/format.h>

#include "tokenizer/unicode/unicode_text.h"

namespace tron::tokenizer {
namespace {

// The fields of a unit (Yata et al., "A compact static double-array keeping character codes", 2007, and
// darts-clone): a label in the low byte and the top bit, "has a leaf" in bit 8, an offset above.
std::uint32_t label(std::uint32_t unit) {
  return unit & ((1U << 31U) | 0xFFU);
}
bool has_leaf(std::uint32_t unit) {
  return (unit >> 8U & 1U) != 0;
}
std::uint32_t offset(std::uint32_t unit) {
  return (unit >> 10U) << ((unit & (1U << 9U)) >> 6U);
}
bool is_value(std::uint32_t unit) {
  return unit >> 31U != 0;
}
std::uint32_t value(std::uint32_t unit) {
  return unit & 0x7FFFFFFFU;
}

std::uint32_t little_endian(std::string_view bytes) {
  std::uint32_t v = 0;
  for (std::size_t i = 0; i < 4; ++i) v |= std::uint32_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
  return v;
}

}  // namespace

Charsmap::Charsmap(std::string_view blob, const Place& place) {
  const std::size_t trie = blob.size() < 4 ? 0 : little_endian(blob);
  if (trie < 1024 || trie % 1024 != 0 || trie > blob.size() - 4) {
    throw InputError(place, fmt::format("a trie of {} bytes in {} bytes", trie, blob.size()),
                     "four bytes of size, a trie of whole blocks of 1024 bytes, and replacements");
  }
  for (std::size_t at = 4; at < 4 + trie; at += 4) units_.push_back(little_endian(blob.substr(at, 4)));
  replacements_ = blob.substr(4 + trie);
  check(place);
}

void Charsmap::check(const Place& place) const {
  if (!replacements_.empty() && replacements_.back() != '\0') {
    throw InputError(place, "replacements without a zero byte at the end", "a zero byte behind each");
  }
  if (first_invalid_utf8(replacements_) != std::string_view::npos) {
    throw InputError(place, "replacements that are no UTF-8", "UTF-8 text");
  }
  if (is_value(units_[0])) throw InputError(place, "a trie whose root is a value", "a node with children");
  for (std::size_t i = 0; i < units_.size(); ++i) {
    const std::uint32_t unit = units_[i];
    if (is_value(unit)) continue;
    // A byte of the key changes the low eight bits alone, and the trie consists of blocks of 256.
    const std::size_t base = i ^ offset(unit);
    if (base >= units_.size()) {
      throw InputError(place, fmt::format("unit {} of the trie leads to {}", i, base),
                       fmt::format("below {}", units_.size()));
    }
    if (has_leaf(unit) && value(units_[base]) >= replacements_.size()) {
      throw InputError(place, fmt::format("a replacement at {}", value(units_[base])),
                       fmt::format("below {}, the bytes of the replacements", replacements_.size()));
    }
  }
}

std::optional<std::string_view> Charsmap::find(std::string_view text) const {
  std::size_t node = offset(units_[0]);
  for (const char c : text) {
    if (c == '\0') break;
    node ^= static_cast<unsigned char>(c);
    const std::uint32_t unit = units_[node];
    if (label(unit) != static_cast<unsigned char>(c)) break;
    node ^= offset(unit);
    if (has_leaf(unit)) return std::string_view(replacements_.c_str() + value(units_[node]));
  }
  return std::nullopt;
}

std::string Charsmap::apply(std::string_view text) const {
  constexpr std::size_t kWholeCluster = 6;  // bytes
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    std::string_view cluster = text.substr(0, grapheme_length(text));
    text.remove_prefix(cluster.size());
    const auto whole = cluster.size() < kWholeCluster ? find(cluster) : std::nullopt;
    if (whole) {
      out += *whole;
      continue;
    }
    while (!cluster.empty()) {
      const std::string_view character = cluster.substr(0, character_length(cluster));
      cluster.remove_prefix(character.size());
      out += find(character).value_or(character);
    }
  }
  return out;
}

std::optional<std::string> decode_base64(std::string_view text) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  if (text.size() % 4 != 0) return std::nullopt;
  std::size_t padding = 0;
  while (padding < 2 && text.ends_with('=')) text.remove_suffix(1), ++padding;
  std::string out;
  std::uint32_t bits = 0;
  std::size_t count = 0;
  for (const char c : text) {
    const std::size_t digit = kDigits.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    bits = bits << 6U | static_cast<std::uint32_t>(digit);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    out += static_cast<char>(bits >> count & 0xFFU);
  }
  return out;
}

}  // namespace tron::tokenizer
