#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "explore/task_farm/work_statement.h"
#include "rooms.h"
#include "tron/control.h"
#include "tron/ranks.h"

namespace tron::explore {

struct Message;
class MpiMailbox;

/// This process as one rank of an MPI job, from before it reads anything until it ends: whatever a rank meets
/// on the way can be told to the leader, rank 0, who prints it and ends the job.
class RankJob {
 public:
  /// Initialises MPI, once a process. RunError where there is clearly too little memory for it. `program`:
  /// the file that this process runs, which has to be the same on every rank. `cancel` ends the work of this
  /// rank; the end of the job cancels it.
  explicit RankJob(std::string program, CancelToken cancel = {});
  ~RankJob();
  RankJob(const RankJob&) = delete;
  RankJob& operator=(const RankJob&) = delete;

  int rank() const { return rank_; }
  int ranks() const { return ranks_; }
  bool leads() const { return rank_ == 0; }
  int ranks_here() const { return ranks_here_; }  ///< on this machine
  std::string name(int rank) const;               ///< "rank 1 on node7", as far as the host is known
  MpiMailbox& mailbox() { return *mailbox_; }
  const std::string& program() const { return program_; }
  const CancelToken& cancel() const { return cancel_; }
  Message next();  ///< waits for it; RunError on the leader once cancelled

  /// Every rank, before it loads anything. On the leader: waits for the statements of all; InputError if one
  /// differs, RankFailure if a rank failed. On the others: waits for the leader's word; false if that is the
  /// end.
  bool agree(const WorkStatement& mine);

  /// Leader: throws what a message tells of another rank's failure, whichever it is that should have come.
  [[noreturn]] void throw_failure(const Message& message);
  /// Others: the leader has ended the job; no work is of use any more.
  void end_comes();

  /// Every rank, last of all. `code` is what this one ends with as a program, `words` why. The leader ends
  /// the others: after a failure it gives them a few seconds, then ends them by force. The others tell their
  /// failure and wait for the end.
  void leave(int code, const std::string& words);

 private:
  void dismiss(int code);

  std::string program_;
  CancelToken cancel_;
  int rank_ = 0, ranks_ = 1, ranks_here_ = 1;
  bool ended_ = false, left_ = false;
  std::vector<std::string> hosts_;  ///< "" = not known yet
  std::unique_ptr<MpiMailbox> mailbox_;
};

/// The job of Control::ranks; nullptr for a process alone.
inline RankJob* job_of(const Control& control) {
  return control.ranks != nullptr ? &control.ranks->internal() : nullptr;
}

/// RankJob::agree(), true for a process alone; `state` tells what the work is.
bool agree(RankJob* job, const std::function<WorkStatement()>& state);

}  // namespace tron::explore
