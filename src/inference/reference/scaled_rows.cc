#include "inference/reference/scaled_rows.h"

#include <algorithm>
#include <cmath>

namespace tron::inference {

ScaledRows::ScaledRows(const Chip& chip, const ProductSite& site, MatrixView a)
    : values_(a), full_scale_(moving_full_scale(chip, site)) {
  const MovingScale rule = chip.operand.activation_scale;
  if (rule == MovingScale::calibrated || a.cols == 0) return;
  const bool per_tile = rule == MovingScale::per_tile;
  divide(a, per_tile ? static_cast<std::size_t>(chip.attention.wavelengths) : a.cols,
         per_tile ? of_tiles_ : of_rows_);
  values_ = own_;
}

void ScaledRows::divide(MatrixView a, std::size_t depth, std::vector<float>& scale) {
  own_ = Matrix(a.rows, a.cols);
  for (std::size_t r = 0; r < a.rows; ++r) {
    for (std::size_t k = 0; k < a.cols; k += depth) {
      const std::size_t end = std::min(k + depth, a.cols);
      const float* from = a.row(r);
      float most = 0;
      for (std::size_t i = k; i < end; ++i) most = std::max(most, std::abs(from[i]));
      for (std::size_t i = k; i < end && most > 0; ++i) own_.row(r)[i] = from[i] / most;
      scale.push_back(most);
    }
  }
}

void ScaledRows::restore(float* out, std::size_t columns, std::size_t stride) const {
  for (std::size_t r = 0; r < of_rows_.size(); ++r) {
    for (std::size_t n = 0; n < columns; ++n) out[r * stride + n] *= of_rows_[r];
  }
}

}  // namespace tron::inference
