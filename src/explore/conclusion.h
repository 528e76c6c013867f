#pragma once

#include <optional>
#include <vector>

#include "explore/result.h"
#include "explore/search/sensitivity.h"
#include "rooms.h"

namespace tron::explore {

/// How the closed form's figure of a metric stands to the event simulation's, over designs that both judged.
struct StageGap {
  Metric metric = Metric::throughput;
  double least = 0, mean = 0, most = 0;  ///< closed form / event simulation - 1
  std::uint64_t designs = 0;
};

/// What follows from a search: one set of figures for every form of report.
struct Conclusion {
  /// The last stage that judged designs on which objectives or constraints decide: the closed form's front is
  /// judged again by what simulation found, and by accuracy where that is wanted.
  JudgeStage stage = JudgeStage::closed_form;
  std::vector<Objective> objectives;  ///< those that this stage knows
  /// Of this stage. Figures that it does not measure are those of the stages before and, for accuracy and
  /// yield, of inference; the verdict takes all of them into account.
  std::vector<Judged> judged;
  std::vector<std::size_t> front;   ///< in `judged`, the best of the first objective first
  std::optional<std::size_t> knee;  ///< in `judged`
  std::vector<std::size_t> best;    ///< in `judged`, of each objective; empty without designs
  Sensitivity sensitivity;          ///< of the stage that judged most: the closed form, where it did
  std::vector<StageGap> gaps;
};

Conclusion conclude(const ExploreResult& result);

}  // namespace tron::explore
