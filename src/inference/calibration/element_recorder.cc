#include "inference/calibration/element_recorder.h"

#include <algorithm>
#include <cmath>

#include "inference/elementwise/elementwise_exact.h"

namespace tron::inference {
namespace {

float largest(const float* x, std::size_t columns) {
  float most = 0;
  for (std::size_t c = 0; c < columns; ++c) most = std::max(most, std::abs(x[c]));
  return most;
}

}  // namespace

void ElementRecorder::norm(const ElementRange& range, const float* x, const NormTerms& terms,
                           std::size_t columns, std::uint32_t step, std::uint32_t row_id, float* out) const {
  const RowStatistics row = row_statistics(x, columns, terms);
  double most = 0;
  for (std::size_t c = 0; c < columns; ++c) most = std::max(most, std::abs(x[c] - row.mean));
  ElementRange seen;
  seen.in_max[0] = static_cast<float>(most);
  seen.out_max = static_cast<float>(most / row.deviation);
  seen.deviation_min = static_cast<float>(row.deviation);
  exact_->norm(range, x, terms, columns, step, row_id, out);
  widen(step, seen);
}

void ElementRecorder::activation(const ElementRange& range, Op op, float* x, std::size_t columns,
                                 std::uint32_t step, std::uint32_t row_id) const {
  ElementRange seen;
  seen.in_max[0] = largest(x, columns);
  exact_->activation(range, op, x, columns, step, row_id);
  seen.out_max = largest(x, columns);
  widen(step, seen);
}

void ElementRecorder::residual(const ElementRange& range, const float* x, const float* y, std::size_t columns,
                               std::uint32_t step, std::uint32_t row_id, float* out) const {
  ElementRange seen;
  seen.in_max[0] = largest(x, columns);
  seen.in_max[1] = largest(y, columns);
  exact_->residual(range, x, y, columns, step, row_id, out);
  seen.out_max = largest(out, columns);
  widen(step, seen);
}

void ElementRecorder::widen(std::uint32_t step, const ElementRange& row) const {
  const std::lock_guard lock(mutex_);
  ElementRange& range = ranges_[step];
  for (int i = 0; i < 2; ++i) range.in_max[i] = std::max(range.in_max[i], row.in_max[i]);
  range.out_max = std::max(range.out_max, row.out_max);
  const bool first = range.deviation_min == 0;
  range.deviation_min = first ? row.deviation_min : std::min(range.deviation_min, row.deviation_min);
}

std::vector<ElementRange> ElementRecorder::ranges() const {
  const std::lock_guard lock(mutex_);
  return ranges_;
}

}  // namespace tron::inference
