#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "circuit/bank.h"
#include "inference/photonic/encoding_kernel.h"
#include "inference/photonic/encoding_series.h"
#include "rooms.h"

namespace tron::inference {

/// Detunings of tiles of operand codes under per-symbol compensation, bit-identical to Bank::calibrate of
/// code / levels. Works in blocks of 32 columns if there is a series. Columns that it leaves uncertain are
/// solved one by one, as are all without a series. One per thread; keeps references.
class TileSolver {
 public:
  TileSolver(const Bank& bank, std::int32_t levels, const EncodingSeries* series);

  /// levels[ring][32] to detuning[arm][ring][32] in shares of the FSR, for the first `columns` of the block;
  /// the other places of `detuning` are not to be read.
  void solve(const std::int32_t* levels, std::size_t columns, float* detuning);
  std::uint64_t solved_alone() const { return alone_; }  ///< columns that went one by one

 private:
  void solve_alone(const std::int32_t* levels, std::size_t column, float* detuning);

  const Bank& bank_;
  std::int32_t levels_;
  const EncodingSeries* series_;
  std::vector<EncodingScratch> scratch_;  ///< one, where there is a series
  std::vector<double> wanted_;
  std::uint64_t alone_ = 0;
};

}  // namespace tron::inference
