#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/numbers/matrix.h"
#include "rooms.h"

namespace tron::network {

struct HostOp;  // network/operators/host_op.h

/// What a node of the transformer graph computes. Values are matrices [tokens x features] of one sample.
enum class Op {
  input,    ///< the sample's values as they stand, Graph::input_shape
  patches,  ///< image -> [patches x channels*patch*patch], channel-major as a convolution kernel is stored
  embed,   ///< token ids -> scale * word + position + type embedding rows; tables that are absent add nothing
  linear,  ///< x W^T + b; weight [out x in] as PyTorch stores it
  prepend,     ///< the class (and distillation) token rows above x
  add_rows,    ///< x + table row by row (position embedding)
  layer_norm,  ///< gamma (x - mean) / sqrt(variance + epsilon) + beta, per row
  rms_norm,    ///< gamma x / sqrt(mean(x^2) + epsilon), per row (Zhang and Sennrich, NeurIPS 2019, eq. 4)
  attention,  ///< softmax(Q K^T / sqrt(d_k)) V for every head, concatenated; input 0 feeds Q, input 1 feeds K
              ///< and V
  gelu,       ///< x Phi(x)
  gelu_tanh,  ///< the tanh approximation of Hendrycks and Gimpel
  relu,
  silu,  ///< x / (1 + exp(-x))
  tanh,
  add,         ///< residual: input 0 + input 1
  multiply,    ///< input 0 * input 1, element by element (the gate of a gated feed-forward layer)
  take_first,  ///< the first row of x
  take_last,   ///< the last row of x: what a language model predicts the next token from
  sample,      ///< passes logits on, from which the control unit chooses the next token
  mean_rows,   ///< the mean over rows: a sentence's embedding
  host,  ///< an operator outside the transformer, which the control unit carries out on tensors of any rank
};

/// "layer_norm", ... as the enumerators are called.
std::string op_name(Op op);

/// Rotary positions (Su et al., arXiv 2104.09864, eq. 15): at position m pair i of every head of Q and K
/// turns by m * frequencies[i]. No frequencies: no rotation. Fewer than half the head's depth: the rest
/// stands still.
struct Rotary {
  std::vector<double> frequencies;  ///< rad a position
  /// Pairs are columns 2 i and 2 i + 1, as in the paper; else i and i + frequencies.size(), as Hugging Face
  /// stores weights.
  bool interleaved = false;
  bool empty() const { return frequencies.empty(); }
  friend bool operator==(const Rotary&, const Rotary&) = default;
};
/// base^(-2 i / dims) for i < dims / 2 (the same, section 3.2.2).
std::vector<double> rotary_frequencies(double base, std::size_t dims);

/// A number added to every score of a head by the distance from query to key, through buckets (Raffel et al.,
/// JMLR 21(140), 2020, section 2.1): distances below half the buckets have one each, the others share
/// logarithmically up to max_distance. Bidirectional: one half of the buckets for keys to the right.
struct RelativeBias {
  int tensor = -1;  ///< [buckets x heads]; -1 = none
  std::size_t max_distance = 128;
  bool bidirectional = true;
  friend bool operator==(const RelativeBias&, const RelativeBias&) = default;
};
/// The bucket of key - query = `distance` among `buckets`.
std::size_t relative_bucket(std::int64_t distance, std::size_t buckets, const RelativeBias& bias);

/// Tensors as indices into Graph::tensors; -1 = absent. With d_k = rows of the query weight / heads, the key
/// and value weights have kv_heads * d_k rows: heads h g to h g + g - 1 share key head h, g = heads /
/// kv_heads (Ainslie et al., EMNLP 2023).
struct AttentionWeights {
  int query = -1, key = -1, value = -1;                 ///< output rows are head after head
  int query_bias = -1, key_bias = -1, value_bias = -1;  ///< one row
  int heads = 0;
  int kv_heads = 0;        ///< 0 = heads
  bool causal = false;     ///< a row sees itself and the rows above it only
  std::size_t window = 0;  ///< causal: of those, the last so many, itself included; 0 = all
  Rotary rotary;
  RelativeBias relative;
  double score_scale = 0;  ///< factor of Q K^T; 0 = 1 / sqrt(d_k)
  int key_heads() const { return kv_heads == 0 ? heads : kv_heads; }
};

struct Node {
  std::string name;  ///< dotted, stable: "encoder.3.attention"
  Op op = Op::linear;
  std::vector<int> inputs;         ///< indices of earlier nodes
  int weight = -1;                 ///< linear weight, norm gamma, prepended rows, position table, word table
  int bias = -1;                   ///< linear bias, norm beta
  int position = -1, type = -1;    ///< embed only
  std::size_t first_position = 0;  ///< embed, add_rows: row of the position table for token 0 (OPT: 2)
  double scale = 1;                ///< embed: factor on the word row
  int stream = 0;                  ///< embed: 0 = Sample::tokens, 1 = Sample::target
  double epsilon = 0;              ///< norms only
  std::shared_ptr<const HostOp> host;  ///< host only
  AttentionWeights attention;
  std::size_t width = 0;  ///< features of the output
  int layer = -1;         ///< layer it belongs to, decoder layers after encoder layers; -1 = stem or head
};

struct Tensor {
  std::string name;     ///< as in the file
  Matrix value;         ///< 1-D tensors are one row; `data` is empty in a graph of shapes only
  bool learned = true;  ///< false: computed, such as sinusoidal positions
};

struct ImageFormat {
  int channels = 0, height = 0, width = 0, patch = 0;
  std::vector<float> mean, std;  ///< per channel, of pixels scaled by `rescale`
  float rescale = 1;             ///< 1/255 for bytes
};

/// What the rows of the last node are.
enum class Output {
  classes,      ///< one row, a logit a class
  next_tokens,  ///< a logit a word of the vocabulary, for the token after each row
  embedding,    ///< one row, a point in the space of meanings
  rows          ///< anything else, evaluated by its distance from exact arithmetic alone
};

/// Ids as config.json gives them; -1 = none.
struct SpecialTokens {
  int begin = -1, pad = -1;
  int start = -1;        ///< first target token of an encoder-decoder
  std::vector<int> end;  ///< any of them ends a text
};

/// A network: nodes in an order in which every input comes first; the last node's rows are the logits, one
/// row for a classifier. Nodes may share a tensor (tied embeddings, one set of weights for all layers). An
/// encoder-decoder has two embed nodes: the source's and, after it, the target's.
struct Graph {
  std::string name;    ///< folder or preset name
  std::string family;  ///< "vit", "bert", ...
  std::vector<Node> nodes;
  std::vector<Tensor> tensors;
  bool shapes_only = false;  ///< tensors have rows and columns but no data: for time and cost only
  Output output = Output::classes;
  std::vector<std::string> labels;  ///< class names, index = class; empty where there are no classes
  SpecialTokens special;
  ImageFormat image;                     ///< channels = 0 for text and plain features
  std::vector<std::size_t> input_shape;  ///< Op::input: sizes of one sample; empty: the network has no such
  std::size_t max_tokens = 0;            ///< longest sequence the network takes
  std::size_t exact_tokens = 0;          ///< every sample must have so many; 0 = any up to max_tokens
  std::vector<std::string> notes;        ///< what its reader had to decide
  std::size_t vocabulary = 0;            ///< rows of the word table, 0 for images
  std::size_t layers = 0, width = 0, heads = 0, feed_forward = 0;  ///< layers: encoder's and decoder's
  std::size_t classes() const { return labels.size(); }
  std::uint64_t parameters() const;  ///< learned numbers, shared ones once
};

}  // namespace tron::network
