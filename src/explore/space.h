#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/quantity.h"

namespace tron {

/// A parameter of the chip, of a device or of an assumption set, and the values it may take, written as --set
/// takes them.
struct SpaceParameter {
  std::string name;  ///< of its table and in reports
  std::string path;  ///< "sizes.heads"
  std::vector<std::string> values;
};

/// What a design is wanted to be good at. Means over the space's networks are geometric.
enum class Objective { throughput, epb, throughput_per_epb, latency, energy };

/// What a design must keep to.
struct SpaceLimits {
  std::optional<Area> area;
  std::optional<Power> peak_power;  ///< nameplate: every part at full activity (timing/area.h)
  std::optional<Power> power;       ///< mean of the network that asks for most
};

/// A design space: one chip description, one assumption set, parameters that vary, networks that judge.
struct Space {
  std::string file, name, what;
  std::string chip, assumptions;
  std::vector<std::string> also_feasible;  ///< assumption sets under which the chip has to work as well
  std::vector<std::string> networks;       ///< presets, files or folders
  std::uint64_t batch = 1;
  std::uint64_t sequence = 128;  ///< tokens of a sentence; images have their own
  std::vector<SpaceParameter> parameters;
  SpaceLimits limits;
  Objective objective = Objective::throughput_per_epb;

  std::uint64_t size() const;  ///< combinations
  /// Values of combination `number`, one a parameter; the last parameter varies fastest.
  std::vector<std::string> choices(std::uint64_t number) const;
  /// The same as "path=value" settings.
  std::vector<std::string> settings(std::uint64_t number) const;
};

/// A name in data/space or a path. InputError for unknown keys, empty lists, values given twice, more than
/// 10^9 combinations.
Space load_space(const std::string& name_or_file);

}  // namespace tron
