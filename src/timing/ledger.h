#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rooms.h"

namespace tron::timing {

/// A quantity broken down: "chip" -> "query" -> "adc". Only leaves take amounts; every node carries the sum
/// of what was added below it, so children sum to their parent up to rounding. Children keep the order in
/// which they came.
struct Ledger {
  std::string name;
  double value = 0;  ///< of the whole subtree
  std::vector<Ledger> children;

  Ledger() = default;
  explicit Ledger(std::string node, double amount = 0) : name(std::move(node)), value(amount) {}

  /// Adds `amount` to the leaf at `path`, names below this node joined by '/', and to every node above it;
  /// nodes that are missing are made. std::logic_error where an inner node would take an amount of its own.
  void add(std::string_view path, double amount);

  /// The node at `path` below this one ("" = this one), or nullptr.
  const Ledger* find(std::string_view path) const;
  /// Its value, 0 if it is missing.
  double at(std::string_view path) const;

  Ledger& operator*=(double factor);
  /// Adds another ledger node by node; nodes that only one of the two has stay. Names of the roots may
  /// differ.
  Ledger& merge(const Ledger& other);

  /// Largest |value - sum of children| of any inner node, relative to the larger of the two; at most 1e-9 for
  /// a ledger that is in order.
  double imbalance() const;
  /// Leaves, with their paths below this node.
  std::vector<std::pair<std::string, double>> leaves() const;
};

}  // namespace tron::timing
