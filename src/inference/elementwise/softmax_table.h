#pragma once

#include <cstddef>
#include <vector>

#include "chip/chip.h"
#include "rooms.h"

namespace tron::inference {

/// Softmax as the control unit computes it, softmax(g)_i = exp(g_i - g_max - ln sum_j exp(g_j - g_max)), by
/// two tables (the identity is exact; tables in the place of both functions are the only error):
///   exp  `exp_entries` values at even steps over [-exp_range, 0], the nearest is taken; below: 0;
///   ln   addressed by the sum's binary exponent and its leading mantissa bits: `ln_entries` shared evenly by
///        the octaves of [1, ln_range], each the logarithm of its interval's middle; above: the last one.
/// The result is rounded to `output_bits` over [0, 1]. Entries are as wide as fp32.
class SoftmaxTable {
 public:
  explicit SoftmaxTable(const SoftmaxDesign& design);
  /// In place. The rows of a result need not sum to one exactly.
  void run(float* scores, std::size_t columns) const;

  float exp_of(float difference) const;  ///< of a difference <= 0
  float ln_of(float sum) const;          ///< of a sum >= 1

 private:
  std::vector<float> exp_, ln_;
  float exp_scale_ = 0, output_top_ = 0;
  int octaves_ = 0, per_octave_ = 0;
};

}  // namespace tron::inference
