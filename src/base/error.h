#pragma once

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "rooms.h"
#include "tron/error.h"

namespace tron::base {

/// A result, or why there is none: explorations meet millions of designs that cannot work, which are values
/// to them and no exceptions.
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
