#include "network/operators/host_operators.h"

#include <unordered_map>

#include <fmt/format.h>

#include "base/error.h"

namespace tron::network {

void refuse_host(const std::string& found, const std::string& allowed) {
  throw InputError({}, found, allowed);
}

const HostTensor& HostCall::operand(std::size_t i) const {
  if (!has(i)) refuse_host(fmt::format("input {} left out", i), "this input");
  return *operands[i];
}

const HostTensor& HostCall::real(std::size_t i) const {
  const HostTensor& tensor = operand(i);
  if (tensor.kind != HostKind::real) refuse_host(fmt::format("integers as input {}", i), "floating point");
  return tensor;
}

const std::vector<std::int64_t>& HostCall::integers(std::size_t i) const {
  const HostTensor& tensor = operand(i);
  if (tensor.kind == HostKind::real) refuse_host(fmt::format("floating point as input {}", i), "integers");
  if (!tensor.known()) {
    refuse_host(fmt::format("input {} that depends on the sample", i), "one that the shapes alone decide");
  }
  return tensor.whole;
}

std::int64_t HostCall::integer(const std::string& name, std::int64_t without) const {
  const auto found = attributes.find(name);
  if (found == attributes.end()) return without;
  if (found->second.integers.size() != 1) refuse_host("attribute " + name, "one integer");
  return found->second.integers[0];
}

float HostCall::number(const std::string& name, float without) const {
  const auto found = attributes.find(name);
  if (found == attributes.end()) return without;
  if (found->second.numbers.size() != 1) refuse_host("attribute " + name, "one number");
  return found->second.numbers[0];
}

std::string HostCall::text(const std::string& name, const std::string& without) const {
  const auto found = attributes.find(name);
  return found == attributes.end() ? without : found->second.text;
}

const std::vector<std::int64_t>* HostCall::list(const std::string& name) const {
  const auto found = attributes.find(name);
  return found == attributes.end() ? nullptr : &found->second.integers;
}

std::optional<std::vector<std::int64_t>> HostCall::list_or_operand(const std::string& name,
                                                                   std::size_t i) const {
  if (has(i)) return integers(i);
  const std::vector<std::int64_t>* given = list(name);
  return given == nullptr ? std::nullopt : std::optional(*given);
}

std::size_t HostCall::axis(std::int64_t axis, std::size_t rank) {
  const auto signed_rank = static_cast<std::int64_t>(rank);
  if (axis < -signed_rank || axis >= signed_rank) {
    refuse_host(fmt::format("axis {}", axis), fmt::format("an axis of {} dimensions", rank));
  }
  return static_cast<std::size_t>(axis < 0 ? axis + signed_rank : axis);
}

const HostOperator* find_host_operator(const std::string& type) {
  static const auto table = [] {
    std::unordered_map<std::string, const HostOperator*> all;
    for (const auto group :
         {elementwise_operators(), movement_operators(), joining_operators(), shape_operators(),
          reduction_operators(), window_operators(), resize_operators(), matrix_operators()}) {
      for (const HostOperator& op : group) all.emplace(op.type, &op);
    }
    return all;
  }();
  const auto found = table.find(type);
  return found == table.end() ? nullptr : found->second;
}

}  // namespace tron::network
