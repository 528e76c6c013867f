#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

#include "rooms.h"

namespace tron::base {

/// IEEE 754 binary16 to binary32, exact; subnormals, infinities and NaN included.
inline float float_from_half(std::uint16_t half) {
  const std::uint32_t bits = half;
  const std::uint32_t sign = (bits & 0x8000U) << 16U, exponent = bits >> 10U & 0x1FU,
                      fraction = bits & 0x3FFU;
  if (exponent == 0) {
    const float magnitude = std::ldexp(static_cast<float>(fraction), -24);
    return sign != 0 ? -magnitude : magnitude;
  }
  const std::uint32_t wide = exponent == 31 ? 255 : exponent + 112;
  return std::bit_cast<float>(sign | wide << 23U | fraction << 13U);
}

}  // namespace tron::base
