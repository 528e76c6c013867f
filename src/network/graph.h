#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/matrix.h"

namespace tron {

/// What a node of the transformer graph computes. Values are matrices [tokens x features] of one sample.
enum class Op {
  patches,     ///< image -> [patches x channels*patch*patch], channel-major as a convolution kernel is stored
  embed,       ///< token ids -> word + position + type embedding rows (tables: word, position, type)
  linear,      ///< x W^T + b; weight [out x in] as PyTorch stores it
  prepend,     ///< the class (and distillation) token rows above x
  add_rows,    ///< x + table row by row (position embedding)
  layer_norm,  ///< gamma (x - mean) / sqrt(variance + epsilon) + beta, per row
  attention,  ///< softmax(Q K^T / sqrt(d_k)) V for every head, concatenated; input 0 feeds Q, input 1 feeds K
              ///< and V
  gelu,       ///< x Phi(x)
  gelu_tanh,  ///< the tanh approximation of Hendrycks and Gimpel
  relu,
  tanh,
  add,         ///< residual: input 0 + input 1
  take_first,  ///< the first row of x
  mean_rows,   ///< the mean over rows (not used by ViT and BERT; kept for pooled heads)
};

/// Indices into Graph::tensors; -1 = absent.
struct AttentionWeights {
  int query = -1, key = -1, value = -1;                 ///< [width x width], output rows are head after head
  int query_bias = -1, key_bias = -1, value_bias = -1;  ///< [1 x width]
  int heads = 0;
};

struct Node {
  std::string name;  ///< dotted, stable: "encoder.3.attention"
  Op op = Op::linear;
  std::vector<int> inputs;       ///< indices of earlier nodes
  int weight = -1;               ///< linear weight, norm gamma, prepended rows, position table, word table
  int bias = -1;                 ///< linear bias, norm beta
  int position = -1, type = -1;  ///< embed only
  double epsilon = 0;            ///< layer_norm only
  AttentionWeights attention;
  std::size_t width = 0;  ///< features of the output
  int layer = -1;         ///< encoder layer it belongs to, -1 = stem or head
};

struct Tensor {
  std::string name;  ///< as in the file
  Matrix value;      ///< 1-D tensors are one row
};

struct ImageFormat {
  int channels = 0, height = 0, width = 0, patch = 0;
  std::vector<float> mean, std;  ///< per channel, of pixels scaled by `rescale`
  float rescale = 1;             ///< 1/255 for bytes
};

/// A network: nodes in an order in which every input comes first; the last node's single row is the logits.
struct Graph {
  std::string name;    ///< folder name
  std::string family;  ///< "vit", "bert", ...
  std::vector<Node> nodes;
  std::vector<Tensor> tensors;
  std::vector<std::string> labels;  ///< class names, index = class
  ImageFormat image;                ///< channels = 0 for text
  std::size_t max_tokens = 0;       ///< longest sequence the position table allows
  std::size_t vocabulary = 0;       ///< rows of the word table, 0 for images
  std::size_t layers = 0, width = 0, heads = 0, feed_forward = 0;
  std::size_t classes() const { return labels.size(); }
};

}  // namespace tron
