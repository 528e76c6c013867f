#pragma once

#include "network/graph.h"

namespace tron {

/// InputError where the numeric reading cannot run a network: one of shapes only ("has no weights"), and what
/// only the timing understands so far, with the node's name: rms_norm, silu, multiply, take_last, causal,
/// grouped or rotary attention, embeddings that are scaled or lack positions, shifted positions, a second
/// input.
void check_supported(const Graph& graph);

}  // namespace tron
