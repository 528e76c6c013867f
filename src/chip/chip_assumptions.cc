#include <algorithm>

#include "chip/chip_sections.h"
#include "chip/link_path.h"

namespace tron::chip_detail {
namespace {

void read_tuning(const Config& tuning, const DeviceLibrary& library, Chip& chip) {
  const MicroringParameters ring = library.microring();
  RingErrorModel& errors = chip.ring_errors;
  errors.fabrication_sigma = {library.value("microring", "fabrication_sigma")};
  errors.heater_step =
      ToTuner::step(ring.free_spectral_range, static_cast<int>(tuning.integer("heater_bits", 1, 24)));
  errors.thermal_coupling = tuning.number("thermal_coupling", 0, 0.5);
  errors.thermal_decay = tuning.number("thermal_decay", 0, 0.99);
  errors.ted = tuning.flag("ted");
  errors.ted_residue = tuning.number("ted_residue", 0, 1);
  const auto drift = tuning.quantity<Temperature>("drift_temperature", {0}, {100});
  errors.drift = LengthPerTemperature{library.value("microring", "thermal_shift")} * drift;
  chip.fabrication = tuning.flag("fabrication");
  chip.symbol_rate = 1 / symbol_time(library, tuning.flag("eo_in_symbol"));
}

void read_link(const Config& link, const DeviceLibrary& library, Chip& chip) {
  LinkInputs& inputs = chip.link;
  inputs.rule = static_cast<LaserRule>(link.choice("laser_rule", {"sensitivity", "enob"}));
  inputs.wanted_enob = link.number("wanted_enob", 0, 16);
  inputs.waveguide_limit = link.quantity<Power>("waveguide_limit", {0}, {10});
  inputs.losses = link_losses(chip, library);
  inputs.channels = chip.attention.wavelengths;
  inputs.rows = std::max(chip.attention.rows, chip.feed_forward.rows);
  inputs.detector = make_detector(library.photodetector(), library.tia());
  inputs.rin = library.laser().rin;
  inputs.symbol_rate = chip.symbol_rate;
  inputs.wall_plug_efficiency = library.laser().wall_plug_efficiency;
}

}  // namespace

void read_assumptions(const Config& root, const DeviceLibrary& library, Chip& chip) {
  const Config noise = root.table("noise");
  chip.noise = {noise.flag("shot"), noise.flag("thermal"), noise.flag("rin")};
  chip.rin_common_share = noise.number("rin_common_share", 0, 1);
  read_tuning(root.table("tuning"), library, chip);
  read_link(root.table("link"), library, chip);
}

}  // namespace tron::chip_detail
