#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "explore/evaluators.h"
#include "explore/result.h"
#include "explore/store/store.h"
#include "explore/task_farm/task_farm.h"
#include "rooms.h"

namespace tron::explore {

/// Where a sweep stands, for a progress line.
struct SweepProgress {
  EvaluationStage stage = EvaluationStage::closed_form;
  std::uint64_t done = 0, total = 0;
  std::uint64_t front = 0;  ///< size of the Pareto front so far
};

struct SweepOptions {
  std::function<bool()> stop = [] { return false; };  ///< Ctrl-C, or the time is over
  std::function<void(const SweepProgress&)> progress = [](const SweepProgress&) {};
};

/// A row of a store: the design with its parameters' values.
Finding finding_of(const Space& space, const EvaluatedDesign& evaluated, EvaluationStage stage,
                   const std::string& reason);

/// What a store of this space depends on: another value of any of them is another store.
StoreIdentity store_identity(const Space& space, const std::string& text);

/// Evaluates a space in stages, continuing from the store: all in closed form by the space's method, the best
/// of them event by event, the front of those through light. Each result is handed to the store as soon as it
/// is there. A sweep that was stopped and continues from the same store ends like one that was not: results
/// are pure functions of numbers, and methods replay from the store's answers. `store` may be nullptr. The
/// evaluators are registered with the task farm (register_tasks()); called on its leader.
ExploreResult sweep(const Space& space, bool measures, TaskFarm& task_farm, Store* store,
                    const SweepOptions& options);

/// The same result from what a store holds, done or not. InputError if that can be no result of its space.
ExploreResult result_in(const StoreContent& content, const std::string& path);

}  // namespace tron::explore
