#pragma once

#include <cstddef>
#include <cstdint>

#include "base/numbers/matrix.h"
#include "inference/kernels/aligned.h"
#include "rooms.h"

namespace tron::inference {

/// A bank's factors at every operand level, for both arms: factor[arm][ring][level 0..levels][channel],
/// channels padded to `stride`, a multiple of 16. Channel i's light meets the product over rings j of
/// factor[arm][j][level of ring j][i].
struct TransmissionTable {
  std::int32_t levels = 0;
  std::size_t channels = 0, stride = 0;
  AlignedVector<float> factor[2];
  std::size_t at(std::size_t ring, std::int32_t level) const {
    return (ring * (levels + 1) + level) * stride;
  }
};

/// What rows of activations become in light, in the form of PackedLight: values are quantized with
/// `inverse_unit`, each drives the arm of its sign, and the channels' factors are multiplied, tile after
/// tile. difference gets (plus - minus) * scale, total (plus + minus) in kTotalUnit. Channels past a.cols
/// stay as they were. Returns the values outside +-levels.
std::uint64_t encoding_rows(const TransmissionTable& table, MatrixView a, float inverse_unit, float scale,
                            float* difference, std::uint8_t* total);

}  // namespace tron::inference
