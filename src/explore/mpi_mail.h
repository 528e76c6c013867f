#pragma once

#include <list>
#include <optional>
#include <string>

#include <mpi.h>

namespace tron {

/// What ranks say to each other.
enum class Letter : int { ready = 1, task, result, refusal, failure, end, goodbye };

struct Mail {
  int rank = 0;
  Letter letter = Letter::end;
  std::string bytes;
};

/// Letters between ranks. Sending never waits, or two ranks with much to say would wait for each other.
class MpiMail {
 public:
  MpiMail() = default;
  ~MpiMail() { finish(); }
  MpiMail(const MpiMail&) = delete;
  MpiMail& operator=(const MpiMail&) = delete;

  void send(int rank, Letter letter, std::string bytes);
  /// A letter that has come, if any.
  std::optional<Mail> look();
  void finish();  ///< until everything sent is on its way

 private:
  struct Sent {
    std::string bytes;
    MPI_Request request = MPI_REQUEST_NULL;
  };
  void forget_sent();
  std::list<Sent> sent_;
};

}  // namespace tron
