#include "explore/farm/workforce.h"

#include "explore/farm/rank_workforce.h"
#include "explore/farm/thread_workforce.h"

namespace tron::explore {

std::unique_ptr<Workforce> make_workforce(int threads, RankJob* job) {
  if (job != nullptr) return make_rank_workforce(*job, threads);
  return std::make_unique<ThreadWorkforce>(threads);
}

}  // namespace tron::explore
