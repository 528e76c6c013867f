#include "network/graph.h"

#include <iterator>

namespace tron {

namespace {

constexpr const char* kOpNames[] = {"patches",    "embed",     "linear",    "prepend", "add_rows",
                                    "layer_norm", "rms_norm",  "attention", "gelu",    "gelu_tanh",
                                    "relu",       "silu",      "tanh",      "add",     "multiply",
                                    "take_first", "take_last", "mean_rows"};
static_assert(std::size(kOpNames) == static_cast<std::size_t>(Op::mean_rows) + 1);

}  // namespace

std::string op_name(Op op) {
  return kOpNames[static_cast<std::size_t>(op)];
}

std::uint64_t Graph::parameters() const {
  std::uint64_t count = 0;
  for (const Tensor& tensor : tensors) {
    if (tensor.learned) count += std::uint64_t{tensor.value.rows} * tensor.value.cols;
  }
  return count;
}

}  // namespace tron
