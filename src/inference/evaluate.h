#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/matrix.h"
#include "base/statistics.h"
#include "chip/chip.h"
#include "inference/engine.h"
#include "inference/sources.h"
#include "network/dataset.h"
#include "network/graph.h"
#include "program/program.h"

namespace tron {

struct EvaluationOptions {
  std::vector<Fidelity> fidelities;  ///< in the order asked for; digital always runs first, as the reference
  std::size_t batch = 32;
  std::uint64_t seed = 1;
  int threads = 0;                      ///< 0 = all of the machine
  bool attribute = false;               ///< run every source alone and every source removed
  std::size_t attribution_samples = 0;  ///< of the data, from the start, for that; 0 = all
};

/// Signal-to-error ratio of one step's output: 10 log10(sum digital^2 / sum (value - digital)^2) over all
/// samples; infinite where nothing differs.
struct StepError {
  std::string name;  ///< as Step::name
  int layer = -1;
  double ser_db = 0;
};

/// How one fidelity answers.
struct FidelityResult {
  Fidelity fidelity = Fidelity::digital;
  std::size_t samples = 0;  ///< finished; fewer than the data holds after Ctrl-C
  std::size_t correct = 0;
  double accuracy = 0;
  Interval interval;     ///< Wilson, 95 %
  double agreement = 0;  ///< share of samples with digital's answer
  Matrix logits;         ///< [samples x classes]
  std::vector<StepError> steps;
  double ser_db = 0;  ///< of the logits
  Counters counters;
  double wall_s = 0;
};

/// One source of error acting alone, and all the others without it.
struct AttributionRow {
  Source source = Source::weight_dac;
  double accuracy_alone = 0, ser_alone_db = 0;
  double accuracy_without = 0, ser_without_db = 0;
};

struct Attribution {
  Fidelity fidelity = Fidelity::photonic;  ///< which path it was found on
  std::size_t samples = 0;
  double accuracy_none = 0, ser_none_db = 0;  ///< no source acts: ideal operands of the chip's bits
  double accuracy_all = 0, ser_all_db = 0;
  std::vector<AttributionRow> rows;
};

struct Evaluation {
  std::vector<FidelityResult> results;  ///< digital first
  std::optional<Attribution> attribution;
  bool complete = true;  ///< false after Ctrl-C: what stands here is finished and right
};

/// Calibrates on `calibration`, then runs `data` at every fidelity. The answer depends on the seed, not on
/// batch or threads. Shows progress on standard error.
Evaluation evaluate(const Graph& graph, const Program& program, const Chip& chip, const Dataset& data,
                    const Dataset& calibration, const EvaluationOptions& options);

}  // namespace tron
