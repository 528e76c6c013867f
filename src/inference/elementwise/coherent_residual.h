#pragma once

#include <cstddef>
#include <cstdint>

#include "chip/chip.h"
#include "inference/elementwise/elementwise.h"
#include "rooms.h"

namespace tron::inference {

/// Residual addition by interference. Two VCSELs of one wavelength emit fields u = (1 + v / s) / 2, each set
/// by a signed driver of `bits` with the same full scale s (the larger range of the two addends), so that an
/// offset carries the sign. Merged in one guide, with phase difference p, they give the photocurrent
///   I = u1^2 + u2^2 + 2 u1 u2 cos p
/// (two-beam interference, Born and Wolf, Principles of Optics, 7th ed., sec. 7.2). An ADC of `bits` spans
/// the currents of sums within +-out_max; the control unit takes the root by a table: sum = 2 s (sqrt I - 1).
/// p is normal with `phase_error_rad` rms, a draw an element: its position is (seed, step, row, column).
class CoherentResidual {
 public:
  CoherentResidual(const ResidualDesign& design, std::uint64_t seed) : design_(design), seed_(seed) {}
  void run(const ElementRange& range, const float* x, const float* y, std::size_t columns, std::uint32_t step,
           std::uint32_t row_id, float* out) const;

 private:
  ResidualDesign design_;
  std::uint64_t seed_;
};

}  // namespace tron::inference
