#pragma once

#include <string>

#include "network/graph.h"

namespace tron {

/// Reads a Hugging Face folder: config.json + model.safetensors (fp32, fp16, bf16), type ViT, DeiT or BERT
/// with a classifier head, and builds its graph. InputError names file, tensor, what was found and what is
/// allowed: missing and extra tensors, shapes, dtypes, overlaps, truncation, NaN, absurd sizes.
Graph load_network(const std::string& folder);

}  // namespace tron
