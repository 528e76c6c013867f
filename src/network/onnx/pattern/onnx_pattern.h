#pragma once

#include <optional>
#include <vector>

#include "network/onnx/pattern/onnx_follow.h"
#include "rooms.h"

namespace tron::network {

/// Rows of a linear layer's weight that one head after another reads.
struct OnnxHeads {
  int linear = -1;                   ///< value that the linear layer makes
  std::size_t heads = 0, depth = 0;  ///< of the operand
  std::vector<std::size_t> columns;  ///< [heads x depth]: the column of the linear layer's output
  double scale = 1;
  Rotary rotary;
};

/// y = x W^T + b
struct OnnxLinear {
  int input = -1;
  int weight = -1;         ///< constant
  bool out_by_in = false;  ///< else [in x out]
  int bias = -1;           ///< constant; -1 = none
  std::size_t in = 0, out = 0;
};

struct OnnxAttention {
  OnnxHeads query, key, value;
  OnnxLinear query_linear, key_linear, value_linear;
  double scale = 1;  ///< of the scores, whatever of it is in query and key
  bool causal = false;
  std::size_t window = 0;
  int relative_table = -1;  ///< constant
  RelativeBias relative;
};

/// A part of a transformer that was found in a traced network: what makes `value`, and from what.
struct OnnxPattern {
  Op op = Op::host;
  int value = -1;
  std::vector<int> inputs;                               ///< values that are needed as nodes
  OnnxLinear linear;                                     ///< linear; patches: the projection of them
  std::size_t patch = 0;                                 ///< linear over patches of the image where not 0
  int weight = -1, bias = -1, position = -1, type = -1;  ///< constants; norms, tables
  std::vector<int> stacked;                              ///< prepend: constants, the top one first
  std::size_t first_position = 0;
  double scale = 1, epsilon = 0;
  int stream = 0;
  OnnxAttention attention;
};

/// Each gives what makes `value` if it is of that kind. `value` is its own flat_source.
std::optional<OnnxLinear> find_linear(const OnnxTrace& trace, int value);
std::optional<OnnxPattern> match_linear(const OnnxTrace& trace, int value);
std::optional<OnnxPattern> match_norm(const OnnxTrace& trace, int value);
std::optional<OnnxPattern> match_activation(const OnnxTrace& trace, int value);
std::optional<OnnxPattern> match_embedding(const OnnxTrace& trace, int value);
std::optional<OnnxPattern> match_attention(const OnnxTrace& trace, int value);
std::optional<OnnxPattern> match_rows(const OnnxTrace& trace, int value);
std::optional<OnnxPattern> match_patches(const OnnxTrace& trace, int value);

/// The rows of a constant in a larger table of the file.
struct OnnxTable {
  int table = -1;
  std::size_t first = 0;
};
OnnxTable find_table(const OnnxTrace& trace, int value);

/// How an operand of a product of two values, [heads x rows x depth] or with `turned` [heads x depth x rows],
/// reads a linear layer's output; nothing if it does otherwise.
std::optional<OnnxHeads> find_heads(const OnnxTrace& trace, int operand, bool turned);

}  // namespace tron::network
