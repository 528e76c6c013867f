#include "explore/task_farm/rank_job.h"

#include <chrono>
#include <cstdlib>
#include <thread>
#include <utility>

#include <fmt/format.h>
#include <sys/mman.h>

#include "base/error.h"
#include "base/execution/parallel.h"
#include "explore/task_farm/mpi_mailbox.h"

namespace tron::explore {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::microseconds kNap{500};  ///< between two looks of a rank that only waits
/// After a failure, for ranks that are in the middle of something: reading a network, a task.
constexpr std::chrono::seconds kGrace{4};
/// What Open MPI 4 takes of the address space on the way up, measured as 220 MB, and what threads reserve
/// beside it; with less it dies in words of its own.
constexpr std::size_t kRoomForMpi = std::size_t{384} << 20;

void require_room_for_mpi() {
  void* const room = ::mmap(nullptr, kRoomForMpi, PROT_READ | PROT_WRITE,
                            MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (room == MAP_FAILED)
    throw RunError(fmt::format("out of memory: less than {} MB of address space are left for MPI (ulimit -v)",
                               kRoomForMpi >> 20));
  ::munmap(room, kRoomForMpi);
}

std::string own_host() {
  char name[MPI_MAX_PROCESSOR_NAME + 1] = {};
  int size = 0;
  MPI_Get_processor_name(name, &size);
  return name;
}

int count_ranks_here() {
  MPI_Comm here;
  int count = 1;
  MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &here);
  MPI_Comm_size(here, &count);
  MPI_Comm_free(&here);
  return count;
}

/// A text and a zero off the front.
std::string take_text(std::string& bytes) {
  std::string text = bytes.substr(0, bytes.find('\0'));
  bytes.erase(0, text.size() + 1);
  return text;
}

std::string with_zero(const std::string& text) {
  return std::string(text.c_str()) + '\0';
}

}  // namespace

RankJob::RankJob(std::string program, CancelToken cancel)
    : program_(std::move(program)), cancel_(std::move(cancel)), mailbox_(std::make_unique<MpiMailbox>()) {
  require_room_for_mpi();
  int provided = 0;
  MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &provided);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank_);
  MPI_Comm_size(MPI_COMM_WORLD, &ranks_);
  ranks_here_ = count_ranks_here();
  hosts_.resize(static_cast<std::size_t>(ranks_));
  hosts_[static_cast<std::size_t>(rank_)] = own_host();
}

RankJob::~RankJob() {
  leave(1, "ended without a word");
}

std::string RankJob::name(int rank) const {
  const std::string& host = hosts_[static_cast<std::size_t>(rank)];
  return fmt::format("rank {}{}{}", rank, host.empty() ? "" : " on ", host);
}

Message RankJob::next() {
  for (;;) {
    if (auto message = mailbox_->look()) return std::move(*message);
    if (leads() && cancel_.cancelled())
      throw RunError("interrupted before every rank was ready: nothing was computed");
    std::this_thread::sleep_for(kNap);
  }
}

bool RankJob::agree(const WorkStatement& mine) {
  if (!leads()) {
    mailbox_->send(0, MessageType::statement,
                   with_zero(hosts_[static_cast<std::size_t>(rank_)]) + mine.bytes());
    for (;;) {
      const Message message = next();
      if (message.type == MessageType::agreed) return true;
      if (message.type == MessageType::end) return end_comes(), false;
    }
  }
  for (int left = ranks_ - 1; left > 0; --left) {
    Message message = next();
    if (message.type == MessageType::failure) throw_failure(message);
    std::optional<WorkStatement> theirs;
    if (message.type == MessageType::statement) {
      hosts_[static_cast<std::size_t>(message.rank)] = take_text(message.bytes);
      theirs = WorkStatement::of(message.bytes);
    }
    if (!theirs) {
      throw InputError(Place{name(message.rank), 0, 0, "program"}, "another version of tron",
                       "the same program on every rank");
    }
    mine.check_same(name(0), *theirs, name(message.rank));
  }
  for (int rank = 1; rank < ranks_; ++rank) mailbox_->send(rank, MessageType::agreed, {});
  return true;
}

void RankJob::throw_failure(const Message& message) {
  if (message.type != MessageType::failure)
    throw RunError(
        fmt::format("{}: message {} out of turn", name(message.rank), static_cast<int>(message.type)));
  std::string bytes = message.bytes;
  hosts_[static_cast<std::size_t>(message.rank)] = take_text(bytes);
  const int code = std::atoi(take_text(bytes).c_str());
  throw RankFailure(name(message.rank) + ": " + bytes, code > 0 ? code : 1);
}

void RankJob::end_comes() {
  ended_ = true;
  cancel_.cancel();
}

void RankJob::leave(int code, const std::string& words) {
  if (std::exchange(left_, true)) return;
  if (leads()) {
    dismiss(code);
  } else {
    if (code != 0 && !ended_) {
      const std::string host = hosts_[static_cast<std::size_t>(rank_)];
      mailbox_->send(0, MessageType::failure, with_zero(host) + with_zero(std::to_string(code)) + words);
    }
    while (!ended_) {
      if (next().type == MessageType::end) end_comes();
    }
    mailbox_->send(0, MessageType::goodbye, {});
  }
  mailbox_->finish();
  MPI_Finalize();
}

void RankJob::dismiss(int code) {
  for (int rank = 1; rank < ranks_; ++rank) mailbox_->send(rank, MessageType::end, {});
  const Clock::time_point start = Clock::now();
  for (int left = ranks_ - 1; left > 0;) {
    const auto message = mailbox_->look();
    if (message && message->type == MessageType::goodbye) --left;
    if (message) continue;
    if (code != 0 && Clock::now() - start > kGrace) MPI_Abort(MPI_COMM_WORLD, code);
    std::this_thread::sleep_for(kNap);
  }
}

bool agree(RankJob* job, const std::function<WorkStatement()>& state) {
  return job == nullptr || job->agree(state());
}

}  // namespace tron::explore
