#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "rooms.h"

/// Which parameters of a design space a computed number depends on. A search evaluates the real model while
/// what it reads is watched, and keeps a result for all points that agree in what decided it
/// (docs/methods/explore.md).
///
/// The rule that makes this sound: whatever was read so far may decide all that comes. A cell (`tracked`) is
/// the way out: a calculation whose only outcome is what it returns. Inside, everything that was read around
/// it counts; outside, what was read inside counts only where its result is used.
namespace tron::base {

/// A bit for each parameter.
using Influences = std::uint64_t;

/// What was seen of one evaluation.
struct InfluenceRecord {
  struct Cell {
    std::uint64_t id = 0;  ///< the same calculation has the same in every evaluation
    Influences from = 0;
  };
  struct Number {
    std::uint64_t id = 0;
    Influences from = 0;
    double value = 0;
  };
  std::vector<Cell> cells;      ///< that ended without an error, and on which something decides
  std::vector<Number> numbers;  ///< in the order in which they were noted
  Influences failed = 0;        ///< what decided the error, where there was one
};

namespace influence {

struct State {
  Influences current = 0;  ///< of all that was read
  std::uint64_t place = 0;
  InfluenceRecord* record = nullptr;  ///< nullptr: nobody watches
};
inline thread_local constinit State state;

inline Influences current() {
  return state.current;
}
inline void touch(Influences from) {
  state.current |= from;
}
inline bool watched() {
  return state.record != nullptr;
}

/// FNV-1a, seeded with the place around it.
inline std::uint64_t identity(std::uint64_t around, std::string_view name) {
  std::uint64_t hash = (around ^ 14695981039346656037ULL) * 1099511628211ULL;
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return hash;
}

/// Watches what this thread evaluates, from here to its end.
class Watch {
 public:
  explicit Watch(InfluenceRecord& record);
  ~Watch();
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

 private:
  State before_;
  int exceptions_;
};

class Cell {
 public:
  explicit Cell(std::string_view name) {
    if (watched()) open(name);
  }
  ~Cell() {
    if (open_) close();
  }
  Cell(const Cell&) = delete;
  Cell& operator=(const Cell&) = delete;

 private:
  void open(std::string_view name);
  void close();

  bool open_ = false;
  int exceptions_ = 0;
  Influences before_ = 0;
  std::uint64_t around_ = 0;
};

void note_number(double value);
/// That the value at `path` was read.
void note_reading(std::string_view path, Influences under);

}  // namespace influence

/// A value with what it depends on; using it counts as reading that.
template <class T>
class Tracked {
 public:
  Tracked() = default;
  Tracked(T value) : value_(std::move(value)) {}  // NOLINT: a constant depends on nothing
  Tracked(T value, Influences from) : value_(std::move(value)), from_(from) {}

  const T& get() const {
    influence::touch(from_);
    return value_;
  }
  const T& operator*() const { return get(); }
  const T* operator->() const { return &get(); }
  const T& untouched() const { return value_; }  ///< for who keeps from() beside it
  Influences from() const { return from_; }

 private:
  T value_{};
  Influences from_ = 0;
};

/// The result of a cell. `name` tells it from its neighbours in the same cell. The calculation must have no
/// effect but its result.
template <class Calculation>
auto tracked(std::string_view name, Calculation&& calculation) {
  const influence::Cell cell(name);
  auto value = calculation();
  return Tracked<decltype(value)>(std::move(value), influence::current());
}

/// A number of the result as it stands: what decides it is all that was read so far.
template <class Number>
Number noted(Number number) {
  if (influence::watched()) {
    if constexpr (requires { number.si; }) {
      influence::note_number(number.si);
    } else {
      influence::note_number(static_cast<double>(number));
    }
  }
  return number;
}

}  // namespace tron::base
