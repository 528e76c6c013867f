#include "explore/exhaustive.h"

#include <algorithm>

#include "base/parallel.h"
#include "base/version.h"

namespace tron {

ExploreResult explore_all(const Space& space, const std::vector<Graph>& graphs, int threads,
                          const std::function<void()>& done) {
  ExploreResult result;
  result.space = space;
  result.fingerprint = space.fingerprint();
  result.version = version();
  std::vector<DesignPoint> points(space.size());
  std::vector<char> judged(points.size(), 0);
  parallel_for(points.size(), threads, [&](std::size_t number, int) {
    if (stop_requested()) return;
    points[number] = judge(space, graphs, number);
    judged[number] = 1;
    if (done) done();
  });
  StageResult& stage = result.of(JudgeStage::event);
  stage.done = std::all_of(judged.begin(), judged.end(), [](char one) { return one != 0; });
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (judged[i] == 0) continue;
    const Verdict verdict = points[i].verdict;
    stage.judged.push_back({points[i].number, verdict, points[i].metrics});
    const bool first = ++stage.counts[static_cast<std::size_t>(verdict)] == 1;
    if (first && verdict != Verdict::design) result.refusals.push_back({verdict, i, points[i].infeasible});
  }
  return result;
}

}  // namespace tron
