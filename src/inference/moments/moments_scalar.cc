#include <cmath>

#include "base/numbers/gaussian.h"
#include "base/numbers/philox.h"
#include "inference/moments/moments_kernel.h"

namespace tron::inference {
namespace {

float dot(const PackedLight& a, const PackedRings& b, std::size_t row, std::size_t column) {
  const std::size_t depth = b.tiles * b.wavelengths;
  const float* y = b.difference.data() + b.difference_at(column / kBlockColumns, 0) + column % kBlockColumns;
  float sum = 0;
  for (std::size_t k = 0; k < depth; ++k)
    sum = std::fmaf(a.difference[row * depth + k], y[k * kBlockColumns], sum);
  return sum;
}

}  // namespace

void moments_multiply_scalar(const PackedLight& a, const OperandSums& light, const PackedRings& b,
                             const OperandSums& rings, const Conversion& c, bool rounds,
                             const NoisePosition& noise, const float* column_scale, float* out,
                             std::size_t out_stride) {
  const Philox::Key key{static_cast<std::uint32_t>(noise.seed), static_cast<std::uint32_t>(noise.seed >> 32)};
  const auto tiles = static_cast<float>(b.tiles);
  const float constant = tiles * (c.constant + (rounds ? 1.0f / 12 : 0.0f)),
              inverse_k = 1.0f / static_cast<float>(b.k);
  for (std::size_t row = 0; row < a.rows; ++row) {
    const float row_total = light.total[row] * inverse_k, row_squares = light.squares[row] * inverse_k;
    for (std::size_t n = 0; n < b.n; ++n) {
      const float total = row_total * rings.total[n], squares = row_squares * rings.squares[n];
      float variance = std::fmaf(total, c.total_squared / tiles, c.per_total);
      variance = std::fmaf(squares, c.difference_squared, std::fmaf(total, variance, constant));
      const auto words = Philox::block({static_cast<std::uint32_t>(n), noise.row_ids[row], 0,
                                        static_cast<std::uint32_t>(Purpose::detector) | noise.product << 8},
                                       key);
      out[row * out_stride + n] =
          std::fmaf(std::sqrt(variance), gaussian16(words[0] >> 16), dot(a, b, row, n)) * column_scale[n];
    }
  }
}

}  // namespace tron::inference
