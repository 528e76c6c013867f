#pragma once

#include <cstddef>

#include "chip/chip.h"
#include "inference/elementwise/elementwise.h"
#include "rooms.h"

namespace tron::inference {

/// Layer norm or RMS norm (the mean taken as zero) by one broadband microring. Electronics finds the mean and
/// deviation s of a row; a driver of `bits` encodes x - mean (full scale in_max[0]); the ring multiplies all
/// of them by t = s_min / s, where s_min is the least deviation met in calibration and stands for the
/// transmission at the end of the ring's drive range; an ADC of `bits` reads (x - mean) t / s_min over
/// [-out_max, out_max]; gamma and beta are digital. The ring's drive has 2^ring_bits levels even in detuning,
/// so t is uneven, and t cannot fall below the ring's extinction. A deviation below s_min is taken for s_min.
class NormRing {
 public:
  NormRing(const NormDesign& design, const MicroringParameters& ring, Length drive_range);
  void run(const ElementRange& range, const float* x, const NormTerms& terms, std::size_t columns,
           float* out) const;
  /// The multiplier in [0, 1] that the ring gives for a wanted one.
  double multiplier(double wanted) const;

 private:
  NormDesign design_;
  AllPassRing ring_;
  double range_m_, full_;
};

}  // namespace tron::inference
