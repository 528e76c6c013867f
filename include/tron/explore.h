// Which chip to build: the Pareto front of a design space.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tron/control.h"
#include "tron/report.h"

namespace tron {

struct ExploreOptions {
  std::string space = "tron-sizes";  ///< a TOML file (docs/methods/explore.md), or a name in data/space
  std::string store{};  ///< SQLite file that keeps every result; the same call goes on from there
  std::optional<std::uint64_t> budget{};  ///< closed-form evaluations; nothing: as the space says
  double seconds = 0;                     ///< 0: until all is done
  int threads = 0;                        ///< 0 to 1024; 0: all of the machine; results do not depend on it
  std::size_t listed = 20;                ///< designs of the front on the report's page, 1 to 1000
  bool all_rows = false;                  ///< the report's CSV: every evaluation instead of the front

  void validate() const;  ///< InputError for a value out of its range
};

/// A design of the Pareto front.
struct FrontDesign {
  std::uint64_t number = 0;  ///< of the combination in the space
  bool knee = false;
  std::vector<std::pair<std::string, std::string>> parameters;  ///< name, value as written
  std::vector<std::pair<std::string, double>> metrics;          ///< name, SI units; those that were evaluated
};

struct ExploreSummary {
  std::vector<FrontDesign> front;  ///< the best of the first objective first; empty: no design fits
  std::uint64_t evaluated = 0;     ///< combinations, in closed form
  bool complete = true;            ///< false where it was cancelled or the time was over
  bool helped = false;             ///< this rank does not lead (Control::ranks): all else is empty
  Report report;
};

/// Searches the space: closed form for all, event simulation for the best, photonic inference for the front.
/// InputError for a space that cannot be read.
ExploreSummary explore_space(const ExploreOptions& options = {}, const Control& control = {});

/// What a store holds, without its space: `listed` and `all_rows` as above. InputError for what is no store.
ExploreSummary show_exploration(const std::string& store, std::size_t listed = 20, bool all_rows = false);

}  // namespace tron
