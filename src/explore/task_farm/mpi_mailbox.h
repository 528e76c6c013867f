#pragma once

#include <list>
#include <optional>
#include <string>

#include <mpi.h>

#include "rooms.h"

namespace tron::explore {

/// What ranks say to each other. Numbers are for ever: ranks of different versions must find that out.
enum class MessageType : int {
  ready = 1,
  task = 2,
  result = 3,
  failure = 5,
  end = 6,
  goodbye = 7,
  statement = 8,
  agreed = 9
};

struct Message {
  int rank = 0;
  MessageType type = MessageType::end;
  std::string bytes;
};

/// Messages between ranks. Neither sending nor receiving waits: two ranks with much to say would wait for
/// each other, and waiting inside MPI takes a whole core.
class MpiMailbox {
 public:
  MpiMailbox() = default;
  ~MpiMailbox() { finish(); }
  MpiMailbox(const MpiMailbox&) = delete;
  MpiMailbox& operator=(const MpiMailbox&) = delete;

  void send(int rank, MessageType type, std::string bytes);
  /// A message that has come, if any; those of one rank in the order in which it sent them.
  std::optional<Message> look();
  bool on_the_way() const { return !sent_.empty() || !coming_.empty(); }
  void finish();  ///< until everything sent is on its way

 private:
  struct Transfer {
    Message message;
    MPI_Request request = MPI_REQUEST_NULL;
  };
  void forget_sent();
  void begin_to_receive();
  std::list<Transfer> sent_, coming_;
};

}  // namespace tron::explore
