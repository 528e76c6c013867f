#pragma once

#include "network/graph.h"
#include "rooms.h"

namespace tron::network {

/// The network as a generator needs it: only the last row of logits, from which the control unit then chooses
/// a token. The row is taken before the dense layers that end the network, as presets do it. A graph that
/// ends so already is returned as it is; InputError for one that predicts no tokens.
Graph for_generation(Graph graph);

}  // namespace tron::network
