#pragma once

#include <cstddef>
#include <vector>

#include "rooms.h"
#include "schedule/schedule.h"

namespace tron::schedule {

/// A value is given room, or gives it back.
struct LivenessEvent {
  int value = 0;
  bool made = true;
};

/// Where a program's values live while one batch runs: their sizes, the slot each takes, and when each is
/// given room and gives it back. Nothing of it depends on the buffer's size.
struct BufferPlan {
  std::vector<std::size_t> rows, width;  ///< of one sample; 0 rows: the value is never made
  std::vector<double> bytes;             ///< of the whole batch
  std::vector<int> slot;
  int slots = 0;
  std::vector<LivenessEvent> turns;  ///< in the order of issue
  /// From this room on nothing spills: the most bytes that live at once. Infinite where the bytes are so many
  /// that their sums are rounded.
  double enough = 0;
};

/// Which part of each value does not fit into the buffer and goes to main memory instead.
struct Spills {
  std::vector<double> bytes;  ///< by value
  double total = 0;
  double peak_bytes = 0;  ///< most bytes of live values at once, in the buffer and in main memory
};

/// Values are given room in the order in which the steps make them (`order`: issue_order), and lose it after
/// their last use. Slots go to the lowest free number, so that equal layers use equal slots.
BufferPlan plan_values(const Program& program, const Machine& machine, const Workload& workload,
                       const std::vector<std::vector<int>>& order);

/// What does not fit into a buffer of `capacity` bytes when a value is made spills. `spills` is filled anew;
/// one that was filled for the same plan before is filled without allocating.
void spill_values(const BufferPlan& plan, double capacity, Spills& spills);

}  // namespace tron::schedule
