#include "inference/moments/moments_kernel.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "inference/moments/moments_kernel.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "inference/photonic/noise-inl.h"

HWY_BEFORE_NAMESPACE();
namespace tron::inference {
namespace HWY_NAMESPACE {
namespace {
#if HWY_TARGET != HWY_SCALAR
namespace hn = hwy::HWY_NAMESPACE;
using DF = hn::ScalableTag<float>;
using DU = hn::ScalableTag<std::uint32_t>;
using VF = hn::Vec<DF>;

constexpr std::size_t kRows = kRowsTogether, kVectors = 2, kSlots = kRows * kVectors;

/// Variance of an output = constant + S (per_total + total_squared S) + Q difference_squared, S and Q
/// estimated from sums.
struct Variance {
  float constant, per_total, total_squared, difference_squared;
};

struct Call {
  const PackedLight& a;
  const PackedRings& b;
  const OperandSums& light;
  const OperandSums& rings;
  Variance variance;
  const Conversion& conversion;
  float tile_constant;  ///< of the variance of one tile
  std::uint32_t stream;
  std::uint64_t keys[2 * Philox::kRounds];
  GaussianTable table;
};

/// The dot products of four rows and two vectors of columns over all of K, every output in the order of K.
HWY_INLINE void Dots(const Call& s, std::size_t block, std::size_t row, std::size_t column, VF d[kSlots]) {
  const DF df;
  const std::size_t depth = s.b.tiles * s.b.wavelengths, lanes = hn::Lanes(df);
  VF sum[kSlots];
#pragma GCC unroll 8
  for (std::size_t i = 0; i < kSlots; ++i) sum[i] = hn::Zero(df);
  const float* HWY_RESTRICT b = s.b.difference.data() + s.b.difference_at(block, 0) + column;
  const float* HWY_RESTRICT a = s.a.difference.data() + row * depth;
  for (std::size_t k = 0; k < depth; ++k, b += kBlockColumns) {
    const VF b0 = hn::Load(df, b), b1 = hn::Load(df, b + lanes);
#pragma GCC unroll 4
    for (std::size_t r = 0; r < kRows; ++r) {
      const VF x = hn::Set(df, a[r * depth + k]);
      sum[2 * r] = Fused(df, x, b0, sum[2 * r]);
      sum[2 * r + 1] = Fused(df, x, b1, sum[2 * r + 1]);
    }
  }
#pragma GCC unroll 8
  for (std::size_t i = 0; i < kSlots; ++i) d[i] = sum[i];
}

HWY_INLINE VF VarianceOf(const Call& s, std::size_t row, std::size_t column) {
  const DF df;
  const float inverse_k = 1.0f / static_cast<float>(s.b.k);
  const VF total =
      hn::Mul(hn::Set(df, s.light.total[row] * inverse_k), hn::Load(df, s.rings.total.data() + column));
  const VF squares =
      hn::Mul(hn::Set(df, s.light.squares[row] * inverse_k), hn::Load(df, s.rings.squares.data() + column));
  VF variance = Fused(df, total, hn::Set(df, s.variance.total_squared), hn::Set(df, s.variance.per_total));
  variance = Fused(df, total, variance, hn::Set(df, s.variance.constant));
  return Fused(df, squares, hn::Set(df, s.variance.difference_squared), variance);
}

/// The same where tiles have scales, tile by tile.
HWY_INLINE VF ScaledVarianceOf(const Call& s, std::size_t row, std::size_t column) {
  const DF df;
  const Conversion& c = s.conversion;
  const float* HWY_RESTRICT x = s.light.tiles.data() + row * s.b.tiles * kTileFields;
  const float* HWY_RESTRICT y = s.rings.tiles.data() +
                                column / kBlockColumns * s.b.tiles * kTileFields * kBlockColumns +
                                column % kBlockColumns;
  VF variance = hn::Zero(df);
  for (std::size_t tile = 0; tile < s.b.tiles; ++tile, x += kTileFields, y += kTileFields * kBlockColumns) {
    const float inverse =
        1.0f / static_cast<float>(std::min(s.b.wavelengths, s.b.k - tile * s.b.wavelengths));
    const float of[kTileFields] = {x[0] * s.tile_constant, x[1] * (c.per_total * inverse),
                                   x[2] * (c.total_squared * inverse * inverse),
                                   x[3] * (c.difference_squared * inverse)};
    for (std::size_t f = 0; f < kTileFields; ++f)
      variance = Fused(df, hn::Set(df, of[f]), hn::Load(df, y + f * kBlockColumns), variance);
  }
  return variance;
}

HWY_INLINE VF Noisy(const Call& s, VF mean, std::size_t row, std::uint32_t row_id, std::size_t column) {
  const DF df;
  const DU du;
  const VF variance = s.light.tiles.empty() ? VarianceOf(s, row, column) : ScaledVarianceOf(s, row, column);
  PhiloxState<DU> philox;
  HWY_ALIGN std::uint32_t words[4 * hn::MaxLanes(du)];
  philox.Start(static_cast<std::uint32_t>(column), row_id, 0, s.stream, s.keys);
  for (int round = 1; round < Philox::kRounds; ++round) philox.Round(s.keys + 2 * round);
  philox.Store(words);
  return Fused(df, hn::Sqrt(variance), GaussianOfHigh(df, s.table, hn::Load(du, words)), mean);
}

void Moments(const PackedLight& a, const OperandSums& light, const PackedRings& b, const OperandSums& rings,
             const Conversion& c, bool rounds, const NoisePosition& noise, const float* column_scale,
             float* out, std::size_t out_stride) {
  const DF df;
  const std::size_t lanes = hn::Lanes(df);
  const auto tiles = static_cast<float>(b.tiles);
  Call s{a,
         b,
         light,
         rings,
         {tiles * (c.constant + (rounds ? 1.0f / 12 : 0.0f)), c.per_total, c.total_squared / tiles,
          c.difference_squared},
         c,
         c.constant + (rounds ? 1.0f / 12 : 0.0f),
         static_cast<std::uint32_t>(Purpose::detector) | noise.product << 8,
         {},
         {}};
  PhiloxKeys(noise.seed, s.keys);
  HWY_ALIGN float line[hn::MaxLanes(df)];
  for (std::size_t block = 0; block < b.blocks; ++block) {
    const std::size_t columns = std::min(kBlockColumns, b.n - block * kBlockColumns);
    for (std::size_t row = 0; row < a.rows; row += kRows) {
      for (std::size_t c0 = 0; c0 < columns; c0 += kVectors * lanes) {
        VF d[kSlots];
        Dots(s, block, row, c0, d);
        for (std::size_t slot = 0; slot < kSlots; ++slot) {
          const std::size_t r = row + slot / kVectors,
                            first = block * kBlockColumns + c0 + slot % kVectors * lanes;
          if (r >= a.rows || first >= b.n) continue;
          hn::Store(Noisy(s, d[slot], r, noise.row_ids[r], first), df, line);
          for (std::size_t i = 0; i < lanes && first + i < b.n; ++i) {
            out[r * out_stride + first + i] = line[i] * column_scale[first + i];
          }
        }
      }
    }
  }
}
#else
void Moments(const PackedLight& a, const OperandSums& light, const PackedRings& b, const OperandSums& rings,
             const Conversion& c, bool rounds, const NoisePosition& noise, const float* column_scale,
             float* out, std::size_t out_stride) {
  moments_multiply_scalar(a, light, b, rings, c, rounds, noise, column_scale, out, out_stride);
}
#endif

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace tron::inference
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tron::inference {
HWY_EXPORT(Moments);

void moments_multiply(const PackedLight& a, const OperandSums& light, const PackedRings& b,
                      const OperandSums& rings, const Conversion& conversion, bool rounds,
                      const NoisePosition& noise, const float* column_scale, float* out,
                      std::size_t out_stride) {
  HWY_DYNAMIC_DISPATCH(Moments)(a, light, b, rings, conversion, rounds, noise, column_scale, out, out_stride);
}

}  // namespace tron::inference
#endif
