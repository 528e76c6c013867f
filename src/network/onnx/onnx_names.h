#pragma once

#include "network/graph.h"
#include "rooms.h"

namespace tron::network {

/// Gives every node its layer and a name of the kind the other readers give ("encoder.3.feed_forward.up"). A
/// layer is one block of self-attention, with the cross-attention and the feed-forward layer that follow it.
/// Sets Graph::layers, width, heads and feed_forward.
void name_layers(Graph& graph);

}  // namespace tron::network
