#pragma once

#include <string>

#include "network/hugging_face/config/network_config.h"
#include "rooms.h"

namespace tron::network {

/// A folder of sentence-transformers says in 1_Pooling/config.json how an encoder's rows become one, and in
/// modules.json what follows. Where the first is there, `config` becomes an embedding, whatever head its
/// architecture names. InputError for a pooling other than the mean or the first row, and for modules that
/// change the embedding's direction.
void read_sentence_pooling(const std::string& folder, NetworkConfig& config);

}  // namespace tron::network
