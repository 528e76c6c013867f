#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/numbers/gaussian.h"
#include "base/numbers/philox.h"
#include "rooms.h"

namespace tron::inference {

/// Standard normal deviates of columns [8 block, 8 block + 8) of one row and step.
inline std::array<float, 8> position_noise(std::uint64_t seed, Purpose purpose, std::uint32_t step,
                                           std::uint32_t row_id, std::size_t block) {
  const Philox::Counter words =
      Philox::block({static_cast<std::uint32_t>(block), row_id, step, static_cast<std::uint32_t>(purpose)},
                    {static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)});
  std::array<float, 8> deviates;
  for (std::size_t i = 0; i < 4; ++i) {
    deviates[2 * i] = gaussian16(words[i] & 0xFFFFu);
    deviates[2 * i + 1] = gaussian16(words[i] >> 16);
  }
  return deviates;
}

}  // namespace tron::inference
