#include "explore/search/search.h"

#include <algorithm>

#include "explore/search/search_nsga2.h"
#include "explore/search/search_sobol.h"

namespace tron::explore {
namespace {

SearchSummary search_all(const Space& space, const EvaluateBatch& evaluate,
                         const std::function<bool()>& stop) {
  constexpr std::uint64_t kBatch = 4096;
  const std::uint64_t wanted =
      space.search.budget == 0 ? space.size() : std::min(space.search.budget, space.size());
  SearchSummary summary;
  while (summary.evaluated < wanted && !summary.stopped) {
    std::vector<EvaluatedDesign> batch(std::min(kBatch, wanted - summary.evaluated));
    for (std::size_t i = 0; i < batch.size(); ++i) batch[i].number = summary.evaluated + i;
    if ((summary.stopped = stop())) break;
    evaluate(batch);
    if ((summary.stopped = stop())) break;
    summary.evaluated += batch.size();
    ++summary.generations;
  }
  return summary;
}

}  // namespace

SearchSummary search(const Space& space, const EvaluateBatch& evaluate, const std::function<bool()>& stop) {
  switch (space.search.method) {
    case Method::exhaustive:
      return search_all(space, evaluate, stop);
    case Method::sobol:
      return search_sobol(space, evaluate, stop);
    case Method::nsga2:
      return search_nsga2(space, evaluate, stop);
  }
  return {};
}

}  // namespace tron::explore
