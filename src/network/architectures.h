#pragma once

#include "network/graph.h"
#include "network/network_config.h"
#include "network/safetensors.h"

namespace tron {

/// ViT and DeiT image classifiers: patches, class token (and DeiT's distillation token), position table,
/// pre-norm encoder layers, norm, class head on the first row (Dosovitskiy et al., ICLR 2021, eq. 1-4;
/// Touvron et al., ICML 2021). Tensor names as Hugging Face writes them, under "vit." or "deit.".
/// Graph::image is left for the caller to complete.
Graph build_vit(const NetworkConfig& config, const Safetensors& file);

/// BERT sentence classifiers: word + position + type embeddings and their norm, post-norm encoder layers,
/// pooler (dense and tanh on the first row), class head (Devlin et al., NAACL 2019). The type table may have
/// fewer rows than config.json says.
Graph build_bert(const NetworkConfig& config, const Safetensors& file);

}  // namespace tron
