#include "explore/mpi_mail.h"

#include <climits>
#include <utility>

#include "base/error.h"

namespace tron {

void MpiMail::send(int rank, Letter letter, std::string bytes) {
  if (bytes.size() > INT_MAX) throw RunError("a message between ranks of more than 2 GB");
  forget_sent();
  Sent& sent = sent_.emplace_back(Sent{std::move(bytes), MPI_REQUEST_NULL});
  MPI_Isend(sent.bytes.data(), static_cast<int>(sent.bytes.size()), MPI_BYTE, rank, static_cast<int>(letter),
            MPI_COMM_WORLD, &sent.request);
}

std::optional<Mail> MpiMail::look() {
  forget_sent();
  int there = 0, size = 0;
  MPI_Status status;
  MPI_Iprobe(MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, &there, &status);
  if (there == 0) return {};
  MPI_Get_count(&status, MPI_BYTE, &size);
  Mail mail{status.MPI_SOURCE, static_cast<Letter>(status.MPI_TAG),
            std::string(static_cast<std::size_t>(size), '\0')};
  MPI_Recv(mail.bytes.data(), size, MPI_BYTE, mail.rank, status.MPI_TAG, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
  return mail;
}

void MpiMail::forget_sent() {
  for (auto one = sent_.begin(); one != sent_.end();) {
    int done = 0;
    MPI_Test(&one->request, &done, MPI_STATUS_IGNORE);
    one = done != 0 ? sent_.erase(one) : std::next(one);
  }
}

void MpiMail::finish() {
  for (Sent& sent : sent_) MPI_Wait(&sent.request, MPI_STATUS_IGNORE);
  sent_.clear();
}

}  // namespace tron
