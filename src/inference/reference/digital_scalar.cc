#include <algorithm>
#include <cmath>

#include "inference/reference/digital_kernel.h"

namespace tron::inference {

void digital_multiply_scalar(MatrixView a, const OperandView& b, float* out, std::size_t out_stride) {
  for (std::size_t r = 0; r < a.rows; ++r) {
    for (std::size_t n = 0; n < b.n; ++n) {
      float sum = 0;
      for (std::size_t first = 0; first < b.k; first += kChainDepth) {
        float chain = 0;
        for (std::size_t k = first; k < std::min(b.k, first + kChainDepth); ++k)
          chain = std::fmaf(a(r, k), b.data[k * b.k_stride + n * b.n_stride], chain);
        sum = first == 0 ? chain : sum + chain;
      }
      out[r * out_stride + n] = sum * b.factor;
    }
  }
}

}  // namespace tron::inference
