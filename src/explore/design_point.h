#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "explore/space.h"
#include "network/graph.h"

namespace tron {

/// A combination of a space, judged.
struct DesignPoint {
  std::uint64_t number = 0;  ///< Space::choices
  std::string infeasible;    ///< why it cannot work or breaks a limit; empty: it is a design
  double area_m2 = 0, peak_power_w = 0;
  double power_w = 0;    ///< of the network that asks for most
  double ops_per_s = 0;  ///< geometric mean over the networks, as are the next three
  double epb_j_per_bit = 0;
  double latency_s = 0, energy_j = 0;
  double score = 0;  ///< of the objective; more is better
};

/// The networks of a space, read once.
std::vector<Graph> load_graphs(const Space& space);

/// Builds the chip of a combination and runs every network on it in the event model. What cannot work, or
/// breaks a limit, comes back with its reason; InputError for values that a description does not allow.
DesignPoint judge(const Space& space, const std::vector<Graph>& graphs, std::uint64_t number);

}  // namespace tron
