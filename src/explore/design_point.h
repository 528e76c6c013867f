#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "explore/judged.h"
#include "explore/space.h"
#include "network/graph.h"
#include "timing/simulation.h"

namespace tron {

/// A combination of a space, judged.
struct DesignPoint {
  std::uint64_t number = 0;  ///< Space::choices
  std::string infeasible;    ///< why it cannot work or breaks a limit; empty: it is a design
  Metrics metrics;
  Verdict verdict = Verdict::infeasible;
};

/// The networks of a space, read once.
std::vector<Graph> load_graphs(const Space& space);

/// Builds the chip of a combination and runs every network on it in the event model. What cannot work, or
/// breaks a limit, comes back with its reason, as do values that a description does not allow together.
DesignPoint judge(const Space& space, const std::vector<Graph>& graphs, std::uint64_t number,
                  TimeModel model = TimeModel::event);

}  // namespace tron
