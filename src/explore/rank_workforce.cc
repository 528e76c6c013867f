#include "explore/rank_workforce.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <vector>

#include <sched.h>
#include <sys/prctl.h>

#include "base/error.h"
#include "base/parallel.h"
#include "explore/mpi_mail.h"
#include "explore/task_exchange.h"

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

constexpr std::chrono::microseconds kNap{500};  ///< of a rank that only waits for the end

/// 0: not there.
int number_in(const char* name) {
  const char* text = std::getenv(name);
  return text != nullptr ? std::atoi(text) : 0;
}

int ranks_on_this_machine() {
  MPI_Comm here;
  int count = 1;
  MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &here);
  MPI_Comm_size(here, &count);
  MPI_Comm_free(&here);
  return count;
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

/// An InputError's parts, each with a zero after it.
std::string letter_of(const InputError& error) {
  const Place& place = error.place();
  std::string out;
  for (const std::string& part : {place.file, std::to_string(place.line), std::to_string(place.column),
                                  place.item, error.found(), error.allowed()}) {
    out += part.c_str();
    out += '\0';
  }
  return out;
}

InputError refusal_of(std::string_view letter) {
  std::array<std::string, 6> parts;
  for (std::string& part : parts) {
    part = letter.substr(0, letter.find('\0'));
    letter.remove_prefix(std::min(letter.size(), part.size() + 1));
  }
  return {Place{parts[0], std::atoi(parts[1].c_str()), std::atoi(parts[2].c_str()), parts[3]}, parts[4],
          parts[5]};
}

/// The same error on the leader: wrong input stays wrong input, whoever met it.
[[noreturn]] void rethrow(const Mail& mail) {
  if (mail.letter == Letter::refusal) throw refusal_of(mail.bytes);
  throw RunError("rank " + std::to_string(mail.rank) + ": " + mail.bytes);
}

class RankWorkforce : public Workforce {
 public:
  explicit RankWorkforce(int threads) {
    int provided = 0;
    MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &provided);
    MPI_Comm_rank(MPI_COMM_WORLD, &place_.rank);
    MPI_Comm_size(MPI_COMM_WORLD, &place_.ranks);
    const int share = std::min(available_threads() / ranks_on_this_machine(), cores_allowed());
    threads_ = threads > 0 ? threads : std::max(1, share);
    mail_ = std::make_unique<MpiMail>();
    crew_ = std::make_unique<TaskCrew>(exchange_, threads_, [this](const Parcel& task, int thread) {
      return evaluator(task.kind)(task.bytes, thread);
    });
    room_.assign(static_cast<std::size_t>(place_.ranks), 0);
    room_[0] = 2 * threads_;
  }

  ~RankWorkforce() override {
    exchange_.drop_tasks();
    crew_.reset();
    if (leads()) dismiss();
    mail_.reset();
    MPI_Finalize();
  }

  bool leads() const override { return place_.rank == 0; }
  int threads() const override { return threads_; }
  int ranks() const override { return place_.ranks; }

  void run(int kind, std::uint64_t count, const MakeTask& task, const Deliver& deliver,
           const std::function<bool()>& stop) override {
    std::uint64_t next = 0, in_flight = 0;
    Patience patience;
    while (next < count || in_flight > 0) {
      if (stop()) count = next;
      in_flight += hand_out(kind, next, count, task);
      Parcel result;
      if (exchange_.take(result, patience.wait(mail_->on_the_way()))) {
        ++room_[0], --in_flight;
        patience.something_happened();
        deliver(result.index, std::move(result.bytes));
      }
      while (const auto mail = mail_->look()) {
        patience.something_happened();
        in_flight -= open(*mail, deliver);
      }
    }
  }

  void serve() override {
    const int here = threads_;
    mail_->send(0, Letter::ready, std::string(reinterpret_cast<const char*>(&here), sizeof here));
    bool ended = false;
    Patience patience;
    while (!ended) {
      try {
        Parcel result;
        if (exchange_.take(result, patience.wait(mail_->on_the_way()))) {
          patience.something_happened();
          mail_->send(0, Letter::result, with_header(result.kind, result.index, result.bytes));
        }
      } catch (const InputError& error) {
        ended = report(Letter::refusal, letter_of(error));
      } catch (const std::exception& error) {
        ended = report(Letter::failure, error.what());
      }
      while (const auto mail = mail_->look()) {
        patience.something_happened();
        if (mail->letter == Letter::task) exchange_.offer(parcel_of(mail->bytes));
        ended = ended || mail->letter == Letter::end;
      }
    }
    exchange_.drop_tasks();
    crew_.reset();
    mail_->send(0, Letter::goodbye, {});
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
          mail_->send(static_cast<int>(rank), Letter::task, with_header(kind, next, task(next)));
        }
        ++next, ++given;
        some = true;
      }
    }
    return given;
  }

  /// How many tasks it brings the result of.
  std::uint64_t open(const Mail& mail, const Deliver& deliver) {
    int& room = room_[static_cast<std::size_t>(mail.rank)];
    switch (mail.letter) {
      case Letter::ready: {
        int there = 0;
        std::memcpy(&there, mail.bytes.data(), sizeof there);
        room = 2 * there;
        return 0;
      }
      case Letter::result: {
        Parcel result = parcel_of(mail.bytes);
        ++room;
        deliver(result.index, std::move(result.bytes));
        return 1;
      }
      default:
        rethrow(mail);
    }
  }

  /// Waits for the end that the leader will send.
  bool report(Letter letter, const std::string& what) {
    mail_->send(0, letter, what);
    for (;;) {
      const auto mail = mail_->look();
      if (mail && mail->letter == Letter::end) return true;
      if (!mail) std::this_thread::sleep_for(kNap);
    }
  }

  /// Ends the others, and takes what they still send: they cannot leave before.
  void dismiss() {
    for (int rank = 1; rank < place_.ranks; ++rank) mail_->send(rank, Letter::end, {});
    for (int left = place_.ranks - 1; left > 0;) {
      const auto mail = mail_->look();
      if (mail && mail->letter == Letter::goodbye) --left;
      if (!mail) std::this_thread::sleep_for(kNap);
    }
  }

  JobPlace place_;
  int threads_ = 1;
  std::unique_ptr<MpiMail> mail_;
  TaskExchange exchange_;
  std::unique_ptr<TaskCrew> crew_;
  std::vector<int> room_;  ///< of each rank: tasks that it can take; 0 until it says that it is ready
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

std::unique_ptr<Workforce> make_rank_workforce(int threads) {
  return std::make_unique<RankWorkforce>(threads);
}

}  // namespace tron::explore
