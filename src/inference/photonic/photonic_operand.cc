#include "inference/photonic/photonic_operand.h"

namespace tron::inference {
namespace {

EncodedBank bank_of(const Chip& chip, const BankDesign& design, Sources sources, Source dac,
                    const ChipInstance* chip_instance) {
  return {design,           chip.operand.bits, encoding_sources(chip, sources, dac),
          chip.ring_errors, chip.process_seed, chip_instance};
}

WeightEncoder::LevelSource blocks_of(const OperandScale& scale, const OperandView& b,
                                     std::uint64_t* clipped) {
  return [&scale, b, clipped](std::size_t block, std::int32_t* levels) {
    *clipped += block_levels(scale, b, block * kBlockColumns, levels);
  };
}

}  // namespace

Optics::Optics(const Chip& chip, Sources sources, const ChipInstance* chip_instance)
    : chip_(chip),
      sources_(sources),
      chip_instance_(chip_instance),
      light_(bank_of(chip, chip.activation_bank, sources, Source::activation_dac, chip_instance)),
      fixed_(bank_of(chip, chip.weight_bank, sources, Source::weight_dac, chip_instance)),
      dynamic_(bank_of(chip, chip.dynamic_bank, sources, Source::weight_dac, chip_instance)) {}

void Optics::pack(const ScaledRows& rows, const ProductSite& site, PackedLight& out,
                  Counters& counters) const {
  light_.pack(rows.values(), rows.full_scale(), site.unit, out, &counters.clipped);
  out.scale = rows.of_tiles();
}

void Optics::prepare(const ProductSite& site, const OperandView& b, const PhotonicOperand* alike,
                     PhotonicOperand& out, Counters& counters) const {
  const WeightEncoder& rings = site.dynamic ? dynamic_ : fixed_;
  const AdcScale adc = adc_scale(chip_, site.range, b.k, sources_);
  if (site.dynamic) {
    const bool known =
        alike != nullptr && alike->written != nullptr && alike->written->b_max == site.range.b_max;
    out.written = known ? alike->written : written(site, b);
    counters.clipped += out.written->clipped;
    rings.pack(out.written->drive, site, 1 / adc.step, out.rings);
    set_scales(out.written->scale, site, b, adc, out);
  } else {
    const OperandScale scale = operand_scale(chip_, site, b);
    rings.encode(blocks_of(scale, b, &counters.clipped), b.k, b.n, site, 1 / adc.step, out.rings);
    set_scales(scale, site, b, adc, out);
  }
  out.conversion = conversion_of(chip_, sources_, adc, light_.bank().full_scale(), rings.bank().full_scale());
  out.converters = converters_of(chip_instance_, sources_, site, b.n, out.rings.tiles, adc,
                                 light_.bank().full_scale(), rings.bank().full_scale(), &out.column_scale);
}

/// A level counts as level / highest of full scale, so an ADC step is worth step * (highest unit of B) *
/// (highest of A). Scales of tiles stand beside the rings, and the scales that A takes from its values beside
/// the light.
void Optics::set_scales(const OperandScale& scale, const ProductSite& site, const OperandView& b,
                        const AdcScale& adc, PhotonicOperand& out) const {
  const auto highest = static_cast<float>(scale.levels);
  const float moving = moving_full_scale(chip_, site);
  if (scale.depth == b.k) {
    out.column_scale = scale.unit;
    for (float& unit : out.column_scale) unit *= adc.step * highest * moving;
    return;
  }
  out.column_scale.assign(b.n, adc.step * highest * moving);
  out.rings.scale.assign(out.rings.blocks * out.rings.tiles * kBlockColumns, 0.0f);
  for (std::size_t tile = 0; tile < out.rings.tiles; ++tile) {
    for (std::size_t n = 0; n < b.n; ++n) {
      const std::size_t at = (n / kBlockColumns * out.rings.tiles + tile) * kBlockColumns + n % kBlockColumns;
      out.rings.scale[at] = scale.unit[tile * b.n + n];
    }
  }
}

std::shared_ptr<const PhotonicOperand::Written> Optics::written(const ProductSite& site,
                                                                const OperandView& b) const {
  auto made = std::make_shared<PhotonicOperand::Written>();
  made->scale = operand_scale(chip_, site, b);
  made->drive = dynamic_.drive(blocks_of(made->scale, b, &made->clipped), b.k, b.n);
  made->b_max = site.range.b_max;
  return made;
}

}  // namespace tron::inference
