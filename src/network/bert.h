#pragma once

#include "network/graph.h"
#include "network/network_config.h"
#include "network/safetensors.h"

namespace tron {

/// BERT sentence classifiers: word + position + type embeddings and their norm, post-norm encoder layers,
/// pooler (dense and tanh on the first row), class head (Devlin et al., NAACL 2019). The type table may have
/// fewer rows than config.json says.
/// `file` and `shapes_only` as GraphBuilder takes them.
Graph build_bert(const NetworkConfig& config, const Safetensors* file, bool shapes_only);

}  // namespace tron
