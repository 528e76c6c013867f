#include "chip/link_path.h"

#include <algorithm>

namespace tron {

std::vector<Loss> link_losses(const Chip& chip, const DeviceLibrary& library, int rows) {
  const Waveguide guide = library.waveguide();
  const auto decibel = [&](std::string_view name) { return Decibel{library.value("microring", name)}; };
  const MicroringParameters ring = library.microring();
  const double wavelength = ring.wavelength.si;
  const Length circumference{wavelength * wavelength / (guide.group_index * ring.free_spectral_range.si)};
  const Length pitch{library.value("microring", "pitch")};
  const int channels = chip.attention.wavelengths;

  std::vector<Loss> losses;
  losses.push_back({"laser to chip", guide.coupling_loss});
  losses.push_back({"row split", split_loss(rows, guide.splitter_loss)});
  // A signed activation has a bank for each arm; two-arm rings double each of those paths again. The guides
  // that belong to one side of the balanced detector end on photodiodes of their own, whose currents add, so
  // joining them costs no light.
  const bool rings_split = chip.weight_bank.signs == Signs::two_arm;
  losses.push_back({"arm split", split_loss(2, guide.splitter_loss), rings_split ? 2.0 : 1.0});
  losses.push_back({"combiner", guide.combiner_loss});
  losses.push_back({"modulating rings", decibel("modulating_loss"), 2});
  losses.push_back({"off-resonance rings", decibel("through_loss"), 2.0 * (channels - 1)});
  losses.push_back({"waveguide", guide.propagation_loss(pitch * channels), 2});
  losses.push_back({"EO sections", guide.eo_loss * circumference, 2});
  losses.push_back({"TO sections", guide.to_loss * circumference, 2});
  return losses;
}

Time symbol_time(const DeviceLibrary& library, bool tuning_in_symbol) {
  const Converter dac = library.dac(), adc = library.adc();
  const Time slowest =
      std::max({dac.latency, adc.latency, 1 / dac.rate, 1 / adc.rate, library.vcsel().latency,
                library.tia().latency, library.photodetector().latency});
  return tuning_in_symbol ? slowest + library.eo_tuner().latency : slowest;
}

}  // namespace tron
