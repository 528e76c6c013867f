#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "rooms.h"

namespace tron::network {

using Dims = std::vector<std::size_t>;

/// What the elements of a tensor are. Half, bfloat16 and double become float, all integers int64.
enum class HostKind { real, whole, truth };

/// A tensor of any rank, row-major; rank 0 is one element. Where only the shape is known `known()` is false.
struct HostTensor {
  HostKind kind = HostKind::real;
  Dims dims;
  std::vector<float> real;
  std::vector<std::int64_t> whole;  ///< whole and truth (0 or 1)

  std::size_t size() const;
  bool known() const { return (kind == HostKind::real ? real.size() : whole.size()) == size(); }
  /// Makes room for `size()` elements of the kind, all zero.
  void allocate();
};

/// Most elements of one tensor.
inline constexpr std::size_t kMostElements = std::size_t{1} << 31U;

/// Most dimensions of one tensor.
inline constexpr std::size_t kMostRank = 16;

/// Product of all; InputError above kMostElements, or for more than kMostRank of them.
std::size_t element_count(const Dims& dims);
/// Of a row-major tensor, in elements.
Dims row_major_strides(const Dims& dims);
/// The dims both broadcast to after NumPy's rule; InputError where there are none.
Dims broadcast(const Dims& a, const Dims& b);
/// Strides that read a tensor of `from` as if it had the dims `to`, which it broadcasts to.
Dims broadcast_strides(const Dims& from, const Dims& to);
/// "[1, 3, 48, 320]"
std::string dims_text(const Dims& dims);

/// Calls `body(position, offset)` for every element of `dims` in order, the offset being
/// start + sum index_k * stride_k.
template <class Stride, class Body>
void for_each_strided(const Dims& dims, const std::vector<Stride>& strides, Stride start, const Body& body) {
  const std::size_t total = element_count(dims);
  if (total == 0) return;
  std::array<std::size_t, kMostRank> index{};
  Stride offset = start;
  for (std::size_t i = 0;;) {
    body(i, offset);
    if (++i == total) return;
    for (std::size_t k = dims.size(); k-- > 0;) {
      offset += strides[k];
      if (++index[k] < dims[k]) break;
      offset -= strides[k] * static_cast<Stride>(dims[k]);
      index[k] = 0;
    }
  }
}

}  // namespace tron::network
