#include "inference/operand_levels.h"

#include <algorithm>
#include <cmath>

#include "inference/imprint.h"
#include "inference/range_kernel.h"
#include "inference/round_even.h"

namespace tron {
namespace {

constexpr std::size_t kTogether = 16;  ///< values that are quantized side by side

std::vector<float> column_maxima(const Chip& chip, const ProductSite& site, const OperandView& b) {
  if (site.dynamic) return std::vector<float>(b.n, site.range.b_max);
  std::vector<float> most(b.n);
  column_maxima(b, most.data());
  if (chip.operand.weight_scale == ScaleRule::per_tensor && b.n > 0) {
    std::fill(most.begin(), most.end(), *std::max_element(most.begin(), most.end()));
  }
  return most;
}

/// Sixteen values that follow one another in memory. The constant count lets the compiler make vectors.
std::uint32_t quantize_line(const float* __restrict values, float factor, const float* __restrict inverse,
                            std::int32_t levels, std::int32_t* __restrict out) {
  const auto limit = static_cast<float>(levels), outside = limit + 0.5f;
  std::uint32_t clipped = 0;
  for (std::size_t i = 0; i < kTogether; ++i) {
    const float scaled = values[i] * factor * inverse[i];
    clipped += std::abs(scaled) > outside ? 1u : 0u;
    out[i] = static_cast<std::int32_t>(round_even(std::min(std::max(scaled, -limit), limit)));
  }
  return clipped;
}

/// Columns [n, n + 16) of rows [k, k + 16).
std::uint32_t quantize_square(const OperandView& b, std::size_t k, std::size_t n, const float* inverse,
                              std::int32_t levels, std::int32_t* __restrict out) {
  std::uint32_t clipped = 0;
  if (b.n_stride == 1) {
    for (std::size_t i = 0; i < kTogether; ++i) {
      clipped += quantize_line(b.data + (k + i) * b.k_stride + n, b.factor, inverse, levels, out + i * b.n);
    }
    return clipped;
  }
  std::int32_t columns[kTogether][kTogether];
  for (std::size_t c = 0; c < kTogether; ++c) {
    float same[kTogether];
    std::fill_n(same, kTogether, inverse[c]);
    clipped += quantize_line(b.data + k + (n + c) * b.n_stride, b.factor, same, levels, columns[c]);
  }
  for (std::size_t i = 0; i < kTogether; ++i) {
    for (std::size_t c = 0; c < kTogether; ++c) out[i * b.n + c] = columns[c][i];
  }
  return clipped;
}

}  // namespace

OperandLevels operand_levels(const Chip& chip, const ProductSite& site, const OperandView& b,
                             std::uint64_t* clipped) {
  const std::int32_t levels = (1 << (chip.operand.bits - 1)) - 1;
  const std::vector<float> most = column_maxima(chip, site, b);
  OperandLevels out{std::vector<std::int32_t>(b.k * b.n), std::vector<float>(b.n)};
  std::vector<float> inverse(b.n);
  for (std::size_t n = 0; n < b.n; ++n) {
    out.unit[n] = most[n] / static_cast<float>(levels);
    inverse[n] = most[n] > 0 ? static_cast<float>(levels) / most[n] : 0;
  }
  const bool lines = b.n_stride == 1 || b.k_stride == 1;
  for (std::size_t k = 0; k < b.k; k += kTogether) {
    for (std::size_t n = 0; n < b.n; n += kTogether) {
      if (lines && k + kTogether <= b.k && n + kTogether <= b.n) {
        *clipped += quantize_square(b, k, n, inverse.data() + n, levels, out.level.data() + k * b.n + n);
        continue;
      }
      for (std::size_t i = k; i < std::min(k + kTogether, b.k); ++i) {
        for (std::size_t c = n; c < std::min(n + kTogether, b.n); ++c) {
          out.level[i * b.n + c] = quantize(b(i, c), inverse[c], levels, clipped);
        }
      }
    }
  }
  return out;
}

}  // namespace tron
