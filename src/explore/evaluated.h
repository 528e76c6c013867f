#pragma once

#include <cstdint>

#include "explore/space/metric.h"
#include "rooms.h"

namespace tron::explore {

/// What became of a combination.
enum class Status : std::uint8_t {
  design,      ///< works, within every constraint that its stage can check
  infeasible,  ///< cannot work: its light does not suffice, it lacks a part
  illegal,     ///< a description does not allow these values together
  outside,     ///< works, but breaks a constraint
};
inline constexpr const char* kStatusNames[] = {"design", "infeasible", "illegal", "outside"};
inline constexpr int kStatuses = 4;

/// A combination of a space, evaluated in one stage. Bit-identical for any number of threads and ranks; for
/// other processors see docs/methods/same-bits.md.
struct EvaluatedDesign {
  std::uint64_t number = 0;  ///< Space::choices
  Status status = Status::infeasible;
  Metrics metrics;  ///< of designs, and of those outside; otherwise NaN
};

/// What a table of evaluated designs says of each beside its parameters and metrics; none may share a name.
inline constexpr const char* kDesignColumns[] = {"stage", "number", "status", "front", "knee"};

}  // namespace tron::explore
