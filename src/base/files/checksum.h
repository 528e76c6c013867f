#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "rooms.h"

namespace tron::base {

/// 64 bits that tell damaged data from whole data: against chance, not against malice.
///
/// Data goes in as words of eight bytes; each is mixed in by an exclusive or, a rotation and multiplications
/// by odd numbers (the primes of xxHash). For a given word each step has an inverse, and so it has for a
/// given state: two sequences that differ within one word never have the same sum, and others by a chance of
/// 2^-64.
class Checksum {
 public:
  /// `what` is the first that goes in: equal data of two kinds have different sums.
  explicit Checksum(std::string_view what) { bytes(what); }

  void word(std::uint64_t value) { state_ = std::rotl(state_ ^ (value * kFirst), 31) * kSecond; }

  /// With their number, so that "a", "bc" is another sequence than "ab", "c".
  void bytes(std::string_view data) {
    word(data.size());
    for (; data.size() >= 8; data.remove_prefix(8)) word(word_of(data, 8));
    if (!data.empty()) word(word_of(data, data.size()));
  }

  std::uint64_t value() const {
    const std::uint64_t mixed = (state_ ^ (state_ >> 33)) * kSecond;
    return mixed ^ (mixed >> 29);
  }

 private:
  static constexpr std::uint64_t kFirst = 0x9E3779B185EBCA87U, kSecond = 0xC2B2AE3D27D4EB4FU;

  static_assert(std::endian::native == std::endian::little, "words are little-endian");
  static std::uint64_t word_of(std::string_view data, std::size_t size) {
    std::uint64_t word = 0;
    std::memcpy(&word, data.data(), size);
    return word;
  }

  std::uint64_t state_ = 0;
};

}  // namespace tron::base
