#pragma once

#include <cstdint>
#include <mutex>
#include <vector>

#include "inference/calibration/magnitude_histogram.h"
#include "inference/engine.h"
#include "inference/reference/operand_codes.h"
#include "inference/reference/scaled_rows.h"
#include "rooms.h"

namespace tron::inference {

/// An engine that answers and takes down what the other engines need to know about a product's values.
///   operands      answers exactly (fp32); records |A|, and |B| of dynamic operands
///   partial_sums  answers as ideal operands of the chip's bits do, with the sites' scales a_max and b_max;
///                 records |sum over one tile of wavelengths| in units of one wavelength at full scale
/// Every sum runs in one fixed order in plain fp32 (integers below 2^24 in a tile of partial sums, hence
/// exact), so that ranges do not depend on a kernel's instruction set; thread-safe. A ready operand keeps a
/// reference to its values.
class RangeRecorder : public ProductEngine {
 public:
  enum class Mode { operands, partial_sums };
  /// `sites`: one more than the largest ProductSite::id. `threads` share one multiply(); what is recorded
  /// does not depend on them.
  RangeRecorder(const Chip& chip, Mode mode, std::size_t sites, int threads = 1);

  std::unique_ptr<ReadyOperand> prepare(const ProductSite& site, const OperandView& b,
                                        Counters& counters) const override;
  void multiply(const ProductSite& site, MatrixView a, std::span<const std::uint32_t> row_ids,
                const ReadyOperand& b, float* out, std::size_t out_stride, Counters& counters) const override;

  /// What was recorded at a site: a_max by the chip's clip percentile and b_max (operands), or partial_max by
  /// its ADC's percentile (the margin is the engines') and partial_rms (partial_sums); the rest is 0.
  ProductRange range(std::uint32_t site) const;

 private:
  struct Record {
    std::mutex mutex;
    MagnitudeHistogram magnitudes;  ///< of A, or of partial sums
    float b_max = 0;
    double squares = 0;
    std::uint64_t values = 0, outliers = 0;
    double partial_squares = 0;
    std::uint64_t partials = 0;
  };
  struct RecorderOperand;
  void record_rows(std::uint32_t site, MatrixView values) const;
  void record_squares(std::uint32_t site, MatrixView sums) const;
  void add_columns(std::uint32_t site, MatrixView a, const RecorderOperand& b, float* out,
                   std::size_t out_stride, const ScaledRows* scales) const;
  void add_strip(std::uint32_t site, MatrixView a, const RecorderOperand& b, std::size_t column, float* out,
                 std::size_t out_stride, const ScaledRows* scales) const;
  void add_scaled(MatrixView sums, std::size_t tile, const ScaledRows& rows, const RecorderOperand& b,
                  float* out, std::size_t out_stride, std::size_t column) const;
  void count_inputs(const ProductSite& site, MatrixView a) const;

  const Mode mode_;
  const int threads_;
  const std::size_t depth_;  ///< wavelengths
  const Chip& chip_;
  const AdcDesign adc_;
  const float top_;  ///< largest operand code
  mutable std::vector<Record> records_;
};

}  // namespace tron::inference
