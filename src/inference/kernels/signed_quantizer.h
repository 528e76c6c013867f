#pragma once

#include <algorithm>

#include "inference/kernels/round_even.h"
#include "rooms.h"

namespace tron::inference {

/// Rounds to 2^bits - 1 levels spaced evenly over [-full_scale, full_scale], zero among them; values outside
/// are clamped. What a driver or a converter with a sign does.
class SignedQuantizer {
 public:
  SignedQuantizer(int bits, float full_scale)
      : top_(static_cast<float>((1 << (bits - 1)) - 1)),
        to_code_(full_scale > 0 ? top_ / full_scale : 0),
        step_(full_scale / top_) {}

  float code(float x) const { return round_even(std::clamp(x * to_code_, -top_, top_)); }
  float operator()(float x) const { return code(x) * step_; }
  float step() const { return step_; }

 private:
  float top_, to_code_, step_;
};

}  // namespace tron::inference
