#include "inference/digital_engine.h"

#include <algorithm>
#include <limits>
#include <stdexcept>

#include <cblas.h>

namespace tron::inference {
namespace {

struct DigitalOperand : ReadyOperand {
  explicit DigitalOperand(const OperandView& v) : view(v) {}
  OperandView view;
};

int blas_int(std::size_t n) {
  if (n > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
    throw std::length_error("matrix too large for BLAS");
  }
  return static_cast<int>(n);
}

class DigitalEngine : public ProductEngine {
 public:
  DigitalEngine() { openblas_set_num_threads(1); }

  std::unique_ptr<ReadyOperand> prepare(const ProductSite&, const OperandView& b, Counters&) const override {
    if (b.k_stride != 1 && b.n_stride != 1) throw std::invalid_argument("operand without a unit stride");
    return std::make_unique<DigitalOperand>(b);
  }

  void multiply(const ProductSite&, MatrixView a, std::span<const std::uint32_t>, const ReadyOperand& operand,
                float* out, std::size_t out_stride, Counters&) const override {
    const OperandView& b = static_cast<const DigitalOperand&>(operand).view;
    if (a.rows == 0 || b.n == 0) return;
    const bool plain = b.n_stride == 1;
    const std::size_t stride = std::max<std::size_t>(plain ? b.k_stride : b.n_stride, plain ? b.n : b.k);
    cblas_sgemm(CblasRowMajor, CblasNoTrans, plain ? CblasNoTrans : CblasTrans, blas_int(a.rows),
                blas_int(b.n), blas_int(b.k), b.factor, a.data, blas_int(a.stride), b.data, blas_int(stride),
                0.0f, out, blas_int(out_stride));
  }
};

}  // namespace

std::unique_ptr<ProductEngine> digital_engine() {
  return std::make_unique<DigitalEngine>();
}

}  // namespace tron::inference
