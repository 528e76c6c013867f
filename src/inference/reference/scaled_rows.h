#pragma once

#include <vector>

#include "base/numbers/matrix.h"
#include "chip/chip.h"
#include "inference/engine.h"
#include "rooms.h"

namespace tron::inference {

/// The value of a moving operand that stands for 1, its own scales taken out.
inline float moving_full_scale(const Chip& chip, const ProductSite& site) {
  return chip.operand.activation_scale == MovingScale::calibrated ? site.range.a_max : 1;
}

/// A moving operand A as engines encode it: its rows, or its rows divided by their scales.
class ScaledRows {
 public:
  /// By the chip's rule for moving operands: the calibrated a_max, or the largest magnitude of every row, or
  /// of every row in every tile of `chip`'s wavelengths. Keeps a view of `a`.
  ScaledRows(const Chip& chip, const ProductSite& site, MatrixView a);

  MatrixView values() const { return values_; }
  float full_scale() const { return full_scale_; }  ///< the value that stands for 1
  /// [row][tile] factors of partial sums; empty where all are 1.
  const std::vector<float>& of_tiles() const { return of_tiles_; }
  /// Multiplies every row of an output by its scale, where rows have one each.
  void restore(float* out, std::size_t columns, std::size_t stride) const;

 private:
  void divide(MatrixView a, std::size_t depth, std::vector<float>& scale);

  Matrix own_;
  MatrixView values_;
  float full_scale_ = 0;
  std::vector<float> of_rows_, of_tiles_;
};

}  // namespace tron::inference
