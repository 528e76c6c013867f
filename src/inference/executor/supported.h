#pragma once

#include "network/graph.h"
#include "rooms.h"

namespace tron::inference {

/// InputError where the numeric reading cannot run a network: one of shapes only, which has no weights.
void check_supported(const Graph& graph);

}  // namespace tron::inference
