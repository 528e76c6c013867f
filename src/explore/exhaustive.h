#pragma once

#include <functional>
#include <vector>

#include "explore/design_point.h"
#include "explore/result.h"

namespace tron {

/// Judges every combination in the event simulation; the result does not depend on the threads. `done` is
/// called after each. After Ctrl-C the stage is not done.
ExploreResult explore_all(const Space& space, const std::vector<Graph>& graphs, int threads,
                          const std::function<void()>& done = {});

}  // namespace tron
