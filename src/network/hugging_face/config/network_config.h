#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/text/json.h"
#include "network/graph.h"
#include "rooms.h"

namespace tron::network {

/// What stands on top of a network's layers.
enum class Head {
  classifier,    ///< a logit a class, from one row
  embedding,     ///< none: one row made of all
  masked_words,  ///< for every row a logit a word of the vocabulary, for the word that stands there
  next_words     ///< for every row a logit a word, for the word after it
};
Output output_of(Head head);

/// How an embedding's rows become one.
enum class Pooling { mean, first };

/// The decoder behind an encoder; all zero where there is none.
struct DecoderConfig {
  std::size_t layers = 0, heads = 0, feed_forward = 0;
};

/// What config.json of a Hugging Face folder says about a network this program can build. A plain decoder
/// (GPT-2, Llama) uses the fields of the encoder.
struct NetworkConfig {
  std::string family;  ///< model_type: "vit", "bert", "llama" ...
  Head head = Head::classifier;
  Pooling pooling = Pooling::mean;
  std::size_t width = 0, layers = 0, heads = 0, feed_forward = 0;
  Op activation = Op::gelu;
  double epsilon = 0;               ///< of every norm
  bool qkv_bias = true;             ///< query, key and value have biases
  std::vector<std::string> labels;  ///< class names, index = class

  // Images (vit, deit); zero for text.
  std::size_t channels = 0, image_height = 0, image_width = 0, patch = 0;

  // Text; zero for images.
  std::size_t vocabulary = 0, types = 0;
  std::size_t positions = 0;        ///< longest sequence
  std::size_t first_position = 0;   ///< rows of the position table before token 0's
  std::size_t embedding_width = 0;  ///< of the word table
  std::size_t weight_groups = 0;    ///< ALBERT: sets of weights that the layers share
  bool tied = true;                 ///< the word table is the output layer
  double embedding_scale = 1;       ///< on word rows
  SpecialTokens special;

  // Layers beyond BERT's.
  std::size_t key_heads = 0;   ///< 0 = heads
  std::size_t head_depth = 0;  ///< columns of a head
  bool norm_first = false;     ///< x + f(norm(x)), else norm(x + f(x))
  bool final_norm = false;     ///< and a norm behind the last layer
  bool bias = true;            ///< in the dense layers
  bool gated = false;          ///< down(activation(gate x) * up x)
  bool stem_norm = false;      ///< of the embeddings
  Rotary rotary;
  std::size_t window = 0, first_window_layer = 0;  ///< rows that a row sees, from that layer on; 0 = all
  double score_scale = 0;                          ///< as in AttentionWeights
  bool scale_by_layer = false;                     ///< GPT-2: over layer + 1, too
  std::size_t buckets = 0, max_distance = 0;       ///< of the relative bias; 0 = none
  DecoderConfig decoder;
};

/// InputError names the key: unknown model types, activations and architectures, sizes that are missing,
/// wrong or absurd, heads that do not divide the width, patches that do not tile the image, labels that are
/// not numbered 0, 1, 2 ...
NetworkConfig network_config(const Json& json, const std::string& file);

/// Of text in memory; `name` stands as the file in messages.
NetworkConfig parse_network_config(std::string_view text, const std::string& name);

}  // namespace tron::network
