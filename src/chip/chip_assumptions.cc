#include <algorithm>
#include <cmath>
#include <optional>

#include "chip/chip_sections.h"
#include "chip/link_path.h"
#include "circuit/fabrication/heater_law.h"

namespace tron::chip::detail {
namespace {

/// What the rings of a chip suffer, for inference; on the way every value of the table is checked.
void read_ring_errors(const Config& table, const DeviceLibrary& library, Chip& chip) {
  const influence::Cell cell("errors");
  RingErrorModel& errors = chip.ring_errors;
  errors.thermal_coupling = table.number("thermal_coupling", 0, 0.5);
  errors.thermal_decay = table.number("thermal_decay", 0, 0.99);
  errors.ted = table.flag("ted");
  errors.ted_residue = table.number("ted_residue", 0, 1);
  chip.fabrication = table.flag("fabrication");
  const int bits = static_cast<int>(table.integer("heater_bits", 1, 24));
  const Temperature drift = table.quantity<Temperature>("drift_temperature", {0}, {100});
  if (influence::watched()) return;
  errors.fabrication_sigma = {library.value("microring", "fabrication_sigma")};
  errors.heater_step = ToTuner::step(library.microring().free_spectral_range, bits);
  errors.drift = LengthPerTemperature{library.value("microring", "thermal_shift")} * drift;
}

/// Mean shift that corrects fabrication, by how the chip's banks serve their channels.
Length correction(const Config& table, const DeviceLibrary& library, Chip& chip, const ChipFacts& facts) {
  const Length sigma{library.value("microring", "fabrication_sigma")};
  const bool by_law = table.is_text("heater_shift") && table.text("heater_shift") == "one_way";
  const double stated = by_law ? 0 : table.number("heater_shift", 0, 10);
  if (*facts.assignment != Assignment::cyclic) {
    if (!by_law) return stated * sigma;
    return fixed_heater_law(sigma, {library.value("microring", "free_spectral_range")}).mean_shift;
  }
  if (*facts.local_share < 0) {
    throw InputError(table.place(), "no [process] beside bank.assignment = cyclic",
                     "[process], which says what the rings of a bank share");
  }
  const Length fsr{library.value("microring", "free_spectral_range")};
  const Length local = std::sqrt(*facts.local_share) * sigma;
  const HeaterLaw law = cyclic_heater_law({sigma, local}, fsr, *facts.spacing, *facts.wavelengths);
  RingErrorModel& errors = chip.ring_errors;
  errors.local_sigma = local, errors.free_spectral_range = fsr;
  errors.spacing = *facts.spacing, errors.blue_bias = law.blue_bias;
  return law.mean_shift;
}

void read_tuning(const Config& table, const DeviceLibrary& library, Chip& chip, ChipFacts& facts) {
  read_ring_errors(table, library, chip);
  facts.heater_shift = tracked("heater_shift", [&] { return correction(table, library, chip, facts); });
  const auto waits = tracked("eo_in_symbol", [&] { return table.flag("eo_in_symbol"); });
  facts.tuning_in_symbol =
      tracked("tuning", [&] { return *waits ? Time{library.value("eo_tuner", "latency")} : Time{}; });
  facts.symbol_rate = tracked("symbol_rate", [&] { return 1 / symbol_time(library, *waits); });
  chip.heater_shift = facts.heater_shift.untouched();
  chip.tuning_in_symbol = facts.tuning_in_symbol.untouched();
  chip.symbol_rate = facts.symbol_rate.untouched();
}

Detector detector_of(const DeviceLibrary& library) {
  Photodetector photodetector;
  photodetector.responsivity = {library.value("photodetector", "responsivity")};
  photodetector.dark_current = {library.value("photodetector", "dark_current")};
  photodetector.sensitivity = {library.value("photodetector", "sensitivity")};
  Tia tia;
  tia.load = {library.value("tia", "load")};
  tia.temperature = {library.value("tia", "temperature")};
  return make_detector(photodetector, tia);
}

void read_link(const Config& link, const DeviceLibrary& library, Chip& chip, ChipFacts& facts) {
  facts.rules = true;
  facts.laser_rule = tracked("laser_rule", [&] {
    return static_cast<LaserRule>(link.choice("laser_rule", {"sensitivity", "enob", "levels"}));
  });
  facts.wanted_enob = tracked("wanted_enob", [&] { return link.number("wanted_enob", 0, 16); });
  facts.waveguide_limit =
      tracked("waveguide_limit", [&] { return link.quantity<Power>("waveguide_limit", {0}, {10}); });
  if (influence::watched()) return;
  LinkInputs& inputs = chip.link;
  inputs.rule = facts.laser_rule.untouched();
  inputs.wanted_enob = facts.wanted_enob.untouched();
  inputs.waveguide_limit = facts.waveguide_limit.untouched();
  inputs.detector = detector_of(library);
  inputs.rin = library.laser().rin;
  inputs.wall_plug_efficiency = library.laser().wall_plug_efficiency;
}

/// The way of light through a chip of banks.
LinkInputs path_of(const DeviceLibrary& library, const ChipFacts& facts) {
  LinkInputs inputs = facts.laser_rules(library);
  inputs.detector = detector_of(library);
  inputs.rin = {library.value("laser", "rin")};
  inputs.wall_plug_efficiency = library.value("laser", "wall_plug_efficiency");
  inputs.wanted_enob = *facts.wanted_enob;
  inputs.level_bits = *facts.operand_bits;
  inputs.rows = std::max(*facts.attention_rows, *facts.feed_forward_rows);
  inputs.losses = link_losses(library, *facts.wavelengths, *facts.signs == Signs::two_arm, inputs.rows);
  inputs.channels = *facts.wavelengths;
  inputs.symbol_rate = *facts.symbol_rate;
  return inputs;
}

void read_noise(const Config& noise, Chip& chip) {
  const influence::Cell cell("noise");
  chip.noise = {noise.flag("shot"), noise.flag("thermal"), noise.flag("rin")};
  chip.rin_common_share = noise.number("rin_common_share", 0, 1);
}

}  // namespace

LinkInputs ChipFacts::laser_rules(const DeviceLibrary& library) const {
  LinkInputs inputs;
  if (!rules) return inputs;
  inputs.rule = *laser_rule;
  inputs.waveguide_limit = *waveguide_limit;
  if (inputs.rule == LaserRule::enob) {
    inputs.wanted_enob = *wanted_enob;
    inputs.detector = detector_of(library);
    inputs.rin = {library.value("laser", "rin")};
  } else {
    inputs.detector.sensitivity = {library.value("photodetector", "sensitivity")};
  }
  return inputs;
}

void read_assumptions(const Config& root, const DeviceLibrary& library, Chip& chip, ChipFacts& facts) {
  read_noise(root.table("noise"), chip);
  read_tuning(root.table("tuning"), library, chip, facts);
  read_link(root.table("link"), library, chip, facts);
  if (!influence::watched()) chip.link = path_of(library, facts);
}

void read_rules(const Config& root, const DeviceLibrary& library, Chip& chip, ChipFacts& facts) {
  if (root.has("noise")) read_noise(root.table("noise"), chip);
  if (root.has("tuning")) read_tuning(root.table("tuning"), library, chip, facts);
  if (root.has("link")) read_link(root.table("link"), library, chip, facts);
}

ClosedLink close_link(const DeviceLibrary& library, const Chip& chip, const ChipFacts& facts) {
  bool possible = true;
  const auto at_detector = tracked("at_detector", [&] {
    LinkInputs inputs = facts.laser_rules(library);
    if (inputs.rule == LaserRule::sensitivity) inputs.channels = *facts.wavelengths;
    if (inputs.rule == LaserRule::levels) inputs.level_bits = *facts.operand_bits;
    if (inputs.rule == LaserRule::enob) inputs.symbol_rate = *facts.symbol_rate;
    const Feasible<Power> wanted = wanted_at_detector(inputs);
    possible = static_cast<bool>(wanted);
    return wanted ? *wanted : Power{};
  });
  if (!influence::watched()) return {at_detector, chip::close_link(chip.link)};
  // What close_link() asks, each with no more than it needs. Its checks of what is no link at all cannot
  // fail: the records of devices and the ranges of sizes are tighter.
  tracked("open", [&] {
    influence::touch(at_detector.from());
    const bool limited = facts.waveguide_limit->si > 0;
    return noted(!possible || (limited && !chip::close_link(path_of(library, facts))));
  });
  tracked("enob", [&] {
    const Power power = *at_detector;
    return noted(possible ? detector_enob(detector_of(library), power, {library.value("laser", "rin")},
                                          *facts.symbol_rate)
                          : 0.0);
  });
  return {at_detector, LinkBudget{}};
}

}  // namespace tron::chip::detail
