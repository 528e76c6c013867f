#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "network/hugging_face/graph_builder.h"
#include "rooms.h"

namespace tron::network {

/// Where an attention's tensors stand below their layer's prefix, and the norm that goes with it.
struct AttentionNames {
  std::string query, key, value, output, norm;
};

/// The same of a whole layer.
struct LayerNames {
  AttentionNames self;
  AttentionNames cross;              ///< decoder of a pair only
  std::string up, gate, down, norm;  ///< feed-forward; no gate: ""
};

/// A stack of layers: self-attention, attention to the encoder in the decoder of a pair, feed-forward, each
/// with its norm and its residual.
struct LayerStack {
  std::string kind = "encoder";  ///< first part of the nodes' names
  LayerNames names;
  std::function<std::string(std::size_t)> prefix;  ///< of layer i in the file: "bert.encoder.layer.3."
  std::size_t first_layer = 0;                     ///< Node::layer of layer 0
  std::size_t layers = 0, heads = 0, feed_forward = 0;
  std::size_t key_heads = 0;  ///< 0 = heads
  std::size_t head_depth = 0;
  Op activation = Op::gelu, norm = Op::layer_norm;
  bool norm_first = false;  ///< x + f(norm(x)), else norm(x + f(x))
  bool qkv_bias = true, output_bias = true, feed_forward_bias = true;
  /// GPT-2: matrices are [in x out], and query, key and value are one, named `names.self.query`.
  bool conv1d = false;
  AttentionWeights self;  ///< what all layers' self-attention has: causal, rotary, relative bias, scale
  double cross_score_scale = 0;
  /// What one layer's has besides.
  std::function<void(std::size_t layer, AttentionWeights& self)> adjust = {};
};

/// Sizes and kinds as config.json gives them for the encoder, or for a decoder alone.
LayerStack stack_of(const NetworkConfig& config);

/// Adds the layers above node `x` and returns the last; `memory` is the node that cross attention reads.
int add_layers(GraphBuilder& builder, const LayerStack& stack, int x, int memory = -1);

}  // namespace tron::network
