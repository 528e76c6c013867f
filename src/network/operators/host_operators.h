#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "network/operators/host_op.h"
#include "rooms.h"

namespace tron::network {

/// One use of an operator: attributes and operands, checked on access.
struct HostCall {
  int opset = 0;
  const HostAttributes& attributes;
  std::span<const HostTensor* const> operands;
  int output = 0;

  bool has(std::size_t i) const { return i < operands.size() && operands[i] != nullptr; }
  /// InputError if it is left out.
  const HostTensor& operand(std::size_t i) const;
  const HostTensor& real(std::size_t i) const;
  /// Its integers; InputError if it has none or is not constant.
  const std::vector<std::int64_t>& integers(std::size_t i) const;

  std::int64_t integer(const std::string& name, std::int64_t without) const;
  float number(const std::string& name, float without) const;
  std::string text(const std::string& name, const std::string& without) const;
  /// nullptr where it is not given.
  const std::vector<std::int64_t>* list(const std::string& name) const;
  /// An attribute in old opsets, an operand in later ones.
  std::optional<std::vector<std::int64_t>> list_or_operand(const std::string& name, std::size_t i) const;

  /// `axis` counted from the start; InputError outside the rank.
  static std::size_t axis(std::int64_t axis, std::size_t rank);
};

/// What an operator costs beside the elements it makes.
///   elements  one operation an element of the output
///   inputs    one an element of the first operand (reductions)
///   window    one an element of the output and place of the window
///   products  one per multiply-accumulate
///   view      none: the data stay where they are
enum class HostCost { elements, inputs, window, products, view };

/// One operator of ONNX.
struct HostOperator {
  const char* type;
  std::size_t least, most;  ///< operands
  HostTensor (*shape)(const HostCall&);
  void (*run)(const HostCall&, HostTensor& out);  ///< `out` has its shape, and zeros as data
  HostCost cost = HostCost::elements;
};

std::span<const HostOperator> elementwise_operators();
std::span<const HostOperator> movement_operators();
std::span<const HostOperator> joining_operators();
std::span<const HostOperator> shape_operators();
std::span<const HostOperator> reduction_operators();
std::span<const HostOperator> window_operators();
std::span<const HostOperator> resize_operators();
std::span<const HostOperator> matrix_operators();

/// nullptr if there is none.
const HostOperator* find_host_operator(const std::string& type);

/// c [m x n] += a [m x k] b [k x n], row-major.
void host_multiply(const float* a, const float* b, float* c, std::size_t m, std::size_t k, std::size_t n);

/// "found" where "allowed" belongs, without a place: the caller knows the node.
[[noreturn]] void refuse_host(const std::string& found, const std::string& allowed);

}  // namespace tron::network
