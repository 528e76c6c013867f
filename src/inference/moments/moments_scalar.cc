#include <algorithm>
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

/// The variance of an output whose tiles have scales, tile by tile.
float scaled_variance(const OperandSums& light, const PackedRings& b, const OperandSums& rings,
                      const Conversion& c, float constant, std::size_t row, std::size_t column) {
  float variance = 0;
  for (std::size_t tile = 0; tile < b.tiles; ++tile) {
    const float inverse = 1.0f / static_cast<float>(std::min(b.wavelengths, b.k - tile * b.wavelengths));
    const float* x = light.tiles.data() + (row * b.tiles + tile) * kTileFields;
    const float* y = rings.tiles.data() +
                     (column / kBlockColumns * b.tiles + tile) * kTileFields * kBlockColumns +
                     column % kBlockColumns;
    variance = std::fmaf(x[0] * constant, y[0], variance);
    variance = std::fmaf(x[1] * (c.per_total * inverse), y[kBlockColumns], variance);
    variance = std::fmaf(x[2] * (c.total_squared * inverse * inverse), y[2 * kBlockColumns], variance);
    variance = std::fmaf(x[3] * (c.difference_squared * inverse), y[3 * kBlockColumns], variance);
  }
  return variance;
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
  const float of_tile = c.constant + (rounds ? 1.0f / 12 : 0.0f);
  const bool scaled = !light.tiles.empty();
  for (std::size_t row = 0; row < a.rows; ++row) {
    for (std::size_t n = 0; n < b.n; ++n) {
      float variance = 0;
      if (scaled) {
        variance = scaled_variance(light, b, rings, c, of_tile, row, n);
      } else {
        const float total = light.total[row] * inverse_k * rings.total[n],
                    squares = light.squares[row] * inverse_k * rings.squares[n];
        variance = std::fmaf(total, c.total_squared / tiles, c.per_total);
        variance = std::fmaf(squares, c.difference_squared, std::fmaf(total, variance, constant));
      }
      const auto words = Philox::block({static_cast<std::uint32_t>(n), noise.row_ids[row], 0,
                                        static_cast<std::uint32_t>(Purpose::detector) | noise.product << 8},
                                       key);
      out[row * out_stride + n] =
          std::fmaf(std::sqrt(variance), gaussian16(words[0] >> 16), dot(a, b, row, n)) * column_scale[n];
    }
  }
}

}  // namespace tron::inference
