#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "circuit/bank.h"
#include "inference/photonic/encoding_kernel.h"
#include "inference/photonic/encoding_series.h"
#include "rooms.h"

namespace tron::inference {

/// Detunings of tiles of operand levels under per-symbol compensation: what Bank::calibrate gives to
/// level / levels, to the bit. Works in blocks of 32 columns where there is a series, and one by one for the
/// columns that it leaves unsure, or without one. One a thread; keeps references.
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
