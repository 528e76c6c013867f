#pragma once

#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "base/execution/progress.h"
#include "inference/evaluate.h"
#include "inference/executor/executor.h"
#include "inference/scoring/score.h"
#include "rooms.h"

namespace tron::inference {

/// One way to answer: an engine and element-wise operations under one name.
struct Reading {
  Fidelity fidelity = Fidelity::digital;
  std::unique_ptr<ProductEngine> engine;
  std::unique_ptr<ElementwiseOps> ops;
};

/// The reading of a fidelity in which `sources` act.
Reading reading_of(Fidelity fidelity, const Chip& chip, Sources sources, std::uint64_t seed);

/// Digital, then what was asked for, each once.
std::vector<Fidelity> digital_first(const std::vector<Fidelity>& wanted);

/// What a reading gave for the samples that were finished: always the first so many of the data.
struct ReadingResult {
  ScoreCounts counts;
  BatchValue logits;             ///< the last step's rows, where the plan keeps them
  std::vector<ErrorSums> steps;  ///< against the first reading, a watched step each
  Counters counters;
  double wall_s = 0;  ///< time spent in this reading, summed over the threads and divided by their number
};

struct RunPlan {
  const Graph& graph;
  const Program& program;
  const Chip& chip;
  const Ranges& ranges;
  std::span<const Sample> samples;
  std::size_t batch = 32;
  int threads = 0;
  std::vector<std::size_t> watched;  ///< steps whose outputs are compared
  Task task = Task::classify;
  bool keep_logits = true;
  /// Exact logits of the samples from an earlier run; nullptr: those of the first reading.
  const BatchValue* reference = nullptr;
};

/// Runs every batch through all readings, the first being the reference of the watched steps. Batches are
/// handed to threads in order; after Ctrl-C those that were begun are finished. Adds samples times readings
/// to `progress`.
std::vector<ReadingResult> run_readings(const RunPlan& plan, std::span<const Reading> readings,
                                        Progress& progress);

/// The last step of every encoder layer, in order.
std::vector<std::size_t> layer_ends(const Program& program);

}  // namespace tron::inference
