#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "circuit/bank.h"
#include "inference/aligned.h"

namespace tron {

/// A bank's rings in the form of the vector kernel: single precision, lengths as shares of the free spectral
/// range.
struct BankCurves {
  struct Ring {
    float floor, base, contrast, drop;  ///< as RingShape
  };
  int channels = 0, arms = 1;
  bool drops = false;
  double fsr_m = 0;
  std::vector<Ring> rings;
  std::vector<float> distance;  ///< [channel][ring]: light minus resonance

  explicit BankCurves(const Bank& bank);
};

/// Responses of 32 banks side by side (the columns of a packed block), one vector lane a bank:
/// detuning[arm][ring][32] in shares of the FSR, shifts included -> plus[channel][32], minus[channel][32].
/// What Bank::respond() computes in double precision for one bank; here every factor carries a rounding error
/// near 1e-7.
void respond_block(const BankCurves& curves, const float* detuning, bool crosstalk, float* plus,
                   float* minus);

/// A bank's factors at every operand level, for both arms: factor[arm][ring][level 0..levels][channel],
/// channels padded to `stride`, a multiple of 16. Channel i's light meets the product over rings j of
/// factor[arm][j][level of ring j][i].
struct FactorTable {
  std::int32_t levels = 0;
  std::size_t channels = 0, stride = 0;
  AlignedVector<float> factor[2];
  std::size_t at(std::size_t ring, std::int32_t level) const {
    return (ring * (levels + 1) + level) * stride;
  }
};

/// What one row of activations becomes in light, tile after tile: values are quantized with `inverse_unit`,
/// each drives the arm of its sign, and the channels' factors are multiplied. difference gets (plus - minus)
/// * scale, total (plus + minus) in kTotalUnit (`quads` * 4 bytes a tile). Channels past `columns` are dark.
/// Returns the values outside +-levels.
std::uint64_t imprint_row(const FactorTable& table, const float* values, std::size_t columns,
                          float inverse_unit, float scale, float* difference, std::uint8_t* total);

}  // namespace tron
