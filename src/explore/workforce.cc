#include "explore/workforce.h"

#include "explore/rank_workforce.h"
#include "explore/thread_workforce.h"

namespace tron::explore {

std::unique_ptr<Workforce> make_workforce(int threads) {
  if (job_place().ranks > 1) return make_rank_workforce(threads);
  return std::make_unique<ThreadWorkforce>(threads);
}

}  // namespace tron::explore
