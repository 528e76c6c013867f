#include "explore/conclusion.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "explore/search/front.h"
#include "explore/search/knee.h"

namespace tron::explore {
namespace {

const Judged* find(const std::vector<Judged>& judged, std::uint64_t number) {
  const auto at = std::lower_bound(judged.begin(), judged.end(), number,
                                   [](const Judged& one, std::uint64_t n) { return one.number < n; });
  return at != judged.end() && at->number == number ? &*at : nullptr;
}

bool has_designs(const StageResult& stage) {
  return std::any_of(stage.judged.begin(), stage.judged.end(),
                     [](const Judged& one) { return one.verdict == Verdict::design; });
}

/// Whether accuracy or yield decide what is best or legal.
bool light_decides(const Space& space) {
  const auto light = [](Metric metric) { return record_of(metric).stage == JudgeStage::inference; };
  return std::any_of(space.objectives.begin(), space.objectives.end(),
                     [&](auto& o) { return light(o.metric); }) ||
         std::any_of(space.constraints.begin(), space.constraints.end(),
                     [&](auto& c) { return light(c.metric); });
}

JudgeStage last_stage(const ExploreResult& result) {
  if (light_decides(result.space) && has_designs(result.of(JudgeStage::inference)))
    return JudgeStage::inference;
  return has_designs(result.of(JudgeStage::event)) ? JudgeStage::event : JudgeStage::closed_form;
}

void fill_gaps(Metrics& metrics, const Judged* other) {
  if (other == nullptr) return;
  for (int m = 0; m < kStoredMetrics; ++m) {
    if (std::isnan(metrics.stored[m])) metrics.stored[m] = other->metrics.stored[m];
  }
}

/// The stage's results with the figures of the others where it has none.
std::vector<Judged> completed(const ExploreResult& result, JudgeStage last) {
  std::vector<Judged> all = result.of(last).judged;
  const bool later = !result.of(JudgeStage::inference).judged.empty() || last != JudgeStage::closed_form;
  if (!later) return all;
  for (Judged& one : all) {
    if (one.verdict != Verdict::design && one.verdict != Verdict::outside) continue;
    for (JudgeStage stage : {JudgeStage::event, JudgeStage::closed_form, JudgeStage::inference})
      fill_gaps(one.metrics, find(result.of(stage).judged, one.number));
    const auto broken = [&](const Constraint& constraint) { return !constraint.holds(one.metrics); };
    if (std::any_of(result.space.constraints.begin(), result.space.constraints.end(), broken))
      one.verdict = Verdict::outside;
  }
  return all;
}

std::vector<StageGap> gaps_of(const ExploreResult& result) {
  std::vector<StageGap> gaps;
  for (Metric metric : {Metric::throughput, Metric::latency, Metric::energy, Metric::epb, Metric::power}) {
    StageGap gap{metric, std::numeric_limits<double>::infinity(), 0, -std::numeric_limits<double>::infinity(),
                 0};
    for (const Judged& event : result.of(JudgeStage::event).judged) {
      const Judged* closed = find(result.of(JudgeStage::closed_form).judged, event.number);
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

std::vector<std::size_t> best_of(const std::vector<Objective>& objectives, const std::vector<Judged>& judged,
                                 const std::vector<std::size_t>& front) {
  std::vector<std::size_t> best;
  for (const Objective& objective : objectives) {
    const auto at = std::min_element(front.begin(), front.end(), [&](std::size_t a, std::size_t b) {
      return cost_of(objective, judged[a].metrics) < cost_of(objective, judged[b].metrics);
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
  end.judged = completed(result, end.stage);
  end.front = front_of(end.objectives, end.judged);
  std::vector<Judged> front;
  for (std::size_t position : end.front) front.push_back(end.judged[position]);
  if (const auto knee = knee_of(end.objectives, front)) end.knee = end.front[*knee];
  end.best = best_of(end.objectives, end.judged, end.front);
  std::stable_sort(end.front.begin(), end.front.end(), [&](std::size_t a, std::size_t b) {
    return cost_of(end.objectives.front(), end.judged[a].metrics) <
           cost_of(end.objectives.front(), end.judged[b].metrics);
  });
  const bool closed = !result.of(JudgeStage::closed_form).judged.empty();
  const JudgeStage widest = closed ? JudgeStage::closed_form : end.stage;
  end.sensitivity =
      sensitivity_of(result.space, measured_by(widest, result.space.objectives), result.of(widest).judged);
  end.gaps = gaps_of(result);
  return end;
}

}  // namespace tron::explore
