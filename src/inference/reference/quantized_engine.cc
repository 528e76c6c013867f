#include "inference/reference/quantized_engine.h"

#include <cmath>
#include <limits>

#include "inference/photonic/encoder.h"
#include "inference/photonic/photonic_kernel.h"
#include "inference/reference/operand_codes.h"
#include "inference/reference/scaled_rows.h"

namespace tron::inference {
namespace {

// Levels are small integers, so a tile's sum is exact in single precision and the silent kernel is an integer
// product. Where nothing has a scale per tile, the depth of tiles changes nothing.
constexpr std::size_t kTileDepth = 16;

struct Ready : ReadyOperand {
  PackedRings rings;
  std::vector<float> unit;  ///< of columns
};

class QuantizedEngine : public ProductEngine {
 public:
  explicit QuantizedEngine(const Chip& chip) : chip_(chip), levels_((1 << (chip.operand.bits - 1)) - 1) {}

  std::unique_ptr<ReadyOperand> prepare(const ProductSite& site, const OperandView& b,
                                        Counters& counters) const override {
    auto ready = std::make_unique<Ready>();
    OperandCodes levels = operand_codes(chip_, site, b, &counters.clipped);
    const std::size_t depth = tile_depth();
    PackedRings& rings = ready->rings;
    rings.shape(b.k, b.n, depth);
    for (std::size_t k = 0; k < b.k; ++k) {
      for (std::size_t n = 0; n < b.n; ++n) {
        const std::size_t at = rings.difference_at(n / kBlockColumns, k / depth);
        rings.difference[at + k % depth * kBlockColumns + n % kBlockColumns] =
            static_cast<float>(levels.level[k * b.n + n]);
      }
    }
    if (chip_.operand.weight_scale != ScaleRule::per_tile) {
      ready->unit = std::move(levels.unit);
      return ready;
    }
    ready->unit.assign(b.n, 1);
    rings.scale.assign(rings.blocks * rings.tiles * kBlockColumns, 0.0f);
    for (std::size_t tile = 0; tile < rings.tiles; ++tile) {
      for (std::size_t n = 0; n < b.n; ++n) {
        rings.scale[(n / kBlockColumns * rings.tiles + tile) * kBlockColumns + n % kBlockColumns] =
            levels.unit[tile * b.n + n];
      }
    }
    return ready;
  }

  void multiply(const ProductSite& site, MatrixView a, std::span<const std::uint32_t> row_ids,
                const ReadyOperand& b, float* out, std::size_t out_stride,
                Counters& counters) const override {
    const auto& ready = static_cast<const Ready&>(b);
    const ScaledRows rows(chip_, site, a);
    const MatrixView values = rows.values();
    const std::size_t depth = tile_depth();
    PackedLight light;
    light.shape(a.rows, a.cols, depth);
    light.scale = rows.of_tiles();
    const float full = rows.full_scale(), inverse = full > 0 ? static_cast<float>(levels_) / full : 0;
    for (std::size_t r = 0; r < a.rows; ++r) {
      for (std::size_t k = 0; k < a.cols; ++k) {
        light.difference[r * light.tiles * depth + k] =
            static_cast<float>(quantize(values(r, k), inverse, levels_, &counters.clipped));
      }
    }
    std::vector<float> scale(ready.unit);
    for (float& s : scale) s *= full / static_cast<float>(levels_);
    Conversion exact;
    exact.limit = std::numeric_limits<std::int32_t>::max();
    photonic_multiply(light, ready.rings, exact, {0, site.id, row_ids}, scale.data(), out, out_stride);
    rows.restore(out, ready.rings.n, out_stride);
  }

 private:
  std::size_t tile_depth() const {
    const OperandDesign& operand = chip_.operand;
    const bool per_tile =
        operand.weight_scale == ScaleRule::per_tile || operand.activation_scale == MovingScale::per_tile;
    return per_tile ? static_cast<std::size_t>(chip_.attention.wavelengths) : kTileDepth;
  }

  const Chip& chip_;
  std::int32_t levels_;
};

}  // namespace

std::unique_ptr<ProductEngine> quantized_engine(const Chip& chip) {
  return std::make_unique<QuantizedEngine>(chip);
}

}  // namespace tron::inference
