#pragma once

#include <cstdint>
#include <vector>

#include "chip/chip.h"
#include "inference/engine.h"
#include "rooms.h"

namespace tron::inference {

/// How a stationary operand B becomes operand levels: value = level * unit, of its column, or of its column
/// in its tile.
struct OperandScale {
  std::int32_t levels = 0;  ///< the highest one
  std::size_t depth = 0;    ///< rows of a tile, where each tile has scales of its own; otherwise all of B's
  std::vector<float> unit;  ///< [tile][n]
  std::vector<float> inverse;  ///< [tile][n rounded up to 32] levels a value; 0 where there is nothing but 0
};

/// Fixed operands take their own maxima: of a column, of a column in a tile, or of all of B, as the chip's
/// scale rule says. Dynamic ones do so per tile alone; otherwise they take the calibrated b_max.
OperandScale operand_scale(const Chip& chip, const ProductSite& site, const OperandView& b);

/// Levels of 32 columns from `column` (a multiple of 32) on: out[k][32], zeros past the last column. What
/// lies outside is limited; returns how many did.
std::uint64_t block_levels(const OperandScale& scale, const OperandView& b, std::size_t column,
                           std::int32_t* out);

/// All of B.
struct OperandCodes {
  std::vector<std::int32_t> level;  ///< [k][n]
  std::size_t depth = 0;            ///< as of OperandScale
  std::vector<float> unit;          ///< [tile][n]
};
OperandCodes operand_codes(const Chip& chip, const ProductSite& site, const OperandView& b,
                           std::uint64_t* clipped);

}  // namespace tron::inference
