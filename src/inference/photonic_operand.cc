#include "inference/photonic_operand.h"

#include "inference/operand_levels.h"

namespace tron {
namespace {

ImprintBank bank_of(const Chip& chip, const BankDesign& design, Sources sources, Source dac) {
  return {design, chip.operand.bits, imprint_sources(chip, sources, dac), chip.ring_errors, chip.chip_seed};
}

}  // namespace

Optics::Optics(const Chip& chip, Sources sources)
    : chip_(chip),
      sources_(sources),
      light_(bank_of(chip, chip.activation_bank, sources, Source::activation_dac)),
      fixed_(bank_of(chip, chip.weight_bank, sources, Source::weight_dac)),
      dynamic_(bank_of(chip, chip.dynamic_bank, sources, Source::weight_dac)) {}

void Optics::prepare(const ProductSite& site, const OperandView& b, const PhotonicOperand* alike,
                     PhotonicOperand& out, Counters& counters) const {
  const RingImprinter& rings = site.dynamic ? dynamic_ : fixed_;
  std::shared_ptr<const PhotonicOperand::Written> written;
  if (alike != nullptr && alike->written != nullptr && alike->written->b_max == site.range.b_max) {
    written = alike->written;
  } else {
    PhotonicOperand::Written made;
    OperandLevels levels = operand_levels(chip_, site, b, &made.clipped);
    made.drive = rings.drive(levels.level, b.k, b.n);
    made.unit = std::move(levels.unit);
    made.b_max = site.range.b_max;
    written = std::make_shared<const PhotonicOperand::Written>(std::move(made));
  }
  counters.clipped += written->clipped;
  const AdcScale adc = adc_scale(chip_, site.range, b.k, sources_);
  rings.pack(written->drive, site, 1 / adc.step, out.rings);
  out.conversion = conversion_of(chip_, sources_, adc, light_.bank().full_scale(), rings.bank().full_scale());
  // A level counts as level / highest of full scale, so an ADC step is worth step * (highest unit of B) *
  // (highest of A).
  out.column_scale = written->unit;
  const auto highest = static_cast<float>(rings.bank().levels());
  for (float& scale : out.column_scale) scale *= adc.step * highest * site.range.a_max;
  if (site.dynamic) out.written = std::move(written);
}

}  // namespace tron
