#pragma once

#include <string>
#include <vector>

#include "network/hugging_face/graph_builder.h"
#include "rooms.h"

namespace tron::network {

/// The word table of a decoder that stands under `table`, or, where it is tied to the output layer, under any
/// of `again`, too.
int word_table(GraphBuilder& builder, const std::string& table, std::vector<std::string> again = {});

/// The logits of every row: the tied word table, or the tensor `output` of its own.
int add_vocabulary(GraphBuilder& builder, int x, int word, const std::string& output);

}  // namespace tron::network
