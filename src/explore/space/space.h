#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "explore/space/metric.h"
#include "rooms.h"

namespace tron::explore {

/// A parameter of the chip, of a device, of the compiler or of an assumption set, and the values it may take,
/// written as --set takes them. A range of a description stands here as its steps.
struct SpaceParameter {
  std::string name;                ///< of its table and in reports
  std::vector<std::string> paths;  ///< "sizes.heads"; several take the same value
  std::vector<std::string> values;
  bool ordered = false;  ///< numbers or quantities that only rise or only fall: neighbours are alike
};

/// What a design is wanted to be good at.
struct Objective {
  Metric metric = Metric::throughput;
  bool more_is_better = true;  ///< MetricRecord's
};

/// What a design must keep to: at least, at most, or both. SI units.
struct Constraint {
  Metric metric = Metric::area;
  double at_least = -std::numeric_limits<double>::infinity();
  double at_most = std::numeric_limits<double>::infinity();
  bool holds(const Metrics& metrics) const;  ///< true where the metric is not measured yet
  /// "area 185.8 mm2 over 150 mm2"; "" where it holds.
  std::string why(const Metrics& metrics) const;
  /// By how much it is broken, as a share of the limit (of 1 for a limit of 0): 0 where it holds.
  double excess(const Metrics& metrics) const;
};

/// How designs are chosen.
enum class Method { exhaustive, sobol, nsga2 };

struct Search {
  Method method = Method::exhaustive;
  std::uint64_t budget = 0;        ///< closed-form evaluations; 0 = all (exhaustive alone)
  std::uint64_t population = 100;  ///< nsga2; a multiple of 4
  std::uint64_t seed = 1;
};

/// How many designs go on to the later stages: the front first, then what the front hides, layer by layer.
struct Stages {
  std::uint64_t event = 100;    ///< simulated event by event; 0 = the stage is left out
  std::uint64_t inference = 0;  ///< run through light on samples; 0 = left out
  std::uint64_t samples = 200;  ///< of each network with data
  std::uint64_t chips = 0;      ///< fabricated chips per design, if yield is asked for
};

/// A network that designs are evaluated on: shapes alone, or weights and data.
struct SpaceNetwork {
  std::string name;     ///< in reports
  std::string network;  ///< preset, file or folder
  std::string data;     ///< file or folder; empty: shapes alone
};

/// A design space: one chip description, one assumption set, parameters that vary, networks that evaluate.
/// docs/methods/explore.md describes the file.
struct Space {
  std::string file, name, what;
  std::string chip, assumptions;
  std::vector<std::string> also_feasible;  ///< assumption sets under which the chip has to work as well
  std::vector<SpaceNetwork> networks;
  std::uint64_t batch = 1;
  std::uint64_t sequence = 128;  ///< tokens of a sentence; images have their own
  std::vector<SpaceParameter> parameters;
  std::vector<Objective> objectives;
  std::vector<Constraint> constraints;
  Search search;
  Stages stages;

  std::uint64_t size() const;  ///< combinations
  /// Index of each parameter's value in combination `number`; the last parameter varies fastest.
  std::vector<std::uint32_t> indices(std::uint64_t number) const;
  std::uint64_t number_of(const std::vector<std::uint32_t>& indices) const;
  std::vector<std::string> choices(std::uint64_t number) const;
  /// The same as "path=value" settings, one for each path of each parameter.
  std::vector<std::string> settings(std::uint64_t number) const;

  /// 32 hexadecimal digits of everything that decides what becomes of a combination and which are chosen:
  /// this space but for its name, its budget and how many go on to later stages, and the contents of every
  /// description, network and data file it uses. Spaces of one fingerprint may share a store: there can only
  /// be more work to do, never other work. InputError for files that are missing.
  std::string fingerprint() const;
};

/// Reads a name in data/space or a path. InputError for unknown keys, empty lists, values given twice, more
/// than 2^62 combinations.
Space load_space(const std::string& name_or_file);

/// The same of text; `name` stands as the file in messages.
Space parse_space(std::string_view text, const std::string& name);

}  // namespace tron::explore
