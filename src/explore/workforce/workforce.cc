#include "explore/workforce/workforce.h"

#include "explore/workforce/rank_workforce.h"
#include "explore/workforce/thread_workforce.h"

namespace tron::explore {

std::unique_ptr<Workforce> make_workforce(int threads, RankJob* job) {
  if (job != nullptr) return make_rank_workforce(*job, threads);
  return std::make_unique<ThreadWorkforce>(threads);
}

}  // namespace tron::explore
