#include "chip/link_path.h"

#include <algorithm>

#include "chip/time_terms.h"
#include "device/cost.h"

namespace tron::chip {

std::vector<Loss> link_losses(const DeviceLibrary& library, int channels, bool rings_split, int rows) {
  const Waveguide guide = library.waveguide();
  const auto decibel = [&](std::string_view name) { return Decibel{library.value("microring", name)}; };
  const double wavelength = library.value("microring", "wavelength");
  const Length circumference{wavelength * wavelength /
                             (guide.group_index * library.value("microring", "free_spectral_range"))};
  const Length pitch{library.value("microring", "pitch")};

  std::vector<Loss> losses;
  losses.push_back({"laser to chip", guide.coupling_loss});
  losses.push_back({"row split", split_loss(rows, guide.splitter_loss)});
  // A signed activation has a bank for each arm; two-arm rings double each of those paths again. The guides
  // that belong to one side of the balanced detector end on photodiodes of their own, whose currents add, so
  // joining them costs no light.
  losses.push_back({"arm split", split_loss(2, guide.splitter_loss), rings_split ? 2.0 : 1.0});
  losses.push_back({"combiner", guide.combiner_loss});
  losses.push_back({"modulating rings", decibel("modulating_loss"), 2});
  losses.push_back({"off-resonance rings", decibel("through_loss"), 2.0 * (channels - 1)});
  losses.push_back({"waveguide", guide.propagation_loss(pitch * channels), 2});
  losses.push_back({"EO sections", guide.eo_loss * circumference, 2});
  losses.push_back({"TO sections", guide.to_loss * circumference, 2});
  return losses;
}

Time symbol_time(const DeviceLibrary& library, bool tuning_in_symbol, int bits) {
  const auto latency = [&](std::string_view kind) { return device_latency(library, kind); };
  const Time slowest =
      std::max({device_cycle(library, "dac"), device_cycle(library, "adc"), latency("vcsel"), latency("tia"),
                latency("photodetector"), library.receiver().settling(bits)});
  return tuning_in_symbol ? slowest + latency("eo_tuner") : slowest;
}

std::vector<TimeTerm> symbol_terms(const DeviceLibrary& library, bool tuning_in_symbol, int bits) {
  std::vector<TimeTerm> terms = {cycle_term(library, "dac"), cycle_term(library, "adc")};
  for (const char* kind : {"vcsel", "tia", "photodetector"}) terms.push_back(latency_term(library, kind));
  const Tia receiver = library.receiver();
  if (const Time settling = receiver.settling(bits); settling.si > 0) {
    terms.push_back({"receiver",
                     {receiver.integration.si > 0 ? "device.tia.integration" : "device.tia.bandwidth"},
                     settling});
  }
  keep_slowest(terms);
  for (const TimeTerm& term : tuning_terms(library, tuning_in_symbol)) terms.push_back(term);
  return terms;
}

}  // namespace tron::chip
