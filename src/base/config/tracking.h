#pragma once

#include <cstdint>
#include <string_view>
#include <type_traits>
#include <utility>

#include "rooms.h"

/// Which parameters of a design space a computed value depends on.
///
/// A reader of a description computes each value in a tracked scope: Config::tracked() for what other values
/// need, Config::output() for a number of the result. Where the description carries a Tracker, the tracker
/// keeps the dependency set of each scope and hands it to a recorder; otherwise a scope is a plain call. The
/// reader is the same either way (docs/methods/explore.md).
///
/// The rule: whatever a scope has read so far, it depends on. A scope also depends on what the scopes around
/// it had read before it began. A scope around it depends on what was read inside only once it uses the
/// result.
namespace tron::base {

/// A bit per parameter.
using DependencySet = std::uint64_t;

/// Is told the dependency sets of one evaluation of a description. Scopes are numbered by the names on the
/// way to them, so the same scope has the same number in every evaluation.
class DependencyRecorder {
 public:
  virtual ~DependencyRecorder() = default;
  /// A scope ended without an error.
  virtual void scope(std::uint64_t id, DependencySet dependencies) = 0;
  /// The output of scope `id` is `value`.
  virtual void output(std::uint64_t id, DependencySet dependencies, double value) = 0;
  /// An error ended the evaluation.
  virtual void error(DependencySet dependencies) = 0;
};

/// What one evaluation has read so far; for one thread. It begins with the construction and ends with the
/// destruction, where the recorder is told of the evaluation as a whole.
class Tracker {
 public:
  explicit Tracker(DependencyRecorder& recorder);
  ~Tracker();
  Tracker(const Tracker&) = delete;
  Tracker& operator=(const Tracker&) = delete;

  /// The scope being evaluated reads something with these dependencies.
  void read(DependencySet dependencies) { current_ |= dependencies; }
  DependencySet dependencies() const { return current_; }  ///< of the scope being evaluated

  void output(double value) { recorder_.output(scope_, current_, value); }
  /// Under which dependencies the key at `path` was read.
  void key(std::string_view path, DependencySet dependencies);

 private:
  friend class TrackedScope;

  DependencyRecorder& recorder_;
  DependencySet current_ = 0;
  std::uint64_t scope_ = 0;
  int exceptions_;
};

/// A tracked scope from here to the end of the block. `name` tells it from the other scopes in the same one.
/// Without a tracker it does nothing.
class TrackedScope {
 public:
  TrackedScope(Tracker* tracker, std::string_view name) : tracker_(tracker) {
    if (tracker_ != nullptr) begin(name);
  }
  ~TrackedScope() {
    if (tracker_ != nullptr) end();
  }
  TrackedScope(const TrackedScope&) = delete;
  TrackedScope& operator=(const TrackedScope&) = delete;

 private:
  void begin(std::string_view name);
  void end();

  Tracker* tracker_;
  int exceptions_ = 0;
  DependencySet around_ = 0;
  std::uint64_t scope_around_ = 0;
};

/// The result of a tracked scope. Using it by `*` or `->` makes the scope being evaluated depend on what the
/// result depends on.
template <class T>
class Tracked {
 public:
  Tracked() = default;
  Tracked(T value) : value_(std::move(value)) {}  // NOLINT: a constant depends on nothing
  Tracked(T value, Tracker* tracker)
      : value_(std::move(value)),
        tracker_(tracker),
        dependencies_(tracker != nullptr ? tracker->dependencies() : 0) {}

  const T& operator*() const {
    if (tracker_ != nullptr) tracker_->read(dependencies_);
    return value_;
  }
  const T* operator->() const { return &**this; }

  /// The value without the dependency: for the result of the evaluation, and for what no output follows from.
  const T& untracked() const { return value_; }
  DependencySet dependencies() const { return dependencies_; }

  /// change(value), which depends on what the value depends on.
  template <class Change>
  auto map(Change&& change) const {
    Tracked<std::decay_t<decltype(change(value_))>> out(change(value_));
    out.tracker_ = tracker_;
    out.dependencies_ = dependencies_;
    return out;
  }

 private:
  template <class>
  friend class Tracked;

  T value_{};
  Tracker* tracker_ = nullptr;
  DependencySet dependencies_ = 0;
};

/// Evaluates `calculation`, which has no effect but its result, in a scope of its own.
template <class Calculation>
auto tracked(Tracker* tracker, std::string_view name, Calculation&& calculation) {
  const TrackedScope scope(tracker, name);
  auto value = calculation();
  return Tracked<decltype(value)>(std::move(value), tracker);
}

/// The same, and the recorder is told the value: a quantity's in SI units, or a number, a flag, a choice.
template <class Calculation>
auto tracked_output(Tracker* tracker, std::string_view name, Calculation&& calculation) {
  return tracked(tracker, name, [&] {
    auto value = calculation();
    if (tracker != nullptr) {
      if constexpr (requires { value.si; }) {
        tracker->output(value.si);
      } else {
        tracker->output(static_cast<double>(value));
      }
    }
    return value;
  });
}

}  // namespace tron::base
