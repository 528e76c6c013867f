#pragma once

#include <memory>

#include "explore/task_farm/rank_job.h"
#include "explore/task_farm/task_farm.h"
#include "rooms.h"

namespace tron::explore {

/// Whether Open MPI's mpirun, or srun --mpi=pmix, started this process with others, and whether it is the one
/// that leads them: from the environment alone, before MPI is initialised.
struct JobPlace {
  int rank = 0, ranks = 1;
};
JobPlace job_place();

/// A rank ends when whoever started it does. Called first of all: one whose launcher is gone before would
/// look for it for a quarter of a minute.
void end_with_launcher(const JobPlace& place);

/// The threads of every rank of an MPI job, which have agreed on the work. The leader's main thread hands out
/// tasks and takes results while its own threads compute; every rank has two tasks a thread, so that nobody
/// waits for the leader. threads = 0: its share of the machine's cores, and no more than it may run on.
std::unique_ptr<TaskFarm> make_rank_task_farm(RankJob& job, int threads);

}  // namespace tron::explore
