#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "network/find_network.h"
#include "rooms.h"

namespace tron::explore {

/// What a rank is about to work on: everything that decides results, thing by thing, in few words each. Two
/// ranks whose statements are equal mean the same work; where they are not, the first thing that differs says
/// what is wrong, and where.
class WorkStatement {
 public:
  /// `what` is the same on every rank, `where` is the path of the thing here; `value` is compared and shown.
  void say(const std::string& what, const std::string& where, const std::string& value);
  /// What a file holds. What keeps it from being read becomes the value: others may be able to.
  void file(const std::string& what, const std::string& path,
            std::uint64_t counts = std::numeric_limits<std::uint64_t>::max());
  /// A thing of which nothing can be said, in the error's words.
  void trouble(const std::string& what, const InputError& error);

  /// The program that runs: its version and the bytes of its file, and the C library, whose mathematics it
  /// uses.
  void program(const std::string& file);
  /// A chip or an assumption set, and those that it is `like`; the device library.
  void chip(const std::string& name);
  void assumptions(const std::string& name);
  void devices();
  void network(const std::string& name, NetworkNeed need);
  void data(const std::string& path);

  /// The first trouble there was.
  void throw_trouble() const;
  /// InputError where this rank's statement and another's differ: at the rank that cannot read something, or
  /// else at `there`. Ranks by their names: "rank 1 on node7".
  void check_same(const std::string& here, const WorkStatement& other, const std::string& there) const;
  /// All that is compared: the same text for the same statement.
  std::string text() const;

  // As a message between ranks. Nothing where the bytes are no statement.
  std::string bytes() const;
  static std::optional<WorkStatement> of(std::string_view bytes);

 private:
  struct Item {
    std::string what, where, value;
    bool bad = false;  ///< the value tells why there is none
  };
  void say_bad(const std::string& what, const std::string& where, const InputError& error);
  void add(Item item);
  void description(const char* room, const std::string& name);
  const Item* find(const std::string& what) const;
  /// The first thing here that the other has not, or not with the same value; `bad`: among troubles.
  const Item* unlike(const WorkStatement& other, bool bad) const;

  std::vector<Item> items_;
  std::optional<InputError> trouble_;
};

}  // namespace tron::explore
