// How a caller follows long work and ends it.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace tron {

class Ranks;

/// Told how far long work has come. A piece of work is one stage or several, one after the other.
class ProgressSink {
 public:
  virtual ~ProgressSink() = default;
  /// A stage begins. `what` names it ("inference"), `unit` what is counted ("images"). `before` of the
  /// `total` were done earlier, by a run that this one goes on from.
  virtual void begin(const std::string& what, const std::string& unit, std::uint64_t total,
                     std::uint64_t before) = 0;
  /// So many more are done. Called by several threads at once.
  virtual void advance(std::uint64_t done) = 0;
  /// A remark on the stage, which replaces the last one.
  virtual void note(const std::string& /*text*/) {}
  /// The stage ends, whether or not all of it was done.
  virtual void end() = 0;
};

/// Ends long work early. Copies share one flag: whoever holds one can cancel, from any thread. What was
/// finished by then is kept, and the result says that it is not complete.
class CancelToken {
 public:
  CancelToken() : flag_(std::make_shared<std::atomic<bool>>(false)) {}
  /// The token of a flag that outlives it, such as the one that a signal handler sets.
  static CancelToken of(std::atomic<bool>& flag) {
    CancelToken token{nullptr};
    token.flag_ = {std::shared_ptr<void>(), &flag};
    return token;
  }

  void cancel() const { *flag_ = true; }
  bool cancelled() const { return *flag_; }

 private:
  explicit CancelToken(std::nullptr_t) {}
  std::shared_ptr<std::atomic<bool>> flag_;
};

/// What long work is handed besides its options.
struct Control {
  ProgressSink* progress = nullptr;  ///< outlives the work; nullptr: nobody follows it
  CancelToken cancel{};
  std::function<void()> loaded{};  ///< called once all input is read, before the work: what it throws ends it
  std::string command_line{};      ///< what reports name as the command that made them; may be empty
  Ranks* ranks = nullptr;  ///< that share a search or a yield study with this process; outlives the work
};

}  // namespace tron
