#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "explore/evaluated.h"
#include "explore/space/space.h"
#include "network/graph.h"
#include "rooms.h"
#include "timing/simulation.h"

namespace tron::explore {

/// The networks of a space, read once.
std::vector<Graph> load_graphs(const Space& space);

/// Tokens of each sample; 0: as many as the network takes.
std::uint64_t sequence_for(const Space& space, const Graph& graph);

/// Builds the chip of a combination, runs every network on it, and returns its status and metrics; `why`,
/// unless null, receives the reason if it is no design. The reference for faster evaluators.
EvaluatedDesign evaluate_exactly(const Space& space, const std::vector<Graph>& graphs, std::uint64_t number,
                                 TimeModel model, std::string* why = nullptr);

}  // namespace tron::explore
