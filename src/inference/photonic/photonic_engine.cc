#include "inference/photonic/photonic_engine.h"

#include "inference/photonic/photonic_operand.h"

namespace tron::inference {
namespace {

class PhotonicEngine : public ProductEngine {
 public:
  PhotonicEngine(const Chip& chip, Sources sources, std::uint64_t seed, const ChipInstance* chip_instance)
      : optics_(chip, sources, chip_instance), seed_(seed) {}

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
    const auto& ready = static_cast<const PhotonicOperand&>(b);
    const ScaledRows rows(optics_.chip(), site, a);
    PackedLight light;
    optics_.pack(rows, site, light, counters);
    counters.saturated += photonic_multiply(light, ready.rings, ready.conversion, {seed_, site.id, row_ids},
                                            ready.column_scale.data(), out, out_stride,
                                            ready.converters.empty() ? nullptr : &ready.converters);
    rows.restore(out, ready.rings.n, out_stride);
    counters.conversions += a.rows * ready.rings.n * ready.rings.tiles;
  }

 private:
  std::unique_ptr<ReadyOperand> made_ready(const ProductSite& site, const OperandView& b,
                                           const PhotonicOperand* alike, Counters& counters) const {
    auto ready = std::make_unique<PhotonicOperand>();
    optics_.prepare(site, b, alike, *ready, counters);
    return ready;
  }

  Optics optics_;
  std::uint64_t seed_;
};

}  // namespace

std::unique_ptr<ProductEngine> photonic_engine(const Chip& chip, Sources sources, std::uint64_t seed,
                                               const ChipInstance* chip_instance) {
  return std::make_unique<PhotonicEngine>(chip, sources, seed, chip_instance);
}

}  // namespace tron::inference
