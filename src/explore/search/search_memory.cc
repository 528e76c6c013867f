#include "explore/search/search_memory.h"

#include <algorithm>
#include <unordered_set>

namespace tron::explore {

SearchMemory::SearchMemory(const Space& space, const EvaluateBatch& evaluate,
                           const std::function<bool()>& stop)
    : budget_(std::min(space.search.budget, space.size())),
      evaluate_(&evaluate),
      stop_(&stop),
      front_(measured_by(EvaluationStage::closed_form, space.objectives)) {}

void SearchMemory::see(const std::vector<std::uint64_t>& numbers) {
  std::vector<EvaluatedDesign> batch;
  std::unordered_set<std::uint64_t> fresh;
  for (std::uint64_t number : numbers) {
    if (known_.contains(number) || fresh.contains(number)) {
      ++summary_.repeats;
    } else if (batch.size() < left()) {
      fresh.insert(number);
      batch.emplace_back().number = number;
    }
  }
  if (batch.empty() || (summary_.stopped = (*stop_)())) return;
  (*evaluate_)(batch);
  if ((summary_.stopped = (*stop_)())) return;
  for (const EvaluatedDesign& evaluated : batch) {
    known_.emplace(evaluated.number, evaluated);
    front_.offer(evaluated);
  }
  summary_.evaluated = known_.size();
  ++summary_.generations;
}

const EvaluatedDesign* SearchMemory::find(std::uint64_t number) const {
  const auto found = known_.find(number);
  return found == known_.end() ? nullptr : &found->second;
}

}  // namespace tron::explore
