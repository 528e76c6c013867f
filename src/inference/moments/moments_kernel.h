#pragma once

#include <cstddef>

#include "inference/photonic/photonic_kernel.h"
#include "rooms.h"

namespace tron::inference {

/// What the shortcut keeps of an operand beside its packed differences: sums over all channels, for every row
/// of A or column of B.
struct OperandSums {
  AlignedVector<float> total;    ///< of the totals, in kTotalUnit
  AlignedVector<float> squares;  ///< of the squared differences
  /// Where tiles have scales s, what each tile adds to a variance: s^2, s^2 total, s^2 total^2, and the
  /// squares of the scaled differences. Of A [row][tile][field], of B [block][tile][field][32]; otherwise
  /// empty.
  AlignedVector<float> tiles;
};
inline constexpr std::size_t kTileFields = 4;
OperandSums sums_of(const PackedLight& a);
OperandSums sums_of(const PackedRings& b);

/// Takes the scales of tiles into the differences, and what they weigh into OperandSums::tiles.
OperandSums fold_scales(PackedLight& a);
OperandSums fold_scales(PackedRings& b);

/// One draw an output: mean = the whole dot product, variance = that of photonic_multiply's conversions
/// summed over the tiles, with the sums over channels of products replaced by the product of the operands'
/// sums over K, or over a tile where tiles have scales (exact on average for operands that do not know each
/// other), plus step^2/12 of each rounding where `rounds`. Nothing saturates.
void moments_multiply(const PackedLight& a, const OperandSums& light, const PackedRings& b,
                      const OperandSums& rings, const Conversion& conversion, bool rounds,
                      const NoisePosition& noise, const float* column_scale, float* out,
                      std::size_t out_stride);

/// The same in plain scalar code, bit for bit equal.
void moments_multiply_scalar(const PackedLight& a, const OperandSums& light, const PackedRings& b,
                             const OperandSums& rings, const Conversion& conversion, bool rounds,
                             const NoisePosition& noise, const float* column_scale, float* out,
                             std::size_t out_stride);

}  // namespace tron::inference
