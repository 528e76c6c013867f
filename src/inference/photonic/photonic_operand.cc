#include "inference/photonic/photonic_operand.h"

#include "inference/reference/operand_codes.h"

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
    out.column_scale = out.written->unit;
  } else {
    OperandScale scale = operand_scale(chip_, site, b);
    rings.encode(blocks_of(scale, b, &counters.clipped), b.k, b.n, site, 1 / adc.step, out.rings);
    out.column_scale = std::move(scale.unit);
  }
  out.conversion = conversion_of(chip_, sources_, adc, light_.bank().full_scale(), rings.bank().full_scale());
  // A level counts as level / highest of full scale, so an ADC step is worth step * (highest unit of B) *
  // (highest of A).
  const auto highest = static_cast<float>(rings.bank().levels());
  for (float& scale : out.column_scale) scale *= adc.step * highest * site.range.a_max;
  out.converters = converters_of(chip_instance_, sources_, site, b.n, out.rings.tiles, adc,
                                 light_.bank().full_scale(), rings.bank().full_scale(), &out.column_scale);
}

std::shared_ptr<const PhotonicOperand::Written> Optics::written(const ProductSite& site,
                                                                const OperandView& b) const {
  auto made = std::make_shared<PhotonicOperand::Written>();
  OperandScale scale = operand_scale(chip_, site, b);
  made->drive = dynamic_.drive(blocks_of(scale, b, &made->clipped), b.k, b.n);
  made->unit = std::move(scale.unit);
  made->b_max = site.range.b_max;
  return made;
}

}  // namespace tron::inference
