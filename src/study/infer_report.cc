#include "study/infer_report.h"

#include <algorithm>

namespace tron::study {

bool InferReport::complete() const {
  return std::all_of(runs.begin(), runs.end(), [](const InferRun& run) { return run.evaluation.complete; });
}

}  // namespace tron::study
