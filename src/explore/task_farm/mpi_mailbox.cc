#include "explore/task_farm/mpi_mailbox.h"

#include <climits>
#include <set>
#include <utility>

#include "base/error.h"

namespace tron::explore {
namespace {

bool is_done(MPI_Request& request) {
  int done = 0;
  MPI_Test(&request, &done, MPI_STATUS_IGNORE);
  return done != 0;
}

}  // namespace

void MpiMailbox::send(int rank, MessageType type, std::string bytes) {
  if (bytes.size() > INT_MAX) throw RunError("a message between ranks of more than 2 GB");
  forget_sent();
  Transfer& one = sent_.emplace_back(Transfer{{rank, type, std::move(bytes)}, MPI_REQUEST_NULL});
  MPI_Isend(one.message.bytes.data(), static_cast<int>(one.message.bytes.size()), MPI_BYTE, rank,
            static_cast<int>(type), MPI_COMM_WORLD, &one.request);
}

std::optional<Message> MpiMailbox::look() {
  forget_sent();
  begin_to_receive();
  // A short message may be here before a long one that was sent earlier.
  std::set<int> waiting;
  for (auto one = coming_.begin(); one != coming_.end(); ++one) {
    if (waiting.contains(one->message.rank)) continue;
    if (!is_done(one->request)) {
      waiting.insert(one->message.rank);
      continue;
    }
    Message message = std::move(one->message);
    coming_.erase(one);
    return message;
  }
  return {};
}

void MpiMailbox::begin_to_receive() {
  for (;;) {
    int there = 0, size = 0;
    MPI_Message message;
    MPI_Status status;
    MPI_Improbe(MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, &there, &message, &status);
    if (there == 0) return;
    MPI_Get_count(&status, MPI_BYTE, &size);
    Transfer& one =
        coming_.emplace_back(Transfer{{status.MPI_SOURCE, static_cast<MessageType>(status.MPI_TAG),
                                       std::string(static_cast<std::size_t>(size), '\0')},
                                      MPI_REQUEST_NULL});
    MPI_Imrecv(one.message.bytes.data(), size, MPI_BYTE, &message, &one.request);
  }
}

void MpiMailbox::forget_sent() {
  sent_.remove_if([](Transfer& one) { return is_done(one.request); });
}

void MpiMailbox::finish() {
  for (Transfer& one : sent_) MPI_Wait(&one.request, MPI_STATUS_IGNORE);
  sent_.clear();
}

}  // namespace tron::explore
