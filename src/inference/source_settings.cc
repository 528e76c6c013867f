#include "inference/source_settings.h"

namespace tron::inference {
namespace {

/// What gives the detector its light: the rule for the laser decides who is asked.
std::string light_of(const Chip& chip) {
  return chip.link.rule == LaserRule::enob ? "link.wanted_enob" : "device.photodetector.sensitivity";
}

/// Kinds that work digitally have no error of their own; which one a chip has is a setting, too.
std::vector<std::string> elementwise(Source source) {
  switch (source) {
    case Source::softmax_table:
      return {"softmax.exp_entries", "softmax.ln_entries", "softmax.output_bits"};
    case Source::normalisation:
      return {"norm.ring_bits", "norm.bits", "norm.kind"};
    case Source::residual:
      return {"residual.bits", "residual.phase_error_rad", "residual.kind"};
    default:
      return {"activation.bits", "activation.kind"};
  }
}

}  // namespace

std::vector<std::string> settings_of(Source source, const Chip& chip) {
  switch (source) {
    case Source::weight_dac:
    case Source::activation_dac:
      return {"bank.drive_bits", "bank.drive_range"};
    case Source::crosstalk:
      return {"bank.spacing", "device.microring.quality_factor", "compensation.activations",
              "compensation.dynamic"};
    case Source::fabrication:
      return {"tuning.heater_bits", "device.microring.fabrication_sigma"};
    case Source::thermal_crosstalk:
      return {"tuning.ted", "tuning.ted_residue", "tuning.thermal_coupling"};
    case Source::drift:
      return {"tuning.drift_temperature", "device.microring.thermal_shift"};
    case Source::shot:
      return {light_of(chip), "bank.drive_range"};
    case Source::thermal:
      return {light_of(chip), "bank.drive_range", "device.tia.load"};
    case Source::rin:
      return {"device.laser.rin", "noise.rin_common_share"};
    case Source::adc:
      return {"adc.bits", "adc.range_percentile", "adc.range_margin"};
    default:
      return elementwise(source);
  }
}

}  // namespace tron::inference
