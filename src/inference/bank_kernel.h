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

/// Products of one vector's factors: out[channel] = product over rings j of table[j][level[j]][channel],
/// `stride` floats (a multiple of 16) for each level of a ring.
void multiply_factors(const float* table, std::size_t levels, std::size_t rings, std::size_t stride,
                      const std::int32_t* level, float* out);

}  // namespace tron
