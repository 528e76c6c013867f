#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "chip/chip.h"
#include "chip/machine.h"
#include "network/graph.h"

namespace tron {

enum class StepKind {
  patches,
  embed,
  prepend,
  add_rows,
  take_first,
  mean_rows,
  tanh,  // control unit
  product,
  softmax,
  norm,
  activation,
  residual,  // the chip's units
};

enum class Weighting { fixed, dynamic };  ///< ring operand known beforehand, or computed from the input

/// out_h = A_h B_h for each of `heads` heads (1 = one product). A comes from a value, B from a tensor (fixed)
/// or a value of the same sample (dynamic). Per sample: M = its rows, K and N as below; dynamic extents that
/// are the sample's token count are marked.
struct Product {
  std::uint32_t id = 0;  ///< noise key of head 0; head h uses id + h
  Role role = Role::dense;
  Weighting weighting = Weighting::fixed;
  int heads = 1;
  int group = 1;  ///< dynamic: consecutive heads that share one B (grouped queries); B has heads / group
  bool cached = false;      ///< dynamic: B also has the rows of earlier tokens, from the cache
  bool a_per_head = false;  ///< A_h = columns [h K, (h+1) K) of the value, else all of it
  bool b_per_head = false;  ///< same for B: rows of the tensor or columns of the value
  bool b_transposed =
      false;  ///< fixed: B = tensor^T (a linear layer's [out x in] weight); dynamic: B = value^T
  std::size_t k = 0, n = 0;    ///< per head; 0 = the sample's token count
  int tensor = -1, bias = -1;  ///< fixed operand, [1 x heads*n] bias added by the control unit
  double fold = 1;             ///< factor folded into B (1/sqrt(d_k))
  int unit = 0;                ///< first physical array of its kind that runs it; head h runs on unit + h
                               ///< modulo the chip's heads (a network may have more heads than the chip)
  bool feed_forward = false;   ///< array kind
};

struct Step {
  StepKind kind = StepKind::product;
  std::string name;                                      ///< "encoder.3.attention.scores"
  int layer = -1;                                        ///< encoder layer, -1 = stem or head
  std::vector<int> inputs;                               ///< values; a product's A, then its dynamic B
  int output = -1;                                       ///< value
  Product product;                                       ///< product only
  int tensor = -1, bias = -1, position = -1, type = -1;  ///< tables, gamma and beta, as in Node
  double epsilon = 0;
  Op op = Op::linear;     ///< which activation
  int heads = 1;          ///< softmax: score blocks a row
  std::size_t width = 0;  ///< columns of the output a row; 0 = heads * tokens
};

/// A network compiled for a chip: the one program that is read as numbers, time and cost.
struct Program {
  std::vector<Step> steps;  ///< in order; the last step's output (one row) is the logits
  int values = 0;
  int wavelengths = 0;  ///< tile depth of every product
};

/// M, K and N of one head's product for a sample.
struct ProductShape {
  std::size_t m = 0, k = 0, n = 0;
};

/// `a_rows`, `b_rows`: rows of the sample's two values; `b_rows` counts for dynamic products only.
ProductShape product_shape(const Product& product, std::size_t a_rows, std::size_t b_rows);

/// What one sample of `tokens` rows makes the chip do.
struct Work {
  std::uint64_t macs = 0;
  std::uint64_t conversions = 0;   ///< ADC conversions of partial sums: M * N * ceil(K / wavelengths)
  std::uint64_t ring_updates = 0;  ///< dynamic operands written into rings, K * N each
};

/// Lowers the graph in the chip's score order. In TRON's order K is never formed: Q is multiplied by W_K /
/// sqrt(d_k) head by head, then by X^T; the key bias shifts every score of a row alike, so softmax drops it
/// exactly.
Program compile(const Graph& graph, const Chip& chip);

/// Counted from the program alone, for one sample with `tokens` rows after the stem.
Work count_work(const Program& program, const Graph& graph, std::size_t tokens);

}  // namespace tron
