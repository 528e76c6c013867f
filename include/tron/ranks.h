// Several processes, on one machine or many, that share one search or yield study.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>

#include "tron/control.h"

namespace tron {
namespace explore {
class RankJob;
}

/// What another rank failed at, thrown on the leader: "rank 1 on node7: ...".
class RankFailure : public std::runtime_error {
 public:
  RankFailure(const std::string& what, int code) : std::runtime_error(what), code_(code) {}
  int code() const { return code_; }  ///< that the rank would have ended with as a program of its own

 private:
  int code_;
};

/// This process as one rank of an MPI job. Rank 0 leads: explore_space() and study_yield() give the result
/// there, on the others they help and then give an empty one. Every rank must make the same call with the
/// same options; what differs is an InputError on the leader.
class Ranks {
 public:
  /// The job of the launcher (mpirun) that started this process, which ends with it; nullptr for a process
  /// alone. `program`: the file that this process runs, which has to be the same on every rank. `cancel` ends
  /// the work of this rank; the end of the job cancels it. RunError, which names rank and host, where MPI
  /// cannot start: then the process must end, since nobody can be told.
  static std::unique_ptr<Ranks> join(const std::string& program, const CancelToken& cancel = {});
  ~Ranks();
  Ranks(const Ranks&) = delete;
  Ranks& operator=(const Ranks&) = delete;

  bool leads() const;
  std::string name(int rank) const;  ///< "rank 1 on node7", as far as the host is known

  /// Every rank, last of all. `code` is what this one ends with as a program, `words` why. The leader ends
  /// the others: after a failure it gives them a few seconds, then ends them by force. The others tell their
  /// failure and wait for the end.
  void leave(int code, const std::string& words);

  explore::RankJob& internal() { return *job_; }  ///< for the library itself

 private:
  explicit Ranks(std::unique_ptr<explore::RankJob> job);
  std::unique_ptr<explore::RankJob> job_;
};

}  // namespace tron
