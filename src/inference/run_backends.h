#pragma once

#include <memory>
#include <span>
#include <vector>

#include "base/execution/progress_stage.h"
#include "inference/backend.h"
#include "inference/evaluate.h"
#include "inference/scoring/score.h"
#include "program/program.h"
#include "rooms.h"

namespace tron::inference {

/// Digital, then what was asked for, each once.
std::vector<Fidelity> digital_first(const std::vector<Fidelity>& wanted);

/// What a backend gave for the samples that were finished: always the first so many of the data.
struct BackendResult {
  ScoreCounts counts;
  BatchValue logits;             ///< the last step's rows, where the plan keeps them
  std::vector<ErrorSums> steps;  ///< against the first backend, per watched step
  Counters counters;
  double wall_s = 0;  ///< time spent in this backend, summed over the threads and divided by their number
};

struct RunPlan {
  const Program& program;
  std::span<const Sample> samples;
  std::size_t batch = 32;
  int threads = 0;
  std::vector<std::size_t> watched;  ///< steps whose outputs are compared
  Task task = Task::classify;
  bool keep_logits = true;
  CancelToken cancel{};
  /// Exact logits of the samples from an earlier run; nullptr: those of the first backend.
  const BatchValue* reference = nullptr;
};

/// Runs every batch through all backends, the first being the reference of the watched steps. Batches are
/// handed to threads in order; once cancelled, those that were begun are finished. Adds samples times
/// backends to `progress`.
std::vector<BackendResult> run_backends(const RunPlan& plan,
                                        std::span<const std::unique_ptr<Backend>> backends,
                                        ProgressStage& progress);

/// The last step of every encoder layer, in order.
std::vector<std::size_t> layer_ends(const Program& program);

}  // namespace tron::inference
