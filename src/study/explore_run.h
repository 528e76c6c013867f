#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "explore/conclusion.h"
#include "rooms.h"
#include "tron/control.h"

namespace tron::study {

/// What `tron explore` was asked for, checked.
struct ExploreRequest {
  std::string space, store;
  std::optional<std::uint64_t> budget;
  double seconds = 0;  ///< 0: until all is done
  int threads = 0;
  Control control;
};

struct ExploreOutcome {
  ExploreResult result;
  Conclusion conclusion;
};

/// Searches the space, with every rank of Control::ranks if there are any. Nothing on the ranks that only
/// help.
std::optional<ExploreOutcome> run_explore(const ExploreRequest& request);

/// What a store holds.
ExploreOutcome show_store(const std::string& path);

}  // namespace tron::study
