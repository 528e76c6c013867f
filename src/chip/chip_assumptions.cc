#include <algorithm>
#include <optional>

#include "chip/chip_sections.h"
#include "chip/link_path.h"
#include "circuit/heater_law.h"

namespace tron::chip_detail {
namespace {

struct Tuning {
  int heater_bits = 0;
  double coupling = 0, decay = 0, ted_residue = 0;
  std::optional<double> heater_shift;  ///< in sigmas; nothing: as circuit/heater_law.h has it
  Length local_sigma;
  bool ted = false, fabrication = false, eo_in_symbol = false;
  Temperature drift;
};

/// `cyclic`: banks serve their channels so (ChannelAssignment).
Tuning read_tuning(const Config& table, bool cyclic) {
  Tuning out;
  out.heater_bits = static_cast<int>(table.integer("heater_bits", 1, 24));
  out.coupling = table.number("thermal_coupling", 0, 0.5);
  out.decay = table.number("thermal_decay", 0, 0.99);
  out.ted = table.flag("ted");
  out.ted_residue = table.number("ted_residue", 0, 1);
  out.drift = table.quantity<Temperature>("drift_temperature", {0}, {100});
  out.fabrication = table.flag("fabrication");
  if (!table.is_text("heater_shift") || table.text("heater_shift") != "one_way") {
    out.heater_shift = table.number("heater_shift", 0, 10);
  }
  if (cyclic || table.has("local_sigma")) {
    out.local_sigma = table.quantity<Length>("local_sigma", {0}, nanometres(100));
  }
  out.eo_in_symbol = table.flag("eo_in_symbol");
  return out;
}

/// Mean shift that corrects fabrication, by how the chip's banks serve their channels.
Length correction(const Tuning& tuning, const DeviceLibrary& library, Chip& chip) {
  RingErrorModel& errors = chip.ring_errors;
  const Length fsr = library.microring().free_spectral_range;
  if (errors.assignment == ChannelAssignment::fixed) {
    return tuning.heater_shift ? *tuning.heater_shift * errors.fabrication_sigma
                               : fixed_heater_law(errors.fabrication_sigma, fsr).mean_shift;
  }
  errors.local_sigma = tuning.local_sigma;
  errors.free_spectral_range = fsr;
  errors.spacing = chip.weight_bank.grid.spacing;
  const HeaterLaw law = cyclic_heater_law({errors.fabrication_sigma, errors.local_sigma}, fsr, errors.spacing,
                                          chip.attention.wavelengths);
  errors.blue_bias = law.blue_bias;
  return law.mean_shift;
}

void apply(const Tuning& tuning, const DeviceLibrary& library, Chip& chip) {
  RingErrorModel& errors = chip.ring_errors;
  errors.fabrication_sigma = {library.value("microring", "fabrication_sigma")};
  errors.heater_step = ToTuner::step(library.microring().free_spectral_range, tuning.heater_bits);
  errors.thermal_coupling = tuning.coupling;
  errors.thermal_decay = tuning.decay;
  errors.ted = tuning.ted;
  errors.ted_residue = tuning.ted_residue;
  errors.drift = LengthPerTemperature{library.value("microring", "thermal_shift")} * tuning.drift;
  chip.fabrication = tuning.fabrication;
  chip.heater_shift = correction(tuning, library, chip);
  if (tuning.eo_in_symbol) chip.tuning_in_symbol = library.eo_tuner().latency;
  chip.symbol_rate = 1 / symbol_time(library, tuning.eo_in_symbol);
}

struct LinkRules {
  LaserRule rule;
  double wanted_enob = 0;
  Power waveguide_limit;
};

LinkRules read_link(const Config& link) {
  return {static_cast<LaserRule>(link.choice("laser_rule", {"sensitivity", "enob", "levels"})),
          link.number("wanted_enob", 0, 16), link.quantity<Power>("waveguide_limit", {0}, {10})};
}

/// What the set and the devices say of any link.
void apply(const LinkRules& rules, const DeviceLibrary& library, LinkInputs& inputs) {
  inputs.rule = rules.rule;
  inputs.wanted_enob = rules.wanted_enob;
  inputs.waveguide_limit = rules.waveguide_limit;
  inputs.detector = make_detector(library.photodetector(), library.tia());
  inputs.rin = library.laser().rin;
  inputs.wall_plug_efficiency = library.laser().wall_plug_efficiency;
}

/// The way of light through a chip of banks.
void set_path(const DeviceLibrary& library, Chip& chip) {
  LinkInputs& inputs = chip.link;
  inputs.level_bits = chip.operand.bits;
  inputs.rows = std::max(chip.attention.rows, chip.feed_forward.rows);
  inputs.losses = link_losses(chip, library, inputs.rows);
  inputs.channels = chip.attention.wavelengths;
  inputs.symbol_rate = chip.symbol_rate;
}

void read_noise(const Config& noise, Chip& chip) {
  chip.noise = {noise.flag("shot"), noise.flag("thermal"), noise.flag("rin")};
  chip.rin_common_share = noise.number("rin_common_share", 0, 1);
}

}  // namespace

void read_assumptions(const Config& root, const DeviceLibrary& library, Chip& chip) {
  read_noise(root.table("noise"), chip);
  apply(read_tuning(root.table("tuning"), chip.ring_errors.assignment == ChannelAssignment::cyclic), library,
        chip);
  apply(read_link(root.table("link")), library, chip.link);
  set_path(library, chip);
}

void read_rules(const Config& root, const DeviceLibrary& library, Chip& chip) {
  if (root.has("noise")) read_noise(root.table("noise"), chip);
  if (root.has("tuning"))
    apply(read_tuning(root.table("tuning"), chip.ring_errors.assignment == ChannelAssignment::cyclic),
          library, chip);
  if (root.has("link")) apply(read_link(root.table("link")), library, chip.link);
}

}  // namespace tron::chip_detail
