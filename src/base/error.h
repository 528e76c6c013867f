#pragma once

#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "rooms.h"

namespace tron::base {

/// Where a user's input is at fault: a file, a position in it where one is known, and the thing itself.
struct Place {
  std::string file;  ///< path as the user gave it, or "command line"
  int line = 0;      ///< from 1; 0 = unknown
  int column = 0;    ///< from 1; 0 = unknown
  std::string item;  ///< "tensor 'vit.layernorm.weight'", "array.rows", "--batch"; may be empty

  /// "file:line:column: item", leaving out what is unknown.
  std::string text() const;
};

/// Wrong input or usage (exit code 2). The message names the place, what was found and what is allowed.
class InputError : public std::runtime_error {
 public:
  InputError(Place place, std::string found, std::string allowed);
  const Place& place() const { return place_; }
  const std::string& found() const { return found_; }
  const std::string& allowed() const { return allowed_; }

 private:
  Place place_;
  std::string found_, allowed_;
};

/// The work itself failed: a disk is full, a file vanished (exit code 1).
class RunError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A design that cannot work, as a value: explorations meet millions of them (exit code 3).
struct Infeasible {
  std::string reason;
  double margin = 0;                    ///< how far from feasible, negative = missing
  std::string unit;                     ///< of the margin: "dB", "nm", "bit"
  std::vector<std::string> remedies{};  ///< settings that would each make it work, as text
};

/// A result, or why there is none.
template <class T>
class Feasible {
 public:
  Feasible(T value) : state_(std::move(value)) {}
  Feasible(Infeasible why) : state_(std::move(why)) {}
  explicit operator bool() const { return std::holds_alternative<T>(state_); }
  const T& operator*() const { return std::get<T>(state_); }
  const T* operator->() const { return &std::get<T>(state_); }
  const Infeasible& why() const { return std::get<Infeasible>(state_); }

 private:
  std::variant<T, Infeasible> state_;
};

/// The nearest of `legal` to a misspelt `name` by edit distance; of names that are far, the first that begins
/// with it whatever the case ("Q": "quality_factor"); or "".
template <class Range>
std::string nearest_name(const std::string& name, const Range& legal);

int edit_distance(const std::string& a, const std::string& b);
/// Upper and lower case alike.
bool begins_with(const std::string& text, const std::string& beginning);

template <class Range>
std::string nearest_name(const std::string& name, const Range& legal) {
  std::string best;
  int least = static_cast<int>(name.size()) / 2 + 2;
  for (const auto& candidate : legal) {
    const int distance = edit_distance(name, candidate);
    if (distance < least) least = distance, best = candidate;
  }
  if (!best.empty() || name.empty()) return best;
  for (const auto& candidate : legal) {
    if (begins_with(candidate, name)) return std::string(candidate);
  }
  return best;
}

}  // namespace tron::base
