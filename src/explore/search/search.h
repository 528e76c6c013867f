#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "explore/evaluated.h"
#include "explore/space/space.h"
#include "rooms.h"

namespace tron::explore {

/// Fills status and metrics of a batch whose numbers are set: by threads, by ranks, from a store. Each
/// number of a search comes once.
using EvaluateBatch = std::function<void(std::vector<EvaluatedDesign>&)>;

/// How a search chooses what to evaluate, and how it ended.
struct SearchSummary {
  std::uint64_t evaluated = 0;    ///< different combinations; never more than the budget
  std::uint64_t generations = 0;  ///< of nsga2; else batches
  std::uint64_t repeats = 0;      ///< combinations met again and answered from memory
  bool stopped = false;           ///< by `stop`; the last batch may be half done then
};

/// Runs the space's method (Space::search) until its budget is spent, everything is evaluated, or `stop` says
/// so, which is asked before and after each batch. What is evaluated is a pure function of space and answers:
/// given the same answers again, for example from a store, a search goes the same way, and with a larger
/// budget it goes on from there.
SearchSummary search(
    const Space& space, const EvaluateBatch& evaluate,
    const std::function<bool()>& stop = [] { return false; });

}  // namespace tron::explore
