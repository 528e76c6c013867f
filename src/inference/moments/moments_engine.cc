#include "inference/moments/moments_engine.h"

#include "inference/moments/moments_kernel.h"
#include "inference/photonic/conversion.h"
#include "inference/photonic/photonic_operand.h"

namespace tron::inference {
namespace {

struct Ready : PhotonicOperand {
  OperandSums sums;
};

class MomentsEngine : public ProductEngine {
 public:
  MomentsEngine(const Chip& chip, Sources sources, std::uint64_t seed)
      : optics_(chip, sources), rounds_(sources.has(Source::adc)), seed_(seed) {}

  std::unique_ptr<ReadyOperand> prepare(const ProductSite& site, const OperandView& b,
                                        Counters& counters) const override {
    return made_ready(site, b, nullptr, counters);
  }

  std::unique_ptr<ReadyOperand> prepare_like(const ReadyOperand& alike, const ProductSite& site,
                                             const OperandView& b, Counters& counters) const override {
    return made_ready(site, b, &static_cast<const PhotonicOperand&>(alike), counters);
  }

  void multiply(const ProductSite& site, MatrixView a, std::span<const std::uint32_t> row_ids,
                const ReadyOperand& b, float* out, std::size_t out_stride,
                Counters& counters) const override {
    const auto& ready = static_cast<const Ready&>(b);
    PackedLight light;
    const ScaledRows rows(optics_.chip(), site, a);
    optics_.pack(rows, site, light, counters);
    if (optics_.scales_tiles() && light.scale.empty()) light.scale.assign(light.rows * light.tiles, 1);
    const OperandSums sums = light.scale.empty() ? sums_of(light) : fold_scales(light);
    moments_multiply(light, sums, ready.rings, ready.sums, ready.conversion, rounds_,
                     {seed_, site.id, row_ids}, ready.column_scale.data(), out, out_stride);
    rows.restore(out, ready.rings.n, out_stride);
    counters.conversions += a.rows * ready.rings.n * ready.rings.tiles;
  }

 private:
  std::unique_ptr<ReadyOperand> made_ready(const ProductSite& site, const OperandView& b,
                                           const PhotonicOperand* alike, Counters& counters) const {
    auto ready = std::make_unique<Ready>();
    optics_.prepare(site, b, alike, *ready, counters);
    PackedRings& rings = ready->rings;
    if (optics_.scales_tiles() && rings.scale.empty())
      rings.scale.assign(rings.blocks * rings.tiles * kBlockColumns, 1);
    ready->sums = rings.scale.empty() ? sums_of(rings) : fold_scales(rings);
    return ready;
  }

  Optics optics_;
  bool rounds_;
  std::uint64_t seed_;
};

}  // namespace

std::unique_ptr<ProductEngine> moments_engine(const Chip& chip, Sources sources, std::uint64_t seed) {
  return std::make_unique<MomentsEngine>(chip, sources, seed);
}

}  // namespace tron::inference
