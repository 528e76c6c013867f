#pragma once

#include <optional>
#include <vector>

#include "explore/result.h"
#include "explore/search/sensitivity.h"
#include "rooms.h"

namespace tron::explore {

/// How the closed form's figure of a metric stands to the event simulation's, over designs that both
/// evaluated.
struct StageGap {
  Metric metric = Metric::throughput;
  double least = 0, mean = 0, most = 0;  ///< closed form / event simulation - 1
  std::uint64_t designs = 0;
};

/// What follows from a search: one set of figures for every form of report.
struct Conclusion {
  /// The last stage that evaluated designs on which objectives or constraints decide: the closed form's front
  /// is evaluated again by what simulation found, and by accuracy where that is wanted.
  EvaluationStage stage = EvaluationStage::closed_form;
  std::vector<Objective> objectives;  ///< those that this stage knows
  /// Of this stage. Figures that it does not measure are those of the stages before and, for accuracy and
  /// yield, of inference; the status takes all of them into account.
  std::vector<EvaluatedDesign> evaluated;
  std::vector<std::size_t> front;   ///< in `evaluated`, the best of the first objective first
  std::optional<std::size_t> knee;  ///< in `evaluated`
  std::vector<std::size_t> best;    ///< in `evaluated`, of each objective; empty without designs
  Sensitivity sensitivity;          ///< of the stage that evaluated most: the closed form, where it did
  Sensitivity light;  ///< of accuracy and yield, over the designs that ran through light; may be empty
  std::vector<StageGap> gaps;
};

Conclusion conclude(const ExploreResult& result);

}  // namespace tron::explore
