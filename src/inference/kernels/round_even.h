#pragma once

#include "rooms.h"

namespace tron::inference {

/// The nearest integer, ties to even, of |x| <= 2^22: what std::nearbyint gives, without a call into the
/// library (which the x86-64 baseline needs for lack of an instruction), so that loops over it become
/// vectors. Needs the default rounding mode and no value-changing optimisation, both of which hold here.
inline float round_even(float x) {
  constexpr float kMagic = 12582912.0f;  // 1.5 * 2^23: the sum has no bits left for a fraction
  return (x + kMagic) - kMagic;
}

}  // namespace tron::inference
