#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

#include "rooms.h"

namespace tron::base {

/// Standard normal deviates from 16 random bits, by inversion of the distribution function in 32 straight
/// segments (the segmentation by leading bits of Lee, Luk, Villasenor and Cheung, IEEE Trans. VLSI 14, 2006).
/// Offset and slope of each segment; tools/make_gaussian_table.py makes them and the first line of the table
/// states the error. Mean 0 and variance 1 over the 65,536 inputs; largest value 4.33.
alignas(64) inline constexpr float kGaussianTable[2][32] = {
#include "base/numbers/gaussian_table.inc"
};

/// The deviate of the low 16 bits. A fused multiply-add, so that every machine gets the same bits; the vector
/// kernels repeat exactly these steps.
inline float gaussian16(std::uint32_t bits) {
  const auto f = static_cast<float>(static_cast<std::int32_t>((bits << 16) | 0x8000u));
  const std::uint32_t segment = (std::bit_cast<std::uint32_t>(f) >> 22) & 31u;
  return std::fmaf(f, kGaussianTable[1][segment], std::copysign(kGaussianTable[0][segment], f));
}

}  // namespace tron::base
