#include <algorithm>
#include <cmath>
#include <optional>

#include "chip/chip_sections.h"
#include "chip/link_path.h"
#include "chip/self_heating.h"
#include "circuit/fabrication/heater_law.h"

namespace tron::chip::detail {
namespace {

/// Checks every value of the table that inference alone needs.
void read_ring_errors(const Config& table, Chip& chip, ChipFacts& facts) {
  const TrackedScope section = table.scope("errors");
  RingErrorModel& errors = chip.ring_errors;
  errors.thermal_coupling = table.number("thermal_coupling", 0, 0.5);
  errors.thermal_decay = table.number("thermal_decay", 0, 0.99);
  errors.ted = table.flag("ted");
  errors.ted_residue = table.number("ted_residue", 0, 1);
  chip.fabrication = table.flag("fabrication");
  facts.heater_bits = static_cast<int>(table.integer("heater_bits", 1, 24));
  facts.drift = table.quantity<Temperature>("drift_temperature", {-100}, {100});
  const auto sigma = [&](const char* key) {
    return table.has(key) ? table.quantity<Temperature>(key, {0}, {100}) : Temperature{};
  };
  facts.drift_bank_sigma = sigma("drift_bank_sigma");
  facts.drift_ring_sigma = sigma("drift_ring_sigma");
  if (table.has("self_heating") && table.flag("self_heating"))
    facts.self_heating_residue = table.number("self_heating_residue", 0, 1);
}

/// By how the chip's banks serve their channels.
HeaterCorrection read_correction(const Config& table, const DeviceLibrary& library, const ChipFacts& facts) {
  const Length sigma{library.value("microring", "fabrication_sigma")};
  const bool by_law = table.is_text("heater_shift") && table.text("heater_shift") == "one_way";
  const double stated = by_law ? 0 : table.number("heater_shift", 0, 10);
  if (*facts.assignment != Assignment::cyclic) {
    if (!by_law) return {stated * sigma, {}, {}};
    return {fixed_heater_law(sigma, {library.value("microring", "free_spectral_range")}).mean_shift, {}, {}};
  }
  if (*facts.local_share < 0) {
    throw InputError(table.place(), "no [process] beside bank.assignment = cyclic",
                     "[process], which says what the rings of a bank share");
  }
  const Length fsr{library.value("microring", "free_spectral_range")};
  const Length local = std::sqrt(*facts.local_share) * sigma;
  const HeaterLaw law = cyclic_heater_law({sigma, local}, fsr, *facts.spacing, *facts.wavelengths);
  return {law.mean_shift, local, law.blue_bias};
}

void read_tuning(const Config& table, const DeviceLibrary& library, Chip& chip, ChipFacts& facts) {
  read_ring_errors(table, chip, facts);
  facts.correction = table.tracked("heater_shift", [&] { return read_correction(table, library, facts); });
  facts.self_heating =
      table.tracked("self_heating", [&] { return table.has("self_heating") && table.flag("self_heating"); });
  const auto waits = table.tracked("eo_in_symbol", [&] { return table.flag("eo_in_symbol"); });
  facts.tuning_in_symbol =
      table.tracked("tuning", [&] { return *waits ? Time{library.value("eo_tuner", "latency")} : Time{}; });
  facts.symbol_rate =
      table.tracked("symbol_rate", [&] { return 1 / symbol_time(library, *waits, *facts.adc_bits); });
  chip.heater_shift = facts.correction.untracked().mean_shift;
  chip.tuning_in_symbol = facts.tuning_in_symbol.untracked();
  chip.symbol_rate = facts.symbol_rate.untracked();
}

Detector detector_of(const DeviceLibrary& library) {
  Photodetector photodetector;
  photodetector.responsivity = {library.value("photodetector", "responsivity")};
  photodetector.dark_current = {library.value("photodetector", "dark_current")};
  photodetector.sensitivity = {library.value("photodetector", "sensitivity")};
  return make_detector(photodetector, library.receiver());
}

void read_link(const Config& link, ChipFacts& facts) {
  facts.rules = true;
  facts.laser_rule = link.tracked("laser_rule", [&] {
    return static_cast<LaserRule>(link.choice("laser_rule", {"sensitivity", "enob", "levels", "range"}));
  });
  facts.range_channels = link.tracked("range_channels", [&] {
    if (*facts.laser_rule == LaserRule::range) return link.number("range_channels", 1e-3, 4096);
    return 0.0;
  });
  facts.wanted_enob = link.tracked("wanted_enob", [&] { return link.number("wanted_enob", 0, 16); });
  facts.waveguide_limit =
      link.tracked("waveguide_limit", [&] { return link.quantity<Power>("waveguide_limit", {0}, {10}); });
}

void read_limits(const Config& root, Chip& chip) {
  if (!root.has("limits")) return;
  const TrackedScope section = root.scope("limits");
  chip.heat_flux_limit = root.table("limits").quantity<HeatFlux>("heat_flux", {0}, {1e9});
}

void read_noise(const Config& noise, Chip& chip, ChipFacts& facts) {
  const TrackedScope section = noise.scope("noise");
  chip.noise = {noise.flag("shot"), noise.flag("thermal"), noise.flag("rin")};
  facts.rin_common =
      noise.tracked("rin_common_share", [&] { return noise.number("rin_common_share", 0, 1); });
  chip.rin_common_share = facts.rin_common.untracked();
}

}  // namespace

LinkInputs ChipFacts::laser_rules(const DeviceLibrary& library) const {
  LinkInputs inputs;
  if (!rules) return inputs;
  inputs.rule = *laser_rule;
  inputs.waveguide_limit = *waveguide_limit;
  if (inputs.rule == LaserRule::range) {
    inputs.range_channels = *range_channels;
    inputs.rin_common = *rin_common;
  }
  if (inputs.rule == LaserRule::enob || inputs.rule == LaserRule::range) {
    inputs.wanted_enob = *wanted_enob;
    inputs.detector = detector_of(library);
    inputs.rin = {library.value("laser", "rin")};
  } else {
    inputs.detector.sensitivity = {library.value("photodetector", "sensitivity")};
  }
  return inputs;
}

LinkInputs link_path(const DeviceLibrary& library, const ChipFacts& facts) {
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

void read_assumptions(const Config& root, const DeviceLibrary& library, Chip& chip, ChipFacts& facts) {
  read_noise(root.table("noise"), chip, facts);
  read_tuning(root.table("tuning"), library, chip, facts);
  read_link(root.table("link"), facts);
  read_limits(root, chip);
}

void read_rules(const Config& root, const DeviceLibrary& library, Chip& chip, ChipFacts& facts) {
  if (root.has("noise")) read_noise(root.table("noise"), chip, facts);
  if (root.has("tuning")) read_tuning(root.table("tuning"), library, chip, facts);
  if (root.has("link")) read_link(root.table("link"), facts);
  read_limits(root, chip);
}

Tracked<Power> read_light_at_detector(const Config& root, const DeviceLibrary& library,
                                      const ChipFacts& facts) {
  const auto light = root.tracked("at_detector", [&] {
    LinkInputs inputs = facts.laser_rules(library);
    const bool of_range = inputs.rule == LaserRule::range;
    if (inputs.rule == LaserRule::sensitivity || of_range) inputs.channels = *facts.wavelengths;
    if (inputs.rule == LaserRule::levels) inputs.level_bits = *facts.operand_bits;
    if (inputs.rule == LaserRule::enob || of_range) inputs.symbol_rate = *facts.symbol_rate;
    return wanted_at_detector(inputs);
  });
  // What close_link() asks, each with no more than it needs. Its checks of what is no link at all cannot
  // fail: the records of devices and the ranges of sizes are tighter.
  root.output("open", [&] {
    const bool possible{*light}, limited = facts.waveguide_limit->si > 0;
    if (!possible) return true;
    if (!limited && !*facts.self_heating) return false;
    const Feasible<LinkBudget> budget = close_link(link_path(library, facts));
    return !budget || (*facts.self_heating && self_heating_of(library, *budget).bistable());
  });
  root.output("enob", [&] {
    if (!*light) return 0.0;
    const DecibelPerHertz rin{library.value("laser", "rin")};
    return detector_enob(detector_of(library), **light, rin, *facts.symbol_rate);
  });
  return light.map([](const Feasible<Power>& wanted) { return wanted ? *wanted : Power{}; });
}

}  // namespace tron::chip::detail
