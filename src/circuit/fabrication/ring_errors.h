#pragma once

#include <cstdint>

#include "circuit/bank.h"
#include "circuit/fabrication/bank_tuning.h"
#include "rooms.h"

namespace tron::circuit {

/// What moves resonances after calibration.
struct RingErrorModel {
  Length fabrication_sigma;  ///< spread of the fabricated resonance before tuning (corrected at boot)
  Length
      heater_step;  ///< smallest shift the heater DAC makes: the correction's residue is uniform in +-step/2
  double thermal_coupling = 0;  ///< share of a ring's heater shift that reaches its next neighbour
  double thermal_decay = 0;     ///< ratio of that share from one neighbour to the next, 0..1
  bool ted = true;              ///< thermal eigenmode decomposition: only `ted_residue` of the coupling stays
  double ted_residue = 0;       ///< relative error of the known coupling matrix
  Length drift;                 ///< common shift of a bank since its last calibration (dT * dlambda/dT)
  // What tracking leaves at random, besides: normal deviations of a bank and of each of its rings.
  Length drift_bank_sigma, drift_ring_sigma;
  /// The same of a ring of an activation bank, which its own light heats: what the mean over the values that
  /// calibration saw leaves.
  Length self_heating_sigma;
  Assignment assignment = Assignment::fixed;  ///< or `cyclic`
  // Of `cyclic` alone: what of the spread the rings of a bus do not share, how far to the blue they are
  // drawn, and the grid.
  Length local_sigma, blue_bias, spacing, free_spectral_range;
};

struct RingErrorSwitches {
  bool fabrication = true, thermal = true, drift = true;
};

/// The row in BankPlace of an array's banks of activations.
inline constexpr std::uint32_t kActivationRow = 0xFFFFFFFFu;

/// A physical bank's place on the chip: the random numbers of its rings hang on it and on the chip's seed
/// alone.
struct BankPlace {
  std::uint32_t unit = 0;  ///< array number on the chip
  std::uint32_t row = 0;   ///< row in the array; kActivationRow for the banks of activations
};

/// What tracking and light leave of a bank's drift, ring by ring: the random parts alone. Deterministic in
/// (seed, place).
void add_drift_residue(const RingErrorModel& model, std::uint64_t seed, BankPlace place, RingShifts& shifts);

/// The shifts of every ring of a bank, both arms. Deterministic in (seed, place).
RingShifts ring_shifts(const RingErrorModel& model, RingErrorSwitches switches, std::uint64_t seed,
                       BankPlace place, int channels, int arms);

}  // namespace tron::circuit
