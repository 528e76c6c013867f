#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "chip/chip.h"
#include "network/graph.h"
#include "rooms.h"
#include "timing/simulation.h"

namespace tron::study {

/// A setting changed alone, and what of a run's time, energy and area is left by it: factors on the values
/// without the change, in closed form.
struct SettingEffect {
  std::string path;       ///< "device.eo_tuner.latency", as --set takes it
  std::string now, then;  ///< its values
  double latency = 1, energy = 1, area = 1;
  std::string why_not{};  ///< of a design that cannot work; then the factors say nothing
};

/// The settings that would help a run most, largest gain first, at most kLimitsShown each.
struct Limits {
  std::vector<SettingEffect> speed, energy;
  std::vector<SettingEffect> refused;  ///< of the settings that symbols and tiles wait for: cannot work
  std::size_t tried = 0;               ///< settings that can be halved, doubled or turned
};
inline constexpr std::size_t kLimitsShown = 5;

/// Halves and doubles every number of the chip and its devices, and turns every switch, one at a time, and
/// times the network on what comes of it in closed form. Changes out of a parameter's range are passed over.
/// Tokens that would be decoded one by one are left out: the first pass decides. `settings` are those that
/// `chip` was loaded with. Interrupted once options.stop says so.
Limits limits_of(const Chip& chip, const std::vector<std::string>& settings,
                 const std::shared_ptr<const Graph>& graph, const SimulationOptions& options);

}  // namespace tron::study
