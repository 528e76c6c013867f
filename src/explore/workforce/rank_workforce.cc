#include "explore/workforce/rank_workforce.h"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <vector>

#include <sched.h>
#include <sys/prctl.h>

#include "base/execution/parallel.h"
#include "explore/workforce/mpi_mail.h"
#include "explore/workforce/task_exchange.h"

namespace tron::explore {
namespace {

/// How long to wait between two looks at the letter box. Waking up costs a dozen microseconds, so the wait
/// grows while nothing happens; it stays far below a task's time, and every rank has a task in stock.
class Patience {
 public:
  std::chrono::microseconds wait(bool letters_on_the_way) {
    const std::chrono::microseconds now = letters_on_the_way ? std::min(wait_, kBusy) : wait_;
    wait_ = std::min(2 * wait_, kIdle);
    return now;
  }
  void something_happened() { wait_ = kLeast; }

 private:
  static constexpr std::chrono::microseconds kLeast{100}, kBusy{400}, kIdle{2000};
  std::chrono::microseconds wait_ = kLeast;
};

/// 0: not there.
int number_in(const char* name) {
  const char* text = std::getenv(name);
  return text != nullptr ? std::atoi(text) : 0;
}

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

Parcel parcel_of(const std::string& letter) {
  Parcel out;
  std::memcpy(&out.kind, letter.data(), sizeof out.kind);
  std::memcpy(&out.index, letter.data() + sizeof out.kind, sizeof out.index);
  out.bytes = letter.substr(sizeof out.kind + sizeof out.index);
  return out;
}

class RankWorkforce : public Workforce {
 public:
  RankWorkforce(RankJob& job, int threads) : job_(job) {
    const int share = std::min(available_threads() / job.ranks_here(), cores_allowed());
    threads_ = threads > 0 ? threads : std::max(1, share);
    crew_ = std::make_unique<TaskCrew>(exchange_, threads_, [this](const Parcel& task, int thread) {
      return evaluator(task.kind)(task.bytes, thread);
    });
    room_.assign(static_cast<std::size_t>(job.ranks()), 0);
    room_[0] = 2 * threads_;
  }

  ~RankWorkforce() override {
    exchange_.drop_tasks();
    crew_.reset();
  }

  bool leads() const override { return job_.leads(); }
  int threads() const override { return threads_; }
  int ranks() const override { return job_.ranks(); }

  void assemble() override {
    for (int missing = ranks() - 1; missing > 0; --missing) {
      const Mail mail = job_.next();
      if (mail.letter != Letter::ready) job_.throw_failure(mail);
      int there = 0;
      std::memcpy(&there, mail.bytes.data(), std::min(sizeof there, mail.bytes.size()));
      room_[static_cast<std::size_t>(mail.rank)] = 2 * there;
    }
  }

  void run(int kind, std::uint64_t count, const MakeTask& task, const Deliver& deliver,
           const std::function<bool()>& stop) override try {
    std::uint64_t next = 0, in_flight = 0;
    Patience patience;
    while (next < count || in_flight > 0) {
      if (stop()) count = next;
      in_flight += hand_out(kind, next, count, task);
      Parcel result;
      if (exchange_.take(result, patience.wait(job_.mail().on_the_way()))) {
        ++room_[0], --in_flight;
        patience.something_happened();
        deliver(result.index, std::move(result.bytes));
      }
      while (const auto mail = job_.mail().look()) {
        patience.something_happened();
        open(*mail, deliver);
        --in_flight;
      }
    }
  } catch (...) {
    end_work();
    throw;
  }

  void serve() override try {
    const int here = threads_;
    job_.mail().send(0, Letter::ready, std::string(reinterpret_cast<const char*>(&here), sizeof here));
    Patience patience;
    for (bool ended = false; !ended;) {
      Parcel result;
      if (exchange_.take(result, patience.wait(job_.mail().on_the_way()))) {
        patience.something_happened();
        job_.mail().send(0, Letter::result, with_header(result.kind, result.index, result.bytes));
      }
      while (const auto mail = job_.mail().look()) {
        patience.something_happened();
        if (mail->letter == Letter::task) exchange_.offer(parcel_of(mail->bytes));
        ended = ended || mail->letter == Letter::end;
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
          job_.mail().send(static_cast<int>(rank), Letter::task, with_header(kind, next, task(next)));
        }
        ++next, ++given;
        some = true;
      }
    }
    return given;
  }

  /// Tasks use what the caller owns, and nobody will ask for what is under way: it comes to an end here.
  void end_work() {
    request_stop();
    exchange_.drop_tasks();
    crew_.reset();
  }

  /// A result, or what a rank failed at.
  void open(const Mail& mail, const Deliver& deliver) {
    if (mail.letter != Letter::result) job_.throw_failure(mail);
    Parcel result = parcel_of(mail.bytes);
    ++room_[static_cast<std::size_t>(mail.rank)];
    deliver(result.index, std::move(result.bytes));
  }

  RankJob& job_;
  int threads_ = 1;
  TaskExchange exchange_;
  std::vector<int> room_;  ///< of each rank: tasks that it can take; 0 until it says that it is ready
  std::unique_ptr<TaskCrew> crew_;
};

}  // namespace

JobPlace job_place() {
  JobPlace place;
  place.ranks = std::max(1, number_in("OMPI_COMM_WORLD_SIZE"));
  place.rank = number_in("OMPI_COMM_WORLD_RANK");
  if (place.ranks > 1 || std::getenv("PMIX_RANK") == nullptr) return place;
  // Slurm's own launcher.
  place.ranks = std::max(1, number_in("SLURM_STEP_NUM_TASKS"));
  if (place.ranks > 1) place.rank = number_in("PMIX_RANK");
  return place;
}

void end_with_launcher(const JobPlace& place) {
  if (place.ranks > 1) prctl(PR_SET_PDEATHSIG, SIGKILL);
}

std::unique_ptr<Workforce> make_rank_workforce(RankJob& job, int threads) {
  return std::make_unique<RankWorkforce>(job, threads);
}

}  // namespace tron::explore
