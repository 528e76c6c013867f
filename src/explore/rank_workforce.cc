#include "explore/rank_workforce.h"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <vector>

#include <sys/prctl.h>

#include "base/error.h"
#include "base/parallel.h"
#include "explore/mpi_mail.h"
#include "explore/task_exchange.h"

namespace tron {
namespace {

/// Between two looks at the letter box: far less than a task takes.
constexpr std::chrono::microseconds kPatience{500};

int number_in(const char* name, int otherwise) {
  const char* text = std::getenv(name);
  return text != nullptr ? std::atoi(text) : otherwise;
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

/// The same error on the leader: wrong input stays wrong input.
[[noreturn]] void rethrow(const Mail& mail) {
  if (mail.letter == Letter::refusal)
    throw InputError({"rank " + std::to_string(mail.rank), 0, 0, ""}, mail.bytes, "");
  throw RunError("rank " + std::to_string(mail.rank) + ": " + mail.bytes);
}

class RankWorkforce : public Workforce {
 public:
  RankWorkforce(const JobPlace& place, int threads) : place_(place), threads_(threads) {
    // Whoever started this rank and is gone will not end it any more.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    int provided = 0;
    MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &provided);
    mail_ = std::make_unique<MpiMail>();
    crew_ = std::make_unique<TaskCrew>(exchange_, threads_, [this](const Parcel& task, int thread) {
      return evaluator(task.kind)(task.bytes, thread);
    });
    room_.assign(static_cast<std::size_t>(place.ranks), 0);
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
    while (next < count || in_flight > 0) {
      if (stop()) count = next;
      in_flight += hand_out(kind, next, count, task);
      Parcel result;
      if (exchange_.take(result, kPatience)) {
        ++room_[0], --in_flight;
        deliver(result.index, std::move(result.bytes));
      }
      while (const auto mail = mail_->look()) in_flight -= open(*mail, deliver);
    }
  }

  void serve() override {
    const int here = threads_;
    mail_->send(0, Letter::ready, std::string(reinterpret_cast<const char*>(&here), sizeof here));
    bool ended = false;
    while (!ended) {
      try {
        Parcel result;
        if (exchange_.take(result, kPatience)) {
          mail_->send(0, Letter::result, with_header(result.kind, result.index, result.bytes));
        }
      } catch (const InputError& error) {
        ended = report(Letter::refusal, error.what());
      } catch (const std::exception& error) {
        ended = report(Letter::failure, error.what());
      }
      while (const auto mail = mail_->look()) {
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
      if (!mail) std::this_thread::sleep_for(kPatience);
    }
  }

  /// Ends the others, and takes what they still send: they cannot leave before.
  void dismiss() {
    for (int rank = 1; rank < place_.ranks; ++rank) mail_->send(rank, Letter::end, {});
    for (int left = place_.ranks - 1; left > 0;) {
      const auto mail = mail_->look();
      if (mail && mail->letter == Letter::goodbye) --left;
      if (!mail) std::this_thread::sleep_for(kPatience);
    }
  }

  JobPlace place_;
  int threads_;
  std::unique_ptr<MpiMail> mail_;
  TaskExchange exchange_;
  std::unique_ptr<TaskCrew> crew_;
  std::vector<int> room_;  ///< of each rank: tasks that it can take; 0 until it says that it is ready
};

}  // namespace

JobPlace job_place() {
  JobPlace place;
  place.ranks = std::max(1, number_in("OMPI_COMM_WORLD_SIZE", 1));
  place.rank = number_in("OMPI_COMM_WORLD_RANK", number_in("PMIX_RANK", 0));
  place.local_ranks = std::max(1, number_in("OMPI_COMM_WORLD_LOCAL_SIZE", 1));
  return place;
}

std::unique_ptr<Workforce> make_rank_workforce(const JobPlace& place, int threads) {
  const int share = std::max(1, available_threads() / place.local_ranks);
  return std::make_unique<RankWorkforce>(place, threads > 0 ? threads : share);
}

}  // namespace tron
