#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "rooms.h"

namespace tron::explore {

class RankJob;

/// A task farm: the threads of this process and of every other rank of an MPI job. A task is bytes in and
/// bytes out, a pure function of its kind, so that no result depends on which thread or rank computes it.
class TaskFarm {
 public:
  /// `thread` in [0, threads()): for what a thread keeps between tasks.
  using Evaluate = std::function<std::string(std::string_view task, int thread)>;
  using MakeTask = std::function<std::string(std::uint64_t index)>;
  using Deliver = std::function<void(std::uint64_t index, std::string result)>;

  virtual ~TaskFarm() = default;

  /// Every rank learns every kind before the leader runs it.
  void register_task(int kind, Evaluate evaluate) { known_[kind] = std::move(evaluate); }

  /// True on the rank that runs tasks, keeps the store and prints; the others serve().
  virtual bool leads() const = 0;
  virtual int threads() const = 0;  ///< of this rank
  virtual int ranks() const = 0;

  /// Leader, before it begins: waits until every rank can take tasks. What a rank failed at on the way is
  /// thrown here.
  virtual void assemble() {}

  /// Leader: hands out tasks 0 to count - 1 in order. Tasks are made, and results delivered, by the calling
  /// thread, in any order of the index. `stop` is asked often; what is in flight then is still delivered,
  /// the rest is not begun. The first exception of a task stops the hand-out and is thrown here.
  virtual void run(int kind, std::uint64_t count, const MakeTask& task, const Deliver& deliver,
                   const std::function<bool()>& stop) = 0;

  /// Others: works for the leader until that one is destroyed.
  virtual void serve() = 0;

 protected:
  const Evaluate& evaluator(int kind) const { return known_.at(kind); }

 private:
  std::map<int, Evaluate> known_;
};

/// threads = 0: one per core of this machine (of an MPI job's rank: its share of them). `job`: of which this
/// process is a rank, if any.
std::unique_ptr<TaskFarm> make_task_farm(int threads, RankJob* job = nullptr);

}  // namespace tron::explore
