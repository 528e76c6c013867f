#pragma once

#include <array>
#include <cstdint>

#include "rooms.h"

namespace tron::base {

/// Philox-4x32-R counter-based random numbers (Salmon, Moraes, Dror, Shaw, SC'11): a bijection of a 128-bit
/// counter under a 64-bit key. R = 7 is the fewest rounds that the authors found to pass BigCrush; all of the
/// product uses it.
struct Philox {
  static constexpr int kRounds = 7;
  static constexpr std::uint32_t kMul0 = 0xD2511F53, kMul1 = 0xCD9E8D57;
  static constexpr std::uint32_t kWeyl0 = 0x9E3779B9, kWeyl1 = 0xBB67AE85;
  using Counter = std::array<std::uint32_t, 4>;
  using Key = std::array<std::uint32_t, 2>;

  static constexpr Counter block(Counter c, Key k, int rounds = kRounds) {
    for (int round = 0; round < rounds; ++round) {
      const std::uint64_t p0 = std::uint64_t{kMul0} * c[0], p1 = std::uint64_t{kMul1} * c[2];
      c = {static_cast<std::uint32_t>(p1 >> 32) ^ c[1] ^ k[0], static_cast<std::uint32_t>(p1),
           static_cast<std::uint32_t>(p0 >> 32) ^ c[3] ^ k[1], static_cast<std::uint32_t>(p0)};
      k = {k[0] + kWeyl0, k[1] + kWeyl1};
    }
    return c;
  }
};

/// What a random number is for: the last counter word, so that no two purposes ever share a number.
enum class Purpose : std::uint32_t {
  detector = 1,  ///< noise of one conversion; the product's number is added in the upper bits
  fabrication = 2,
  heater = 3,
  residual = 4,
  normalisation = 5,
  activation = 6,
  thermal = 7,
  token = 8,    ///< the choice of a next token
  process = 9,  ///< what a fabricated chip has of its own
  drift = 10,   ///< what tracking leaves of a bank's and a ring's drift
};

/// A uniform double in (0, 1) from two words; never 0 or 1.
constexpr double uniform_open(std::uint32_t high, std::uint32_t low) {
  return (static_cast<double>((std::uint64_t{high} << 20) ^ (low >> 12)) + 0.5) * 0x1p-52;
}

}  // namespace tron::base
