#include <algorithm>
#include <mutex>
#include <utility>

#include <fmt/format.h>

#include "base/execution/parallel.h"
#include "base/testing/source_tree.h"
#include "explore/closed_form/closed_form.h"
#include "explore/design_point.h"
#include "explore/search/front.h"
#include "explore/search/hypervolume.h"
#include "explore/search/search.h"

// How much of the front a search finds: the share of the exhaustive front's hypervolume that 5 000
// evaluations cover, the worst of ten seeds. Goal: 0.98 or more of spaces of a million and more.

namespace tron::explore {
namespace {

constexpr std::uint64_t kBudget = 5000, kSeeds = 10;
constexpr double kGoal = 0.98;

/// Every combination in closed form.
std::vector<EvaluatedDesign> whole_front(const Space& space, const ClosedForm& evaluate) {
  constexpr std::uint64_t kTask = 4096;
  FrontArchive all(space.objectives);
  std::mutex mutex;
  parallel_for((space.size() + kTask - 1) / kTask, 0, [&](std::size_t task, int) {
    FrontArchive found(space.objectives);
    const std::uint64_t first = task * kTask;
    for (std::uint64_t n = first; n < std::min(first + kTask, space.size()); ++n)
      found.offer(evaluate.evaluate(n));
    const std::lock_guard lock(mutex);
    for (const EvaluatedDesign& one : found.front()) all.offer(one);
  });
  return all.front();
}

double share_of_seed(const Space& space, const ClosedForm& evaluate,
                     const std::vector<EvaluatedDesign>& whole) {
  std::vector<EvaluatedDesign> found;
  search(space, [&](std::vector<EvaluatedDesign>& batch) {
    for (EvaluatedDesign& one : batch) one = evaluate.evaluate(one.number);
    found.insert(found.end(), batch.begin(), batch.end());
  });
  return covered_share(space.objectives, found, whole);
}

/// Prints what the space's ten searches cover; whether the worst is good enough.
bool covered(const char* name) {
  Space space = load_space(name);
  const std::vector<Graph> graphs = load_graphs(space);
  const ClosedForm evaluate(space, graphs);
  const std::vector<EvaluatedDesign> whole = whole_front(space, evaluate);
  fmt::print("{}: {} combinations, {} on the front\n", name, space.size(), whole.size());
  bool good = space.size() >= 1'000'000;
  for (const auto& [method, title] : {std::pair(Method::sobol, "sobol"), {Method::nsga2, "nsga2"}}) {
    double worst = 1, sum = 0;
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
      space.search = {method, kBudget, space.search.population, seed};
      const double share = share_of_seed(space, evaluate, whole);
      worst = std::min(worst, share);
      sum += share;
    }
    fmt::print("  {} {} evaluations: worst of {} seeds {:.5f}, mean {:.5f}\n", title, kBudget, kSeeds, worst,
               sum / kSeeds);
    if (method == Method::nsga2) good = good && worst >= kGoal;
  }
  return good;
}

}  // namespace
}  // namespace tron::explore

int main() {
  tron::base::use_source_data();
  const bool devices = tron::explore::covered("tron-devices"),
             serving = tron::explore::covered("tron-serving");
  return devices && serving ? 0 : 1;
}
