#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "rooms.h"
#include "timing/events/simulate.h"

namespace tron::timing {

/// What a pool, a unit or a port did during the run; the times sum to the run's.
struct Usage {
  enum class Kind { pool, unit, port } kind = Kind::pool;
  std::string name;  ///< "query", "softmax", "main memory", "buffer load", "buffer feed", "buffer drain"
  double streaming_s = 0, programming_s = 0;  ///< units and ports only stream
  double wait_memory_s = 0, wait_port_s = 0, wait_data_s = 0;
  double idle_s = 0;  ///< nothing left to do, or not yet
  std::uint64_t starts = 0;
  double macs = 0, peak_macs_per_s = 0;  ///< pools only
  double busy_share = 0;                 ///< streaming and programming over the run time
  double mac_utilisation = 0;            ///< macs / (peak x run time), pools only
};

/// Pools, units, then the ports of main memory and of the buffer.
std::vector<Usage> usage_of(const Schedule& schedule, const Timeline& timeline, const Machine& machine);

/// Adds a pass that followed.
void add_usage(std::vector<Usage>& sum, const std::vector<Usage>& later);

/// What a bound stands on: the name of the pool, unit or port that is busy throughout, or "chain of steps".
std::string bottleneck(const std::vector<Usage>& usage);

}  // namespace tron::timing
