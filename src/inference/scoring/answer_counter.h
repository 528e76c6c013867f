#pragma once

#include <cstdint>
#include <span>

#include "circuit/fabrication/chip_instance.h"
#include "inference/executor/executor.h"
#include "inference/scoring/score.h"
#include "rooms.h"

namespace tron::inference {

/// Counts right answers through light, chip after chip, on the same samples with the same scales.
class AnswerCounter {
 public:
  /// Keeps references to all; finds the scales on `calibration` with `threads`. InputError for samples whose
  /// right answers are not known.
  AnswerCounter(const Graph& graph, const Program& program, const Chip& chip, std::span<const Sample> samples,
                std::span<const Sample> calibration, std::size_t batch, int threads);

  /// The photonic fidelity of the chip that `chip instance` is (nullptr: the description's own, as in every
  /// other command), all sources acting, noise by `seed`, in one thread. Sample s adds to part s mod parts of
  /// both lists. False where Ctrl-C ended it; the lists then hold less than all.
  bool count(const ChipInstance* chip_instance, std::uint64_t seed, std::span<std::int32_t> scored,
             std::span<std::int32_t> correct) const;

 private:
  const Graph& graph_;
  const Program& program_;
  const Chip& chip_;
  std::span<const Sample> samples_;
  std::size_t batch_;
  Task task_;
  Ranges ranges_;
};

}  // namespace tron::inference
