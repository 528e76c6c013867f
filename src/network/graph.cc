#include "network/graph.h"

#include <stdexcept>

namespace tron {

std::string op_name(Op op) {
  switch (op) {
    case Op::patches:
      return "patches";
    case Op::embed:
      return "embed";
    case Op::linear:
      return "linear";
    case Op::prepend:
      return "prepend";
    case Op::add_rows:
      return "add_rows";
    case Op::layer_norm:
      return "layer_norm";
    case Op::rms_norm:
      return "rms_norm";
    case Op::attention:
      return "attention";
    case Op::gelu:
      return "gelu";
    case Op::gelu_tanh:
      return "gelu_tanh";
    case Op::relu:
      return "relu";
    case Op::silu:
      return "silu";
    case Op::tanh:
      return "tanh";
    case Op::add:
      return "add";
    case Op::multiply:
      return "multiply";
    case Op::take_first:
      return "take_first";
    case Op::take_last:
      return "take_last";
    case Op::mean_rows:
      return "mean_rows";
  }
  throw std::logic_error("an operation without a name");
}

std::uint64_t Graph::parameters() const {
  std::uint64_t count = 0;
  for (const Tensor& tensor : tensors) {
    if (tensor.learned) count += std::uint64_t{tensor.value.rows} * tensor.value.cols;
  }
  return count;
}

}  // namespace tron
