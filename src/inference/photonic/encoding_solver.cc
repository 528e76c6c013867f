#include "inference/photonic/encoding_solver.h"

#include "inference/photonic/photonic_kernel.h"

namespace tron::inference {

TileSolver::TileSolver(const Bank& bank, std::int32_t levels, const EncodingSeries* series)
    : bank_(bank), levels_(levels), series_(series), wanted_(bank.channels()) {
  if (series_ != nullptr) scratch_.emplace_back(*series_);
}

void TileSolver::solve(const std::int32_t* levels, std::size_t columns, float* detuning) {
  const std::uint32_t unsure =
      series_ == nullptr ? ~0u : solve_block(*series_, levels, scratch_[0], detuning);
  for (std::size_t c = 0; c < columns; ++c) {
    if ((unsure >> c & 1) != 0) solve_alone(levels, c, detuning);
  }
}

void TileSolver::solve_alone(const std::int32_t* levels, std::size_t column, float* detuning) {
  for (std::size_t j = 0; j < wanted_.size(); ++j) {
    wanted_[j] = static_cast<double>(levels[j * kBlockColumns + column]) / levels_;
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

}  // namespace tron::inference
