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
    optics_.light().pack(a, site.range.a_max, site.unit, light, &counters.clipped);
    moments_multiply(light, sums_of(light), ready.rings, ready.sums, ready.conversion, rounds_,
                     {seed_, site.id, row_ids}, ready.column_scale.data(), out, out_stride);
    counters.conversions += a.rows * ready.rings.n * ready.rings.tiles;
  }

 private:
  std::unique_ptr<ReadyOperand> made_ready(const ProductSite& site, const OperandView& b,
                                           const PhotonicOperand* alike, Counters& counters) const {
    auto ready = std::make_unique<Ready>();
    optics_.prepare(site, b, alike, *ready, counters);
    ready->sums = sums_of(ready->rings);
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
