#include "inference/imprint_solver.h"

#include <algorithm>

#include "inference/photonic_kernel.h"

namespace tron {

TileSolver::TileSolver(const Bank& bank, std::int32_t levels, const ImprintSeries* series)
    : bank_(bank), levels_(levels), series_(series), wanted_(bank.channels()) {
  if (series_ == nullptr) return;
  scratch_.emplace_back(*series_);
  padded_.resize(bank.channels() * kBlockColumns);
}

void TileSolver::solve(const std::int32_t* levels, std::size_t stride, std::size_t valid, std::size_t columns,
                       float* detuning) {
  std::uint32_t unsure = ~0u;
  if (series_ != nullptr && valid == wanted_.size() && columns == kBlockColumns) {
    unsure = solve_block(*series_, levels, stride, scratch_[0], detuning);
  } else if (series_ != nullptr) {
    std::fill(padded_.begin(), padded_.end(), 0);
    for (std::size_t j = 0; j < valid; ++j) {
      std::copy_n(levels + j * stride, columns, padded_.begin() + j * kBlockColumns);
    }
    unsure = solve_block(*series_, padded_.data(), kBlockColumns, scratch_[0], detuning);
  }
  for (std::size_t c = 0; c < columns; ++c) {
    if ((unsure >> c & 1) != 0) solve_alone(levels, stride, valid, c, detuning);
  }
}

void TileSolver::solve_alone(const std::int32_t* levels, std::size_t stride, std::size_t valid,
                             std::size_t column, float* detuning) {
  for (std::size_t j = 0; j < wanted_.size(); ++j) {
    wanted_[j] = j < valid ? static_cast<double>(levels[j * stride + column]) / levels_ : 0;
  }
  const Drive drive = bank_.calibrate(wanted_);
  const double fsr_m = bank_.rings().ring(0).fsr_m;
  for (int arm = 0; arm < bank_.arms(); ++arm) {
    for (std::size_t j = 0; j < wanted_.size(); ++j) {
      detuning[(arm * wanted_.size() + j) * kBlockColumns + column] =
          static_cast<float>(drive.detuning_m[arm][j] / fsr_m);
    }
  }
  ++alone_;
}

}  // namespace tron
