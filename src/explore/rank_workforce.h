#pragma once

#include <memory>

#include "explore/workforce.h"

namespace tron {

/// Whether mpirun (Open MPI, or another launcher that speaks PMIx) started this process with others, and
/// whether it is the one that leads them: from the environment alone, before MPI is initialised.
struct JobPlace {
  int rank = 0, ranks = 1;
  int local_ranks = 1;  ///< on this machine
};
JobPlace job_place();

/// The threads of every rank of an MPI job. The leader's main thread hands out tasks and takes results while
/// its own threads compute; every rank has two tasks a thread, so that nobody waits for the leader.
/// Initialises MPI, once a process; ends it when destroyed.
std::unique_ptr<Workforce> make_rank_workforce(const JobPlace& place, int threads);

}  // namespace tron
