#include "explore/task_farm/task_farm.h"

#include "explore/task_farm/rank_task_farm.h"
#include "explore/task_farm/thread_task_farm.h"

namespace tron::explore {

std::unique_ptr<TaskFarm> make_task_farm(int threads, RankJob* job) {
  if (job != nullptr) return make_rank_task_farm(*job, threads);
  return std::make_unique<ThreadTaskFarm>(threads);
}

}  // namespace tron::explore
