#include <algorithm>
#include <csignal>
#include <cstdlib>

#include <sys/prctl.h>

#include "explore/task_farm/rank_task_farm.h"

namespace tron::explore {
namespace {

/// 0: not there.
int number_in(const char* name) {
  const char* text = std::getenv(name);
  return text != nullptr ? std::atoi(text) : 0;
}

}  // namespace

JobPlace job_place() {
  JobPlace place;
  place.ranks = std::max(1, number_in("OMPI_COMM_WORLD_SIZE"));
  place.rank = number_in("OMPI_COMM_WORLD_RANK");
  if (place.ranks > 1 || std::getenv("PMIX_RANK") == nullptr) return place;
  // Slurm's own launcher.
  place.ranks = std::max(1, number_in("SLURM_STEP_NUM_TASKS"));
  if (place.ranks > 1) place.rank = number_in("PMIX_RANK");
  return place;
}

void end_with_launcher(const JobPlace& place) {
  if (place.ranks > 1) prctl(PR_SET_PDEATHSIG, SIGKILL);
}

}  // namespace tron::explore
