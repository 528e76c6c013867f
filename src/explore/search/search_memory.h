#pragma once

#include <unordered_map>

#include "explore/search/front.h"
#include "explore/search/search.h"
#include "rooms.h"

namespace tron::explore {

/// What a search has seen: it pays for each combination once and for no more than its budget.
class SearchMemory {
 public:
  /// All of them must outlive it.
  SearchMemory(const Space& space, const EvaluateBatch& evaluate, const std::function<bool()>& stop);

  /// Evaluators those of `numbers` that are new, in their order, as far as the budget reaches.
  void see(const std::vector<std::uint64_t>& numbers);
  /// nullptr for what was not evaluated.
  const EvaluatedDesign* find(std::uint64_t number) const;
  bool knows(std::uint64_t number) const { return known_.contains(number); }
  std::uint64_t left() const { return budget_ - known_.size(); }
  bool finished() const { return summary_.stopped || left() == 0; }
  std::vector<EvaluatedDesign> front() const { return front_.front(); }  ///< of all that was seen
  const SearchSummary& summary() const { return summary_; }

 private:
  std::uint64_t budget_;
  const EvaluateBatch* evaluate_;
  const std::function<bool()>* stop_;
  std::unordered_map<std::uint64_t, EvaluatedDesign> known_;
  FrontArchive front_;
  SearchSummary summary_;
};

}  // namespace tron::explore
