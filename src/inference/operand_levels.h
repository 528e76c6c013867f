#pragma once

#include <cstdint>
#include <vector>

#include "chip/chip.h"
#include "inference/engine.h"

namespace tron {

/// A ring operand B as operand levels: value = level * unit[column].
struct OperandLevels {
  std::vector<std::int32_t> level;  ///< [k][n]
  std::vector<float> unit;          ///< [n]
};

/// Fixed operands take their own maximum, of a column or of all of B as the chip's scale rule says; dynamic
/// ones the calibrated b_max, and what lies outside is limited and counted.
OperandLevels operand_levels(const Chip& chip, const ProductSite& site, const OperandView& b,
                             std::uint64_t* clipped);

}  // namespace tron
