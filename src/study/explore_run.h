#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "explore/conclusion.h"
#include "explore/task_farm/rank_job.h"
#include "rooms.h"
#include "tron/control.h"

namespace tron::study {

/// What `tron explore` was asked for, checked.
struct ExploreRequest {
  std::string space, store;
  std::optional<std::uint64_t> budget;
  double seconds = 0;  ///< 0: until all is done
  int threads = 0;
  std::function<void()> loaded;  ///< called once everything is read, before the work
  Control control;
};

struct ExploreOutcome {
  ExploreResult result;
  Conclusion conclusion;
};

/// Searches the space, with every rank of `job` if there is one. Nothing on the ranks that only help.
std::optional<ExploreOutcome> run_explore(const ExploreRequest& request, RankJob* job);

/// What a store holds.
ExploreOutcome show_store(const std::string& path);

}  // namespace tron::study
