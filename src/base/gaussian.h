#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

namespace tron {

/// Standard normal deviates from 16 random bits, by inversion of the distribution function in 32 quadratic
/// segments (the segmentation by leading bits of Lee, Luk, Villasenor and Cheung, IEEE Trans. VLSI 14, 2006).
/// Coefficients c0, c1, c2 a segment; tools/make_gaussian_table.py makes them and states the error. Mean 0
/// and variance 1 over the 65,536 inputs; largest value 4.33.
alignas(64) inline constexpr float kGaussianTable[3][32] = {
#include "base/gaussian_table.inc"
};

/// The deviate of 16 random bits: bit 0 is the sign. Fused multiply-adds, so that every machine gets the same
/// bits; the vector kernels repeat exactly these steps.
inline float gaussian16(std::uint32_t bits) {
  const float f = static_cast<float>((bits & 0xFFFEu) | 1u);
  const std::uint32_t segment = (std::bit_cast<std::uint32_t>(f) >> 22) & 31u;
  const float z = std::fmaf(std::fmaf(kGaussianTable[2][segment], f, kGaussianTable[1][segment]), f,
                            kGaussianTable[0][segment]);
  return (bits & 1u) != 0 ? -z : z;
}

}  // namespace tron
