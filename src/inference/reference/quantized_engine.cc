#include "inference/reference/quantized_engine.h"

#include <cmath>
#include <limits>

#include "inference/photonic/encoder.h"
#include "inference/photonic/photonic_kernel.h"
#include "inference/reference/operand_codes.h"

namespace tron::inference {
namespace {

// Levels are small integers, so a tile's sum is exact in single precision and the silent kernel is an integer
// product.
constexpr std::size_t kTileDepth = 16;

struct Ready : ReadyOperand {
  PackedRings rings;
  std::vector<float> unit;
};

class QuantizedEngine : public ProductEngine {
 public:
  explicit QuantizedEngine(const Chip& chip) : chip_(chip), levels_((1 << (chip.operand.bits - 1)) - 1) {}

  std::unique_ptr<ReadyOperand> prepare(const ProductSite& site, const OperandView& b,
                                        Counters& counters) const override {
    auto ready = std::make_unique<Ready>();
    OperandCodes levels = operand_codes(chip_, site, b, &counters.clipped);
    ready->rings.shape(b.k, b.n, kTileDepth);
    for (std::size_t k = 0; k < b.k; ++k) {
      for (std::size_t n = 0; n < b.n; ++n) {
        const std::size_t at = ready->rings.difference_at(n / kBlockColumns, k / kTileDepth);
        ready->rings.difference[at + k % kTileDepth * kBlockColumns + n % kBlockColumns] =
            static_cast<float>(levels.level[k * b.n + n]);
      }
    }
    ready->unit = std::move(levels.unit);
    return ready;
  }

  void multiply(const ProductSite& site, MatrixView a, std::span<const std::uint32_t> row_ids,
                const ReadyOperand& b, float* out, std::size_t out_stride,
                Counters& counters) const override {
    const auto& ready = static_cast<const Ready&>(b);
    PackedLight light;
    light.shape(a.rows, a.cols, kTileDepth);
    const float a_max = site.range.a_max, inverse = a_max > 0 ? static_cast<float>(levels_) / a_max : 0;
    for (std::size_t r = 0; r < a.rows; ++r) {
      for (std::size_t k = 0; k < a.cols; ++k) {
        light.difference[r * light.tiles * kTileDepth + k] =
            static_cast<float>(quantize(a(r, k), inverse, levels_, &counters.clipped));
      }
    }
    std::vector<float> scale(ready.unit);
    for (float& s : scale) s *= a_max / static_cast<float>(levels_);
    Conversion exact;
    exact.limit = std::numeric_limits<std::int32_t>::max();
    photonic_multiply(light, ready.rings, exact, {0, site.id, row_ids}, scale.data(), out, out_stride);
  }

 private:
  const Chip& chip_;
  std::int32_t levels_;
};

}  // namespace

std::unique_ptr<ProductEngine> quantized_engine(const Chip& chip) {
  return std::make_unique<QuantizedEngine>(chip);
}

}  // namespace tron::inference
