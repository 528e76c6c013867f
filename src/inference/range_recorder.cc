#include "inference/range_recorder.h"

#include <algorithm>
#include <cmath>

namespace tron {
namespace {

/// The ring operand row by row: values, or codes with one scale a column.
struct RecorderOperand : ReadyOperand {
  Matrix values;             ///< k x n
  std::vector<float> scale;  ///< of a column's code
};

/// Largest magnitude of every column, or of the whole operand in every place.
std::vector<float> column_maxima(const Matrix& values, bool per_channel) {
  std::vector<float> maxima(values.cols);
  for (std::size_t k = 0; k < values.rows; ++k) {
    for (std::size_t n = 0; n < values.cols; ++n) maxima[n] = std::max(maxima[n], std::abs(values(k, n)));
  }
  if (!per_channel) {
    const float largest = maxima.empty() ? 0 : *std::max_element(maxima.begin(), maxima.end());
    std::fill(maxima.begin(), maxima.end(), largest);
  }
  return maxima;
}

float code_of(float value, float to_code, float top) {
  return std::clamp(std::nearbyint(value * to_code), -top, top);
}

float inverse(float top, float maximum) {
  return maximum > 0 ? top / maximum : 0;
}

/// sum[n] = sum over k of a[k] b[k][n]
void tile_sums(const float* a, const Matrix& b, std::size_t first, std::size_t last, float* sum) {
  std::fill_n(sum, b.cols, 0.0f);
  for (std::size_t k = first; k < last; ++k) {
    const float factor = a[k];
    const float* row = b.row(k);
    for (std::size_t n = 0; n < b.cols; ++n) sum[n] += factor * row[n];
  }
}

}  // namespace

RangeRecorder::RangeRecorder(const Chip& chip, Mode mode, std::size_t sites)
    : mode_(mode),
      depth_(chip.attention.wavelengths),
      operand_(chip.operand),
      adc_(chip.adc),
      top_(static_cast<float>((1 << (chip.operand.bits - 1)) - 1)),
      records_(sites) {}

std::unique_ptr<ReadyOperand> RangeRecorder::prepare(const ProductSite& site, const OperandView& b,
                                                     Counters&) const {
  auto operand = std::make_unique<RecorderOperand>();
  Matrix& values = operand->values = Matrix(b.k, b.n);
  for (std::size_t k = 0; k < b.k; ++k) {
    for (std::size_t n = 0; n < b.n; ++n) values(k, n) = b(k, n);
  }
  operand->scale.assign(b.n, 1);
  if (mode_ == Mode::operands) {
    if (!site.dynamic) return operand;
    const std::vector<float> maxima = column_maxima(values, false);
    Record& record = records_[site.id];
    const std::lock_guard lock(record.mutex);
    if (!maxima.empty()) record.b_max = std::max(record.b_max, maxima[0]);
    return operand;
  }
  std::vector<float> maxima(b.n, site.range.b_max);
  if (!site.dynamic) maxima = column_maxima(values, operand_.weight_scale == ScaleRule::per_channel);
  for (std::size_t n = 0; n < b.n; ++n) {
    operand->scale[n] = maxima[n] / top_;
    const float to_code = inverse(top_, maxima[n]);
    for (std::size_t k = 0; k < b.k; ++k) values(k, n) = code_of(values(k, n), to_code, top_);
  }
  return operand;
}

void RangeRecorder::multiply(const ProductSite& site, MatrixView a, std::span<const std::uint32_t>,
                             const ReadyOperand& operand, float* out, std::size_t out_stride,
                             Counters&) const {
  const auto& b = static_cast<const RecorderOperand&>(operand);
  const bool coded = mode_ == Mode::partial_sums;
  const float to_code = inverse(top_, site.range.a_max), a_scale = coded ? site.range.a_max / top_ : 1;
  const std::size_t columns = b.values.cols;
  std::vector<float> row(a.cols), sum(columns), seen;
  count_inputs(site, a);
  for (std::size_t r = 0; r < a.rows; ++r) {
    std::copy_n(a.row(r), a.cols, row.begin());
    if (coded) {
      for (float& v : row) v = code_of(v, to_code, top_);
    } else {
      seen.insert(seen.end(), row.begin(), row.end());
    }
    float* to = out + r * out_stride;
    std::fill_n(to, columns, 0.0f);
    for (std::size_t first = 0; first < a.cols; first += depth_) {
      tile_sums(row.data(), b.values, first, std::min(first + depth_, a.cols), sum.data());
      for (std::size_t n = 0; n < columns; ++n) to[n] += sum[n];
      if (coded) seen.insert(seen.end(), sum.begin(), sum.end());
    }
    for (std::size_t n = 0; n < columns; ++n) to[n] *= a_scale * b.scale[n];
    record(site.id, seen);
    seen.clear();
  }
}

/// The first pass finds how large values are as a rule, the second counts the exceptions.
void RangeRecorder::count_inputs(const ProductSite& site, MatrixView a) const {
  double squares = 0;
  std::uint64_t outliers = 0;
  const float limit = kOutlierRms * site.range.a_rms;
  for (std::size_t r = 0; r < a.rows; ++r) {
    for (std::size_t c = 0; c < a.cols; ++c) {
      const float v = a(r, c);
      squares += double{v} * v;
      outliers += std::abs(v) > limit ? 1 : 0;
    }
  }
  Record& record = records_[site.id];
  const std::lock_guard lock(record.mutex);
  record.squares += squares;
  record.values += a.rows * a.cols;
  record.outliers += outliers;
}

void RangeRecorder::record(std::uint32_t site, const std::vector<float>& values) const {
  const float unit = mode_ == Mode::partial_sums ? 1 / (top_ * top_) : 1;
  const double percent = mode_ == Mode::partial_sums ? adc_.range_percentile : operand_.clip_percentile;
  Record& record = records_[site];
  const std::lock_guard lock(record.mutex);
  if (percent < 100) {
    for (float v : values) record.magnitudes.add(v * unit);
    return;
  }
  float largest = 0;
  for (float v : values) largest = std::max(largest, std::abs(v));
  record.magnitudes.add(largest * unit);
}

ProductRange RangeRecorder::range(std::uint32_t site) const {
  Record& record = records_[site];
  const std::lock_guard lock(record.mutex);
  ProductRange range;
  if (mode_ == Mode::operands) {
    range.a_max = record.magnitudes.percentile(operand_.clip_percentile);
    range.b_max = record.b_max;
    const double mean = record.values > 0 ? record.squares / static_cast<double>(record.values) : 0;
    range.a_rms = static_cast<float>(std::sqrt(mean));
    range.values = record.values;
  } else {
    range.partial_max = record.magnitudes.percentile(adc_.range_percentile);
    range.outliers = record.outliers;
  }
  return range;
}

}  // namespace tron
