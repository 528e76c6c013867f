#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "chip/chip.h"
#include "chip/machine.h"
#include "network/graph.h"
#include "rooms.h"

namespace tron::program {

enum class StepKind {
  input,
  patches,
  embed,
  prepend,
  add_rows,
  take_first,
  take_last,
  mean_rows,
  rotary,      // Q or K turned by their positions
  score_bias,  // scores plus a number for the distance from query to key
  host,        // an operator outside the transformer
  sample,      // the next token is chosen from the logits
  tanh,        // control unit
  product,
  softmax,
  norm,
  activation,
  residual,
  multiply,  // the chip's units
};

enum class Weighting { fixed, dynamic };  ///< stationary operand known beforehand, or computed from the input

/// out_h = A_h B_h for each of `heads` heads (1 = one product). A comes from a value, B from a tensor (fixed)
/// or a value of the same sample (dynamic). Per sample: M = its rows, K and N as below; dynamic extents that
/// are the sample's token count are marked.
struct Product {
  std::uint32_t id = 0;  ///< noise key of head 0; head h uses id + h
  Role role = Role::dense;
  Weighting weighting = Weighting::fixed;
  int heads = 1;
  int group = 1;  ///< dynamic: consecutive heads that share one B (grouped queries); B has heads / group
                  ///< blocks of columns, and an array that holds one serves the group's heads
  bool cached =
      false;  ///< dynamic: causal self-attention; B also has the rows of earlier tokens, from a cache
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
  double scale = 1;                ///< embed: factor on the word row
  std::size_t first_position = 0;  ///< embed, add_rows: as in Node
  int stream = 0;                  ///< embed: as in Node
  Rotary rotary;                   ///< rotary only
  RelativeBias relative;           ///< score_bias only
  std::shared_ptr<const HostOp> host;
  std::uint64_t operations = 0;  ///< host: element operations per row of the output; 0: a mere view
  Op op = Op::linear;            ///< which activation or norm
  int heads = 1;                 ///< softmax, score_bias: score blocks per row; rotary: heads per row
  bool causal = false;  ///< softmax: a row keeps the scores of its own and earlier tokens, the others are 0
  std::size_t window = 0;  ///< softmax, causal: of those, the last so many, its own included; 0 = all
  bool source = false;     ///< encoder-decoder: needs no target token; not run again while decoding
  std::size_t width = 0;   ///< columns of the output; 0 = heads * tokens
};

/// A network compiled for a chip: the one program that accuracy, time and cost are read from.
struct Program {
  std::shared_ptr<const Graph> graph;  ///< what was compiled: its tensors are the fixed operands
  std::vector<Step> steps;             ///< in order; the last step's output is the logits
  int values = 0;
  int wavelengths = 0;             ///< tile depth of every product
  std::vector<std::string> notes;  ///< what was compiled otherwise than the chip asks, and why
};

/// M, K and N of one head's product for a sample.
struct ProductShape {
  std::size_t m = 0, k = 0, n = 0;
};

/// `a_rows`, `b_rows`: rows of the sample's two values; `b_rows` counts for dynamic products only, and has
/// the cached rows in it where the product is cached. M is one head's, whatever `group` says.
ProductShape product_shape(const Product& product, std::size_t a_rows, std::size_t b_rows);

/// What one sample of `tokens` rows makes the chip do.
struct Work {
  std::uint64_t macs = 0;
  std::uint64_t conversions = 0;   ///< ADC conversions of partial sums: M * N * ceil(K / wavelengths)
  std::uint64_t ring_updates = 0;  ///< dynamic operands encoded in rings, K * N per group of heads
};

/// Lowers the graph in the chip's score order; reads the tensors' shapes, never their data. In TRON's order K
/// is never formed: Q is multiplied by W_K / sqrt(d_k) head by head, then by X^T; the key bias shifts every
/// score of a row alike, so softmax drops it exactly. Where rotary positions stand between W_K and the
/// scores, or heads share keys, the classic order is taken instead, with a note.
Program compile(std::shared_ptr<const Graph> graph, const Chip& chip);
/// The same for a graph that the caller goes on using: it is copied, with its weights.
Program compile(const Graph& graph, const Chip& chip);

/// One sample of a pass, in rows after the stem.
struct Extent {
  std::size_t tokens = 0;   ///< new rows; of an encoder-decoder: the target's
  std::size_t context = 0;  ///< rows that are cached from before; then source steps do not run
  std::size_t source = 0;   ///< rows of an encoder-decoder's source; 0 = as many as `tokens`
};

/// Rows of every value for one sample, by value number. `tokens` are rows once the class tokens stand above
/// the patches. InputError for fewer than the network prepends.
std::vector<std::size_t> value_rows(const Program& program, Extent extent);

/// True if earlier tokens need no second pass: after the encoder of a pair, if there is one, every product of
/// two values is cached or reads the encoder, and nothing else mixes rows.
bool can_decode(const Program& program);

/// The second operand's rows for a dynamic product, those of earlier tokens included.
std::size_t held_rows(const Step& step, const std::vector<std::size_t>& rows, std::size_t context);

/// Whether any step is an encoder's of an encoder-decoder.
bool is_pair(const Program& program);

/// Counted from the program alone. Masked scores count: light computes them.
Work count_work(const Program& program, Extent extent);

}  // namespace tron::program
