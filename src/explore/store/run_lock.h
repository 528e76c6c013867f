#pragma once

#include <string>

#include "rooms.h"

namespace tron::explore {

/// The right to write to a file, held by one run at a time. It is a lock on an open file, not a file of its
/// own: it ends with the process that holds it, however that ends.
///
/// The lock lies on a byte far behind any database, as an open file description lock: SQLite's own locks are
/// on other bytes, and closing one of our descriptors does not take this one away. A network file system
/// carries it to other machines as far as it carries fcntl locks at all.
class RunLock {
 public:
  /// Makes the file if it is missing, or what a link leads to. InputError if it cannot be written.
  explicit RunLock(const std::string& path);
  ~RunLock();
  RunLock(const RunLock&) = delete;
  RunLock& operator=(const RunLock&) = delete;

  bool held() const { return held_; }  ///< false: another run has it

 private:
  int file_ = -1;
  bool held_ = false;
};

}  // namespace tron::explore
