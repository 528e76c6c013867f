#pragma once

#include "network/graph.h"
#include "network/hugging_face/checkpoint/checkpoint.h"
#include "network/hugging_face/config/network_config.h"
#include "rooms.h"

namespace tron::network {

// One builder a family; `files` and `shapes_only` as GraphBuilder takes them. InputError names the tensor
// that is missing, has another shape or is not the network's.

/// ViT (Dosovitskiy et al., ICLR 2021) and DeiT (Touvron et al., ICML 2021).
Graph build_vit(const NetworkConfig& config, const Checkpoint* files, bool shapes_only);

/// BERT (Devlin et al., NAACL 2019). The type table may have fewer rows than config.json says.
Graph build_bert(const NetworkConfig& config, const Checkpoint* files, bool shapes_only);
/// RoBERTa (Liu et al., arXiv 1907.11692), XLM-RoBERTa, CamemBERT.
Graph build_roberta(const NetworkConfig& config, const Checkpoint* files, bool shapes_only);
/// DistilBERT (Sanh et al., arXiv 1910.01108).
Graph build_distilbert(const NetworkConfig& config, const Checkpoint* files, bool shapes_only);
/// ALBERT (Lan et al., ICLR 2020): layers share their weights.
Graph build_albert(const NetworkConfig& config, const Checkpoint* files, bool shapes_only);

/// GPT-2 (Radford et al., 2019).
Graph build_gpt2(const NetworkConfig& config, const Checkpoint* files, bool shapes_only);
/// OPT (Zhang et al., arXiv 2205.01068).
Graph build_opt(const NetworkConfig& config, const Checkpoint* files, bool shapes_only);
/// Llama (Touvron et al., arXiv 2302.13971), Mistral (Jiang et al., arXiv 2310.06825), Qwen2 (Yang et al.,
/// arXiv 2407.10671).
Graph build_llama(const NetworkConfig& config, const Checkpoint* files, bool shapes_only);

/// Marian (Junczys-Dowmunt et al., ACL 2018): the transformer of Vaswani et al., NeurIPS 2017.
Graph build_marian(const NetworkConfig& config, const Checkpoint* files, bool shapes_only);
/// BART (Lewis et al., ACL 2020).
Graph build_bart(const NetworkConfig& config, const Checkpoint* files, bool shapes_only);
/// T5 (Raffel et al., JMLR 21(140), 2020), with its version 1.1 and mT5.
Graph build_t5(const NetworkConfig& config, const Checkpoint* files, bool shapes_only);

}  // namespace tron::network
