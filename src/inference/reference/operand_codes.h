#pragma once

#include <cstdint>
#include <vector>

#include "chip/chip.h"
#include "inference/engine.h"
#include "rooms.h"

namespace tron::inference {

/// How a stationary operand B becomes operand levels: value = level * unit[column].
struct OperandScale {
  std::int32_t levels = 0;     ///< the highest one
  std::vector<float> unit;     ///< [n]
  std::vector<float> inverse;  ///< [n rounded up to 32] levels a value; 0 where a column holds nothing
};

/// Fixed operands take their own maximum, of a column or of all of B as the chip's scale rule says; dynamic
/// ones the calibrated b_max.
OperandScale operand_scale(const Chip& chip, const ProductSite& site, const OperandView& b);

/// Levels of 32 columns from `column` (a multiple of 32) on: out[k][32], zeros past the last column. What
/// lies outside is limited; returns how many did.
std::uint64_t block_levels(const OperandScale& scale, const OperandView& b, std::size_t column,
                           std::int32_t* out);

/// All of B.
struct OperandCodes {
  std::vector<std::int32_t> level;  ///< [k][n]
  std::vector<float> unit;          ///< [n]
};
OperandCodes operand_codes(const Chip& chip, const ProductSite& site, const OperandView& b,
                           std::uint64_t* clipped);

}  // namespace tron::inference
