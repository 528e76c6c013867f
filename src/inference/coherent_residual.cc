#include "inference/coherent_residual.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "inference/position_noise.h"
#include "inference/round_even.h"
#include "inference/signed_quantizer.h"

namespace tron {
namespace {

constexpr std::size_t kTogether = 8;  ///< columns of one block of deviates

/// Of |p| < 0.9 to 1e-5; the library's cosine differs from machine to machine in the last bit.
float cosine(float p) {
  const float q = p * p;
  return 1 - q * (0.5f - q * (1.0f / 24 - q * (1.0f / 720)));
}

}  // namespace

void CoherentResidual::run(const ElementRange& range, const float* x, const float* y, std::size_t columns,
                           std::uint32_t step, std::uint32_t row_id, float* out) const {
  const float scale = std::max(range.in_max[0], range.in_max[1]);
  const SignedQuantizer drive(design_.bits, scale);
  const float half = 0.5f / scale;
  const float reach = std::min(1.0f, range.out_max * half);
  const float low = (1 - reach) * (1 - reach), high = (1 + reach) * (1 + reach);
  const auto top = static_cast<float>((1 << design_.bits) - 1);
  const float to_code = top / (high - low), to_current = (high - low) / top;
  const auto phase_error = static_cast<float>(design_.phase_error_rad);
  for (std::size_t first = 0; first < columns; first += kTogether) {
    std::array<float, kTogether> phase{};
    if (phase_error > 0) phase = position_noise(seed_, Purpose::residual, step, row_id, first / kTogether);
    const auto add = [&](std::size_t c, float deviate) {
      const float u1 = 0.5f + drive(x[c]) * half, u2 = 0.5f + drive(y[c]) * half;
      const float current = u1 * u1 + u2 * u2 + 2 * u1 * u2 * cosine(phase_error * deviate);
      const float code = round_even(std::clamp((current - low) * to_code, 0.0f, top));
      out[c] = 2 * scale * (std::sqrt(low + code * to_current) - 1);
    };
    // The constant count lets the compiler make vectors of the usual case.
    if (first + kTogether <= columns) {
      for (std::size_t i = 0; i < kTogether; ++i) add(first + i, phase[i]);
    } else {
      for (std::size_t i = 0; first + i < columns; ++i) add(first + i, phase[i]);
    }
  }
}

}  // namespace tron
