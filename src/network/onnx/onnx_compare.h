#pragma once

#include "network/graph.h"
#include "rooms.h"

namespace tron::network {

/// Whether one network, followed with `tokens` and with `fewer` tokens, gave the same graph. Then the dims of
/// its host operators that were the number of tokens become free (0).
bool free_of_length(Graph& graph, std::size_t tokens, const Graph& other, std::size_t fewer);

}  // namespace tron::network
