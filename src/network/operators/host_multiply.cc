#include <algorithm>

#include "network/operators/host_operators.h"

namespace tron::network {

// Blocks of four rows of `a` share each pass over a row of `b`; the innermost loop runs along rows of b and
// c, which the compiler vectorises. The order of additions is that of k for every element, whatever the
// blocks.
void host_multiply(const float* a, const float* b, float* c, std::size_t m, std::size_t k, std::size_t n) {
  constexpr std::size_t kColumns = 512;
  for (std::size_t first = 0; first < n; first += kColumns) {
    const std::size_t width = std::min(kColumns, n - first);
    std::size_t r = 0;
    for (; r + 4 <= m; r += 4) {
      float* __restrict c0 = c + r * n + first;
      float* __restrict c1 = c0 + n;
      float* __restrict c2 = c1 + n;
      float* __restrict c3 = c2 + n;
      for (std::size_t i = 0; i < k; ++i) {
        const float* __restrict row = b + i * n + first;
        const float a0 = a[r * k + i], a1 = a[(r + 1) * k + i], a2 = a[(r + 2) * k + i],
                    a3 = a[(r + 3) * k + i];
        for (std::size_t j = 0; j < width; ++j) {
          c0[j] += a0 * row[j];
          c1[j] += a1 * row[j];
          c2[j] += a2 * row[j];
          c3[j] += a3 * row[j];
        }
      }
    }
    for (; r < m; ++r) {
      float* __restrict to = c + r * n + first;
      for (std::size_t i = 0; i < k; ++i) {
        const float* __restrict row = b + i * n + first;
        for (std::size_t j = 0; j < width; ++j) to[j] += a[r * k + i] * row[j];
      }
    }
  }
}

}  // namespace tron::network
