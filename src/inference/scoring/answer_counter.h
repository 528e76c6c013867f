#pragma once

#include <cstdint>
#include <span>

#include "circuit/fabrication/chip_instance.h"
#include "inference/ranges.h"
#include "inference/scoring/score.h"
#include "program/program.h"
#include "rooms.h"
#include "tron/control.h"

namespace tron::inference {

/// Counts right answers through light, chip after chip, on the same samples with the same scales.
class AnswerCounter {
 public:
  /// Keeps references to all; finds the scales on `calibration` with `threads`. InputError for samples whose
  /// right answers are not known.
  AnswerCounter(const Program& program, const Chip& chip, std::span<const Sample> samples,
                std::span<const Sample> calibration, std::size_t batch, int threads, CancelToken cancel = {});

  /// The photonic fidelity of the chip that `chip instance` is (nullptr: the description's own, as in every
  /// other command), all sources acting, noise by `seed`, in one thread. Sample s adds to part s mod parts of
  /// both lists. False where it was cancelled; the lists then hold less than all.
  bool count(const ChipInstance* chip_instance, std::uint64_t seed, std::span<std::int32_t> scored,
             std::span<std::int32_t> correct) const;

 private:
  const Program& program_;
  const Chip& chip_;
  std::span<const Sample> samples_;
  std::size_t batch_;
  Task task_;
  Ranges ranges_;
  CancelToken cancel_;
};

}  // namespace tron::inference
