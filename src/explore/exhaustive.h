#pragma once

#include <functional>
#include <vector>

#include "explore/design_point.h"

namespace tron {

struct Exploration {
  std::vector<DesignPoint> points;  ///< by number; fewer than the space's size only after Ctrl-C
  std::vector<std::size_t> best;    ///< of the designs within the limits, the best first
  std::vector<std::size_t> front;   ///< designs that no other beats in both ops/s and energy per bit
};

/// Judges every combination; the result does not depend on the threads. `done` is called after each point.
Exploration explore_all(const Space& space, const std::vector<Graph>& graphs, int threads,
                        const std::function<void()>& done = {});

}  // namespace tron
