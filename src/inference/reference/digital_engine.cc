#include "inference/reference/digital_engine.h"

#include <stdexcept>

#include "inference/reference/digital_kernel.h"

namespace tron::inference {
namespace {

struct DigitalOperand : ReadyOperand {
  explicit DigitalOperand(const OperandView& v) : view(v) {}
  OperandView view;
};

class DigitalEngine : public ProductEngine {
 public:
  std::unique_ptr<ReadyOperand> prepare(const ProductSite&, const OperandView& b, Counters&) const override {
    if (b.k_stride != 1 && b.n_stride != 1) throw std::invalid_argument("operand without a unit stride");
    return std::make_unique<DigitalOperand>(b);
  }

  void multiply(const ProductSite&, MatrixView a, std::span<const std::uint32_t>, const ReadyOperand& operand,
                float* out, std::size_t out_stride, Counters&) const override {
    digital_multiply(a, static_cast<const DigitalOperand&>(operand).view, out, out_stride);
  }
};

}  // namespace

std::unique_ptr<ProductEngine> digital_engine() {
  return std::make_unique<DigitalEngine>();
}

}  // namespace tron::inference
