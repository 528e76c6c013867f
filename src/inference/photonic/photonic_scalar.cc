#include <algorithm>
#include <cmath>

#include "base/numbers/gaussian.h"
#include "base/numbers/philox.h"
#include "inference/photonic/photonic_kernel.h"

namespace tron::inference {
namespace {

struct Dot {
  float difference = 0;
  std::int32_t total = 0;
};

Dot tile_dot(const PackedLight& a, const PackedRings& b, std::size_t row, std::size_t column,
             std::size_t tile) {
  const std::size_t block = column / kBlockColumns, c = column % kBlockColumns;
  Dot dot;
  for (std::size_t w = 0; w < b.wavelengths; ++w) {
    dot.difference =
        std::fmaf(a.difference[(row * a.tiles + tile) * a.wavelengths + w],
                  b.difference[b.difference_at(block, tile) + w * kBlockColumns + c], dot.difference);
    dot.total += static_cast<std::int32_t>(a.total[(row * a.tiles + tile) * a.quads() * 4 + w]) *
                 b.total[b.total_at(block, tile) + ((w / 4) * kBlockColumns + c) * 4 + w % 4];
  }
  return dot;
}

float tile_scale(const PackedLight& a, const PackedRings& b, std::size_t row, std::size_t column,
                 std::size_t tile) {
  const std::size_t at = (column / kBlockColumns * b.tiles + tile) * kBlockColumns + column % kBlockColumns;
  return (a.scale.empty() ? 1 : a.scale[row * a.tiles + tile]) * (b.scale.empty() ? 1 : b.scale[at]);
}

float noise_of(const Conversion& k, float x, std::int32_t products) {
  const auto total = static_cast<float>(products);
  const float variance =
      std::fmaf(x * x, k.difference_squared,
                std::fmaf(total, std::fmaf(total, k.total_squared, k.per_total), k.constant));
  return std::sqrt(variance);
}

/// What the converter of `column` makes of a signal, in steps.
float converted(const ConverterColumns& k, std::size_t column, float x) {
  const auto c = [&](ConverterColumns::Field field) { return k.number[k.at(column, field)]; };
  const float y = std::min(std::max(x, -k.reach), k.reach);
  return std::fmaf(
      std::fmaf(std::fmaf(c(ConverterColumns::c3), y, c(ConverterColumns::c2)), y, c(ConverterColumns::c1)),
      y, c(ConverterColumns::c0));
}

}  // namespace

std::uint64_t photonic_multiply_scalar(const PackedLight& a, const PackedRings& b,
                                       const Conversion& conversion, const NoisePosition& noise,
                                       const float* column_scale, float* out, std::size_t out_stride,
                                       const ConverterColumns* converters) {
  const Philox::Key key{static_cast<std::uint32_t>(noise.seed), static_cast<std::uint32_t>(noise.seed >> 32)};
  const std::uint32_t stream = static_cast<std::uint32_t>(Purpose::detector) | noise.product << 8;
  const bool scaled = !a.scale.empty() || !b.scale.empty();
  std::uint64_t saturated = 0;
  for (std::size_t row = 0; row < a.rows; ++row) {
    for (std::size_t column = 0; column < b.n; ++column) {
      std::int32_t sum = 0;
      float scaled_sum = 0;
      for (std::size_t tile = 0; tile < b.tiles; ++tile) {
        const Dot dot = tile_dot(a, b, row, column, tile);
        float x = dot.difference;
        if (converters != nullptr) {
          x = std::fmaf(static_cast<float>(dot.total),
                        converters->number[converters->at(column, ConverterColumns::imbalance)], x);
        }
        if (conversion.noisy()) {
          const auto words = Philox::block({static_cast<std::uint32_t>(column), noise.row_ids[row],
                                            static_cast<std::uint32_t>(tile / kTilesPerDraw), stream},
                                           key);
          const std::uint32_t bits = words[(tile % kTilesPerDraw) / 2] >> (tile % 2 * 16);
          x = std::fmaf(noise_of(conversion, x, dot.total), gaussian16(bits), x);
        }
        if (converters != nullptr) x = converted(*converters, column, x);
        const auto code = static_cast<std::int32_t>(std::nearbyintf(x));
        const std::int32_t kept = std::clamp(code, -conversion.limit, conversion.limit);
        saturated += code != kept;
        sum += kept;
        if (!scaled) continue;
        const float offset = converters != nullptr ? converters->offset[column] : 0;
        scaled_sum =
            std::fmaf(static_cast<float>(kept) - offset, tile_scale(a, b, row, column, tile), scaled_sum);
      }
      const float bias = converters != nullptr ? converters->bias[column] : 0;
      out[row * out_stride + column] =
          (scaled ? scaled_sum : static_cast<float>(sum) - bias) * column_scale[column];
    }
  }
  return saturated;
}

}  // namespace tron::inference
