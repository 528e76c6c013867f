#pragma once

#include <cstddef>
#include <string>

#include "network/graph.h"
#include "rooms.h"

namespace tron::network {

/// A stack of equal layers: self-attention, attention to the encoder in the decoder of a pair, feed-forward.
struct StackSpec {
  std::size_t layers = 0;  ///< 0: the network has no such stack
  std::size_t width = 0, heads = 0, kv_heads = 0, feed_forward = 0;
  Op activation = Op::gelu;
  bool gated =
      false;  ///< down(activation(gate x) * up x) (Shazeer, arXiv 2002.05202), else down(activation(up x))
  Op norm = Op::layer_norm;
  bool norm_first = false;  ///< x + f(norm(x)) and a norm after the last layer, else norm(x + f(x))
  double epsilon = 0;       ///< of the norms
  bool bias = true;         ///< in every dense layer
  bool shared = false;      ///< one set of weights for all layers (ALBERT)
  double rotary_base = 0;   ///< 0: no rotary positions
};

enum class Positions { learned, sinusoidal, rotary };

/// Token ids to rows. The word table may be narrower than the layers; a dense layer stands between then.
struct TextSpec {
  std::size_t vocabulary = 0;      ///< 0: the network reads images
  std::size_t positions = 0;       ///< longest sequence
  std::size_t first_position = 0;  ///< rows of the table before token 0's
  std::size_t types = 0;           ///< rows of the type table, 0 = none
  std::size_t embedding_width = 0;
  Positions kind = Positions::learned;
  bool positions_last = false;  ///< added behind the dense layer of a narrow word table, else to the word
  bool projection_bias = true;  ///< of that dense layer
  bool scaled = false;          ///< word rows times sqrt(width) (Vaswani et al., section 3.4)
  bool norm = false;            ///< of the sum
};

struct ImageSpec {
  std::size_t channels = 0, size = 0, patch = 0;
  std::size_t class_tokens = 1;  ///< rows above the patches
};

enum class HeadKind { classifier, language_model };

struct HeadSpec {
  HeadKind kind = HeadKind::classifier;
  std::size_t classes = 0;  ///< classifier, from the first row
  bool pooler = false;      ///< tanh(W x + b) before it
  bool tied = true;         ///< language model: the word table is the output layer
  bool last_row = true;     ///< language model: only the last row's logits, else every row's
};

/// A transformer by its sizes: what presets say.
struct TransformerSpec {
  std::string name, family;
  TextSpec text;
  ImageSpec image;
  StackSpec encoder;  ///< every row sees every row
  StackSpec decoder;  ///< causal; with an encoder also attends to the encoder's output
  HeadSpec head;
};

/// The network as shapes, tensors without data. `spec` must be consistent, as load_preset sees to.
Graph build_shapes(const TransformerSpec& spec);

}  // namespace tron::network
