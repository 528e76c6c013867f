#pragma once

#include "network/graph.h"
#include "network/network_config.h"
#include "network/safetensors.h"

namespace tron {

/// ViT and DeiT image classifiers: patches, class token (and DeiT's distillation token), position table,
/// pre-norm encoder layers, norm, class head on the first row (Dosovitskiy et al., ICLR 2021, eq. 1-4;
/// Touvron et al., ICML 2021). Tensor names as Hugging Face writes them, under "vit." or "deit.".
/// Graph::image is left for the caller to complete.
/// `file` and `shapes_only` as GraphBuilder takes them.
Graph build_vit(const NetworkConfig& config, const Safetensors* file, bool shapes_only);

}  // namespace tron
