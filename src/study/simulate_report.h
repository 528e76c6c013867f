#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/text/json.h"
#include "chip/chip.h"
#include "rooms.h"
#include "study/findings/limits.h"
#include "timing/simulation.h"

namespace tron::study {

/// What was simulated, besides the numbers: the same for every assumption set.
struct SimulateSubject {
  std::string version;
  std::string command_line;
  std::string network, network_path;  ///< short name; where its description or weights lie
  std::string family;
  std::size_t layers = 0, width = 0, heads = 0, feed_forward = 0;
};

/// One assumption set: the chip it makes, and the network on it in time and cost.
struct SimulateRun {
  Chip chip;
  Simulation simulation;
  Limits limits{};
};

struct SimulateReport {
  SimulateSubject subject;
  std::vector<SimulateRun> runs;         ///< one an assumption set, in the order asked for
  std::vector<Infeasible> infeasible{};  ///< assumption sets under which the chip cannot work
  bool complete = true;                  ///< false after Ctrl-C: the sets that were finished by then
};

}  // namespace tron::study
