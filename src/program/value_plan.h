#pragma once

#include <cstddef>
#include <vector>

#include "program/schedule.h"

namespace tron {

/// Where a program's values live while one batch runs: their sizes, the slot each takes, and which part of
/// each does not fit into the buffer and goes to main memory instead.
struct ValuePlan {
  std::vector<std::size_t> rows, width;  ///< of one sample; 0 rows: the value is never made
  std::vector<double> bytes;             ///< of the whole batch
  std::vector<double> spilled;           ///< bytes of it in main memory
  std::vector<int> slot;
  int slots = 0;
  double peak_bytes = 0;
};

/// Values are given room in the order in which the steps make them (`order`: issue_order), and lose it after
/// their last use; what does not fit when a value is made spills. Slots go to the lowest free number, so that
/// equal layers use equal slots.
ValuePlan plan_values(const Program& program, const Graph& graph, const Machine& machine,
                      const Workload& workload, const std::vector<std::vector<int>>& order);

}  // namespace tron
