#include "explore/task_farm/rank_task_farm.h"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <vector>

#include <sched.h>
#include <sys/prctl.h>

#include "base/execution/parallel.h"
#include "explore/task_farm/mpi_mailbox.h"
#include "explore/task_farm/task_exchange.h"

namespace tron::explore {
namespace {

/// How long to wait between two looks at the message box. Waking up costs a dozen microseconds, so the wait
/// grows while nothing happens; it stays far below a task's time, and every rank has a task in stock.
class Patience {
 public:
  std::chrono::microseconds wait(bool messages_on_the_way) {
    const std::chrono::microseconds now = messages_on_the_way ? std::min(wait_, kBusy) : wait_;
    wait_ = std::min(2 * wait_, kIdle);
    return now;
  }
  void something_happened() { wait_ = kLeast; }

 private:
  static constexpr std::chrono::microseconds kLeast{100}, kBusy{400}, kIdle{2000};
  std::chrono::microseconds wait_ = kLeast;
};

/// mpirun may bind a rank to fewer cores than its share.
int cores_allowed() {
  cpu_set_t cores;
  return sched_getaffinity(0, sizeof cores, &cores) == 0 ? CPU_COUNT(&cores) : available_threads();
}

std::string with_header(int kind, std::uint64_t index, std::string_view bytes) {
  std::string out(sizeof kind + sizeof index, '\0');
  std::memcpy(out.data(), &kind, sizeof kind);
  std::memcpy(out.data() + sizeof kind, &index, sizeof index);
  return out.append(bytes);
}

TaskRecord record_of(const std::string& message) {
  TaskRecord out;
  std::memcpy(&out.kind, message.data(), sizeof out.kind);
  std::memcpy(&out.index, message.data() + sizeof out.kind, sizeof out.index);
  out.bytes = message.substr(sizeof out.kind + sizeof out.index);
  return out;
}

class RankTaskFarm : public TaskFarm {
 public:
  RankTaskFarm(RankJob& job, int threads) : job_(job) {
    const int share = std::min(available_threads() / job.ranks_here(), cores_allowed());
    threads_ = threads > 0 ? threads : std::max(1, share);
    workers_ = std::make_unique<TaskThreads>(exchange_, threads_, [this](const TaskRecord& task, int thread) {
      return evaluator(task.kind)(task.bytes, thread);
    });
    room_.assign(static_cast<std::size_t>(job.ranks()), 0);
    room_[0] = 2 * threads_;
  }

  ~RankTaskFarm() override {
    exchange_.drop_tasks();
    workers_.reset();
  }

  bool leads() const override { return job_.leads(); }
  int threads() const override { return threads_; }
  int ranks() const override { return job_.ranks(); }

  void assemble() override {
    for (int missing = ranks() - 1; missing > 0; --missing) {
      const Message message = job_.next();
      if (message.type != MessageType::ready) job_.throw_failure(message);
      int there = 0;
      std::memcpy(&there, message.bytes.data(), std::min(sizeof there, message.bytes.size()));
      room_[static_cast<std::size_t>(message.rank)] = 2 * there;
    }
  }

  void run(int kind, std::uint64_t count, const MakeTask& task, const Deliver& deliver,
           const std::function<bool()>& stop) override try {
    std::uint64_t next = 0, in_flight = 0;
    Patience patience;
    while (next < count || in_flight > 0) {
      if (stop()) count = next;
      in_flight += hand_out(kind, next, count, task);
      TaskRecord result;
      if (exchange_.take(result, patience.wait(job_.mailbox().on_the_way()))) {
        ++room_[0], --in_flight;
        patience.something_happened();
        deliver(result.index, std::move(result.bytes));
      }
      while (const auto message = job_.mailbox().look()) {
        patience.something_happened();
        open(*message, deliver);
        --in_flight;
      }
    }
  } catch (...) {
    end_work();
    throw;
  }

  void serve() override try {
    const int here = threads_;
    job_.mailbox().send(0, MessageType::ready,
                        std::string(reinterpret_cast<const char*>(&here), sizeof here));
    Patience patience;
    for (bool ended = false; !ended;) {
      TaskRecord result;
      if (exchange_.take(result, patience.wait(job_.mailbox().on_the_way()))) {
        patience.something_happened();
        job_.mailbox().send(0, MessageType::result, with_header(result.kind, result.index, result.bytes));
      }
      while (const auto message = job_.mailbox().look()) {
        patience.something_happened();
        if (message->type == MessageType::task) exchange_.offer(record_of(message->bytes));
        ended = ended || message->type == MessageType::end;
      }
    }
    job_.end_comes();
    end_work();
  } catch (...) {
    end_work();
    throw;
  }

 private:
  /// Tasks to whoever has room, ranks in turn so that none is filled before the others have something.
  std::uint64_t hand_out(int kind, std::uint64_t& next, std::uint64_t count, const MakeTask& task) {
    std::uint64_t given = 0;
    for (bool some = true; some && next < count;) {
      some = false;
      for (std::size_t rank = 0; rank < room_.size() && next < count; ++rank) {
        if (room_[rank] == 0) continue;
        --room_[rank];
        if (rank == 0) {
          exchange_.offer({next, kind, task(next)});
        } else {
          job_.mailbox().send(static_cast<int>(rank), MessageType::task, with_header(kind, next, task(next)));
        }
        ++next, ++given;
        some = true;
      }
    }
    return given;
  }

  /// Tasks use what the caller owns, and nobody will ask for what is under way: it comes to an end here.
  void end_work() {
    job_.cancel().cancel();
    exchange_.drop_tasks();
    workers_.reset();
  }

  /// A result, or what a rank failed at.
  void open(const Message& message, const Deliver& deliver) {
    if (message.type != MessageType::result) job_.throw_failure(message);
    TaskRecord result = record_of(message.bytes);
    ++room_[static_cast<std::size_t>(message.rank)];
    deliver(result.index, std::move(result.bytes));
  }

  RankJob& job_;
  int threads_ = 1;
  TaskExchange exchange_;
  std::vector<int> room_;  ///< of each rank: tasks that it can take; 0 until it says that it is ready
  std::unique_ptr<TaskThreads> workers_;
};

}  // namespace

std::unique_ptr<TaskFarm> make_rank_task_farm(RankJob& job, int threads) {
  return std::make_unique<RankTaskFarm>(job, threads);
}

}  // namespace tron::explore
