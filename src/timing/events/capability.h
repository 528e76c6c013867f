#pragma once

#include <optional>

#include "base/error.h"
#include "chip/machine.h"
#include "program/program.h"
#include "rooms.h"

namespace tron::timing {

/// The first thing that the program asks for and the machine does not have: an array pool or a unit for one
/// of its steps, a main memory, a buffer.
std::optional<Infeasible> missing_capability(const Program& program, const Machine& machine);

/// What of a network lives in main memory.
struct Resident {
  double weight_bytes = 0;  ///< of all stationary tensors
  bool weights_resident = false;
  double cache_bytes = 0;
};

/// Room that main memory has left for weights that stream and caches that do not fit the buffer; negative:
/// that is missing. A memory of capacity 0 takes everything.
double memory_margin(const Resident& resident, const Machine& machine);
Infeasible missing_memory(double margin);

}  // namespace tron::timing
