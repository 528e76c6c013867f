#include "inference/calibration/range_recorder.h"

#include <algorithm>
#include <cmath>

#include "base/execution/parallel.h"
#include "inference/photonic/photonic_kernel.h"
#include "inference/reference/operand_kernel.h"

namespace tron::inference {

/// The stationary operand as given, and its codes' scale in each column.
struct RangeRecorder::RecorderOperand : ReadyOperand {
  OperandView view;
  OperandScale scale;  ///< of codes; without levels for exact answers
};

namespace {

float inverse(float top, float maximum) {
  return maximum > 0 ? top / maximum : 0;
}

/// Columns [column, column + columns) of rows [first, last), or their codes, to tile[k][256]: zeros past
/// them.
void load_tile(const OperandView& b, const OperandScale& scale, std::size_t first, std::size_t last,
               std::size_t column, std::size_t columns, float* tile) {
  const std::size_t depth = last - first;
  if (columns < kSumColumns) std::fill_n(tile, depth * kSumColumns, 0.0f);
  copy_window(b, first, depth, column, columns, tile, kSumColumns);
  if (scale.levels == 0) return;
  const float* to_code = scale.inverse.data() + first / scale.depth * round_up(b.n, kBlockColumns) + column;
  for (std::size_t k = 0; k < depth; ++k) {
    round_to_codes(tile + k * kSumColumns, columns, to_code, columns, static_cast<float>(scale.levels));
  }
}

constexpr std::size_t kThreadedPlaces = 1u << 18;  ///< operands below are not worth a thread

}  // namespace

RangeRecorder::RangeRecorder(const Chip& chip, Mode mode, std::size_t sites, int threads)
    : mode_(mode),
      threads_(threads),
      depth_(chip.attention.wavelengths),
      chip_(chip),
      adc_(chip.adc),
      top_(static_cast<float>((1 << (chip.operand.bits - 1)) - 1)),
      records_(sites) {}

std::unique_ptr<ReadyOperand> RangeRecorder::prepare(const ProductSite& site, const OperandView& b,
                                                     Counters&) const {
  auto operand = std::make_unique<RecorderOperand>();
  operand->view = b;
  if (mode_ == Mode::partial_sums) {
    operand->scale = operand_scale(chip_, site, b);
    return operand;
  }
  if (!site.dynamic || b.n == 0) return operand;
  std::vector<float> maxima(b.n);
  column_maxima(b, maxima.data());
  Record& record = records_[site.id];
  const std::lock_guard lock(record.mutex);
  record.b_max = std::max(record.b_max, *std::max_element(maxima.begin(), maxima.end()));
  return operand;
}

void RangeRecorder::multiply(const ProductSite& site, MatrixView a, std::span<const std::uint32_t>,
                             const ReadyOperand& operand, float* out, std::size_t out_stride,
                             Counters&) const {
  const auto& b = static_cast<const RecorderOperand&>(operand);
  count_inputs(site, a);
  for (std::size_t r = 0; r < a.rows; ++r) std::fill_n(out + r * out_stride, b.view.n, 0.0f);
  if (mode_ == Mode::operands) {
    record_rows(site.id, a);
    add_columns(site.id, a, b, out, out_stride, nullptr);
    return;
  }
  const ScaledRows rows(chip_, site, a);
  Matrix codes(a.rows, a.cols);
  const std::vector<float> to_code(a.cols, inverse(top_, rows.full_scale()));
  for (std::size_t r = 0; r < a.rows; ++r) {
    std::copy_n(rows.values().row(r), a.cols, codes.row(r));
    round_to_codes(codes.row(r), a.cols, to_code.data(), a.cols, top_);
  }
  add_columns(site.id, codes, b, out, out_stride, &rows);
  const float a_scale = rows.full_scale() / top_;
  const bool of_columns = b.scale.depth == b.view.k;
  for (std::size_t r = 0; r < a.rows; ++r) {
    float* to = out + r * out_stride;
    for (std::size_t n = 0; n < b.view.n; ++n) to[n] *= of_columns ? a_scale * b.scale.unit[n] : a_scale;
  }
  rows.restore(out, b.view.n, out_stride);
}

/// Every place of B is read once, for all rows.
void RangeRecorder::add_columns(std::uint32_t site, MatrixView a, const RecorderOperand& b, float* out,
                                std::size_t out_stride, const ScaledRows* scales) const {
  const int threads = b.view.k * b.view.n < kThreadedPlaces ? 1 : threads_;
  parallel_for(divide_up(b.view.n, kSumColumns), threads, [&](std::size_t strip, int) {
    add_strip(site, a, b, strip * kSumColumns, out, out_stride, scales);
  });
}

/// Adds what a tile makes of columns from `column` on, times the tile's scales.
void RangeRecorder::add_scaled(MatrixView sums, std::size_t tile, const ScaledRows& rows,
                               const RecorderOperand& b, float* out, std::size_t out_stride,
                               std::size_t column) const {
  const bool of_tiles = b.scale.depth != b.view.k;
  const std::size_t tiles = divide_up(b.view.k, depth_);
  const float* unit = of_tiles ? b.scale.unit.data() + tile * b.view.n + column : nullptr;
  for (std::size_t r = 0; r < sums.rows; ++r) {
    const float of_row = rows.of_tiles().empty() ? 1 : rows.of_tiles()[r * tiles + tile];
    for (std::size_t n = 0; n < sums.cols; ++n)
      out[r * out_stride + n] += sums(r, n) * (of_tiles ? of_row * unit[n] : of_row);
  }
}

/// Up to 256 columns from `column` on; partial sums of codes are recorded.
void RangeRecorder::add_strip(std::uint32_t site, MatrixView a, const RecorderOperand& b, std::size_t column,
                              float* out, std::size_t out_stride, const ScaledRows* scales) const {
  const bool coded = mode_ == Mode::partial_sums, all = coded && adc_.range_percentile < 100;
  // What is typical shows in the first columns already.
  const bool typical = coded && column == 0, keep = all || typical;
  const bool scaled = coded && (!scales->of_tiles().empty() || b.scale.depth != b.view.k);
  std::vector<float> tile(depth_ * kSumColumns), sums(keep ? a.rows * kSumColumns : 0);
  std::vector<float> unscaled(scaled ? a.rows * kSumColumns : 0);
  float* const to = scaled ? unscaled.data() : out + column;
  const std::size_t columns = std::min(kSumColumns, b.view.n - column);
  float largest = 0;
  for (std::size_t first = 0; first < a.cols; first += depth_) {
    const std::size_t last = std::min(first + depth_, a.cols);
    load_tile(b.view, b.scale, first, last, column, columns, tile.data());
    const MatrixView part = a.window(0, a.rows, first, last - first);
    std::fill(unscaled.begin(), unscaled.end(), 0.0f);
    largest = std::max(largest, add_tile(part, tile.data(), columns, to, scaled ? kSumColumns : out_stride,
                                         keep ? sums.data() : nullptr));
    if (scaled) {
      add_scaled({unscaled.data(), a.rows, columns, kSumColumns}, first / depth_, *scales, b, out + column,
                 out_stride, column);
    }
    if (typical) record_squares(site, {sums.data(), a.rows, columns, kSumColumns});
    if (all) record_rows(site, {sums.data(), a.rows, columns, kSumColumns});
  }
  if (coded && !all) record_rows(site, {&largest, 1, 1, 1});
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

/// Sums of products of codes.
void RangeRecorder::record_squares(std::uint32_t site, MatrixView sums) const {
  double squares = 0;
  for (std::size_t r = 0; r < sums.rows; ++r) {
    for (std::size_t c = 0; c < sums.cols; ++c) squares += double{sums(r, c)} * sums(r, c);
  }
  Record& record = records_[site];
  const std::lock_guard lock(record.mutex);
  record.partial_squares += squares;
  record.partials += sums.rows * sums.cols;
}

void RangeRecorder::record_rows(std::uint32_t site, MatrixView values) const {
  const float unit = mode_ == Mode::partial_sums ? 1 / (top_ * top_) : 1;
  const double percent = mode_ == Mode::partial_sums ? adc_.range_percentile : chip_.operand.clip_percentile;
  Record& record = records_[site];
  const std::lock_guard lock(record.mutex);
  for (std::size_t r = 0; r < values.rows; ++r) {
    if (percent < 100) {
      for (std::size_t c = 0; c < values.cols; ++c) record.magnitudes.add(values(r, c) * unit);
    } else {
      float largest = 0;
      for (std::size_t c = 0; c < values.cols; ++c) largest = std::max(largest, std::abs(values(r, c)));
      record.magnitudes.add(largest * unit);
    }
  }
}

ProductRange RangeRecorder::range(std::uint32_t site) const {
  Record& record = records_[site];
  const std::lock_guard lock(record.mutex);
  ProductRange range;
  if (mode_ == Mode::operands) {
    range.a_max = record.magnitudes.percentile(chip_.operand.clip_percentile);
    range.b_max = record.b_max;
    const double mean = record.values > 0 ? record.squares / static_cast<double>(record.values) : 0;
    range.a_rms = static_cast<float>(std::sqrt(mean));
    range.values = record.values;
  } else {
    range.partial_max = record.magnitudes.percentile(adc_.range_percentile);
    range.outliers = record.outliers;
    range.partials = record.partials;
    const double codes = double{top_} * top_;
    if (record.partials > 0)
      range.partial_rms = static_cast<float>(
          std::sqrt(record.partial_squares / static_cast<double>(record.partials)) / codes);
  }
  return range;
}

}  // namespace tron::inference
