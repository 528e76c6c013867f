#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "network/operators/host_op.h"
#include "rooms.h"

namespace tron::network::testing_only {

using Floats = std::vector<float>;
using Wholes = std::vector<std::int64_t>;

inline HostTensor real(const Dims& dims, const Floats& values) {
  return {HostKind::real, dims, values, {}};
}
inline HostTensor whole(const Wholes& values) {
  return {HostKind::whole, {values.size()}, {}, values};
}
inline HostTensor truth(const Dims& dims, const Wholes& values) {
  return {HostKind::truth, dims, {}, values};
}
/// 0, 1, 2, ...
inline HostTensor counted(const Dims& dims) {
  HostTensor t{HostKind::real, dims, {}, {}};
  for (std::size_t i = 0; i < t.size(); ++i) t.real.push_back(static_cast<float>(i));
  return t;
}

/// An operator with attributes that are integers, or as `more` has them.
inline HostTensor run(const std::string& type, const std::vector<HostTensor>& operands,
                      const std::map<std::string, Wholes>& lists = {}, int opset = 13, int output = 0,
                      HostAttributes more = {}) {
  for (const auto& [name, values] : lists) more[name].integers = values;
  std::vector<const HostTensor*> pointers;
  for (const HostTensor& t : operands) pointers.push_back(&t);
  return host_result(type, opset, more, pointers, output);
}

inline HostAttributes number(const std::string& name, float value) {
  HostAttributes attributes;
  attributes[name].numbers = {value};
  return attributes;
}
inline HostAttributes word(const std::string& name, const std::string& value) {
  HostAttributes attributes;
  attributes[name].text = value;
  return attributes;
}

}  // namespace tron::network::testing_only
