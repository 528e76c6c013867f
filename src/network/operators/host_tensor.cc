#include "network/operators/host_tensor.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.h"

namespace tron::network {

std::string dims_text(const Dims& dims) {
  return fmt::format("[{}]", fmt::join(dims, ", "));
}

std::size_t element_count(const Dims& dims) {
  if (dims.size() > kMostRank) {
    throw InputError({}, fmt::format("a tensor of {} dimensions", dims.size()),
                     fmt::format("at most {}", kMostRank));
  }
  std::size_t count = 1;
  bool empty = false;
  for (std::size_t d : dims) {
    empty = empty || d == 0;
    if (d > kMostElements || (d != 0 && count > kMostElements / d)) {
      throw InputError({}, "a tensor of dimensions " + dims_text(dims),
                       fmt::format("at most {} elements", kMostElements));
    }
    count *= std::max<std::size_t>(d, 1);
  }
  return empty ? 0 : count;
}

std::size_t HostTensor::size() const {
  return element_count(dims);
}

void HostTensor::allocate() {
  if (kind == HostKind::real) {
    real.assign(size(), 0);
  } else {
    whole.assign(size(), 0);
  }
}

Dims row_major_strides(const Dims& dims) {
  Dims strides(dims.size(), 1);
  for (std::size_t k = dims.size(); k-- > 1;) strides[k - 1] = strides[k] * dims[k];
  return strides;
}

Dims broadcast(const Dims& a, const Dims& b) {
  Dims out(std::max(a.size(), b.size()));
  for (std::size_t k = 0; k < out.size(); ++k) {
    const std::size_t from_end = out.size() - k;
    const std::size_t left = from_end > a.size() ? 1 : a[a.size() - from_end];
    const std::size_t right = from_end > b.size() ? 1 : b[b.size() - from_end];
    if (left != right && left != 1 && right != 1) {
      throw InputError({}, fmt::format("operands of dimensions {} and {}", dims_text(a), dims_text(b)),
                       "dimensions that are equal or 1");
    }
    out[k] = left == 1 ? right : left;
  }
  element_count(out);
  return out;
}

Dims broadcast_strides(const Dims& from, const Dims& to) {
  const Dims own = row_major_strides(from);
  Dims strides(to.size(), 0);
  const std::size_t lead = to.size() - from.size();
  for (std::size_t k = 0; k < from.size(); ++k) strides[lead + k] = from[k] == 1 ? 0 : own[k];
  return strides;
}

}  // namespace tron::network
