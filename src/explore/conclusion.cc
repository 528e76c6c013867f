#include "explore/conclusion.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "explore/search/front.h"
#include "explore/search/knee.h"

namespace tron::explore {
namespace {

const EvaluatedDesign* find(const std::vector<EvaluatedDesign>& evaluated, std::uint64_t number) {
  const auto at =
      std::lower_bound(evaluated.begin(), evaluated.end(), number,
                       [](const EvaluatedDesign& one, std::uint64_t n) { return one.number < n; });
  return at != evaluated.end() && at->number == number ? &*at : nullptr;
}

bool has_designs(const StageResult& stage) {
  return std::any_of(stage.evaluated.begin(), stage.evaluated.end(),
                     [](const EvaluatedDesign& one) { return one.status == Status::design; });
}

/// Whether accuracy or yield decide what is best or legal.
bool light_decides(const Space& space) {
  const auto light = [](Metric metric) { return record_of(metric).stage == EvaluationStage::inference; };
  return std::any_of(space.objectives.begin(), space.objectives.end(),
                     [&](auto& o) { return light(o.metric); }) ||
         std::any_of(space.constraints.begin(), space.constraints.end(),
                     [&](auto& c) { return light(c.metric); });
}

EvaluationStage last_stage(const ExploreResult& result) {
  if (light_decides(result.space) && has_designs(result.of(EvaluationStage::inference)))
    return EvaluationStage::inference;
  return has_designs(result.of(EvaluationStage::event)) ? EvaluationStage::event
                                                        : EvaluationStage::closed_form;
}

void fill_gaps(Metrics& metrics, const EvaluatedDesign* other) {
  if (other == nullptr) return;
  for (int m = 0; m < kStoredMetrics; ++m) {
    if (std::isnan(metrics.stored[m])) metrics.stored[m] = other->metrics.stored[m];
  }
}

/// The stage's results with the figures of the others where it has none.
std::vector<EvaluatedDesign> completed(const ExploreResult& result, EvaluationStage last) {
  std::vector<EvaluatedDesign> all = result.of(last).evaluated;
  const bool later =
      !result.of(EvaluationStage::inference).evaluated.empty() || last != EvaluationStage::closed_form;
  if (!later) return all;
  for (EvaluatedDesign& one : all) {
    if (one.status != Status::design && one.status != Status::outside) continue;
    for (EvaluationStage stage :
         {EvaluationStage::event, EvaluationStage::closed_form, EvaluationStage::inference})
      fill_gaps(one.metrics, find(result.of(stage).evaluated, one.number));
    const auto broken = [&](const Constraint& constraint) { return !constraint.holds(one.metrics); };
    if (std::any_of(result.space.constraints.begin(), result.space.constraints.end(), broken))
      one.status = Status::outside;
  }
  return all;
}

/// Accuracy, and yield where it was found, of the designs that ran through light.
Sensitivity light_sensitivity(const ExploreResult& result) {
  const std::vector<EvaluatedDesign>& evaluated = result.of(EvaluationStage::inference).evaluated;
  std::vector<Objective> objectives;
  for (const Metric metric : {Metric::accuracy, Metric::yield}) {
    const bool measured = std::any_of(evaluated.begin(), evaluated.end(), [&](const EvaluatedDesign& one) {
      return !std::isnan(one.metrics[metric]);
    });
    if (measured) objectives.push_back({metric, record_of(metric).more_is_better});
  }
  if (objectives.empty()) return {};
  return sensitivity_of(result.space, objectives, evaluated);
}

std::vector<StageGap> gaps_of(const ExploreResult& result) {
  std::vector<StageGap> gaps;
  for (Metric metric : {Metric::throughput, Metric::latency, Metric::energy, Metric::epb, Metric::power}) {
    StageGap gap{metric, std::numeric_limits<double>::infinity(), 0, -std::numeric_limits<double>::infinity(),
                 0};
    for (const EvaluatedDesign& event : result.of(EvaluationStage::event).evaluated) {
      const EvaluatedDesign* closed = find(result.of(EvaluationStage::closed_form).evaluated, event.number);
      const double ratio = closed == nullptr ? NAN : closed->metrics[metric] / event.metrics[metric] - 1;
      if (!std::isfinite(ratio)) continue;
      gap.least = std::min(gap.least, ratio), gap.most = std::max(gap.most, ratio);
      gap.mean += ratio;
      ++gap.designs;
    }
    if (gap.designs == 0) continue;
    gap.mean /= static_cast<double>(gap.designs);
    gaps.push_back(gap);
  }
  return gaps;
}

std::vector<std::size_t> best_of(const std::vector<Objective>& objectives,
                                 const std::vector<EvaluatedDesign>& evaluated,
                                 const std::vector<std::size_t>& front) {
  std::vector<std::size_t> best;
  for (const Objective& objective : objectives) {
    const auto at = std::min_element(front.begin(), front.end(), [&](std::size_t a, std::size_t b) {
      return cost_of(objective, evaluated[a].metrics) < cost_of(objective, evaluated[b].metrics);
    });
    if (at != front.end()) best.push_back(*at);
  }
  return best;
}

}  // namespace

Conclusion conclude(const ExploreResult& result) {
  Conclusion end;
  end.stage = last_stage(result);
  end.objectives = measured_by(end.stage, result.space.objectives);
  end.evaluated = completed(result, end.stage);
  end.front = front_of(end.objectives, end.evaluated);
  std::vector<EvaluatedDesign> front;
  for (std::size_t position : end.front) front.push_back(end.evaluated[position]);
  if (const auto knee = knee_of(end.objectives, front)) end.knee = end.front[*knee];
  end.best = best_of(end.objectives, end.evaluated, end.front);
  std::stable_sort(end.front.begin(), end.front.end(), [&](std::size_t a, std::size_t b) {
    return cost_of(end.objectives.front(), end.evaluated[a].metrics) <
           cost_of(end.objectives.front(), end.evaluated[b].metrics);
  });
  const bool closed = !result.of(EvaluationStage::closed_form).evaluated.empty();
  const EvaluationStage widest = closed ? EvaluationStage::closed_form : end.stage;
  end.sensitivity =
      sensitivity_of(result.space, measured_by(widest, result.space.objectives), result.of(widest).evaluated);
  end.light = light_sensitivity(result);
  end.gaps = gaps_of(result);
  return end;
}

}  // namespace tron::explore
