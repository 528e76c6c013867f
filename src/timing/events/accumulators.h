#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "rooms.h"
#include "timing/events/simulate.h"

namespace tron::timing {

/// All additive counters in one vector, so that n skipped repetitions can be added at once.
class Accumulators {
 public:
  explicit Accumulators(const Machine& machine)
      : pools_(machine.pools.size()), counts_(pools_ * kPoolCounts + machine.units.size() + 5, 0) {}

  enum PoolCount { streaming, programming, wait_memory, wait_port, wait_data, starts, warming, kPoolCounts };
  enum PortCount { dram, load, feed, drain, rounds };
  Femtoseconds& pool(int number, PoolCount what) { return counts_[number * kPoolCounts + what]; }
  Femtoseconds& port(PortCount what) { return counts_[counts_.size() - 5 + what]; }
  Femtoseconds& unit(int number) { return counts_[pools_ * kPoolCounts + number]; }

  const std::vector<Femtoseconds>& counts() const { return counts_; }
  void add_again(const std::vector<Femtoseconds>& before, Femtoseconds times) {
    for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += (counts_[i] - before[i]) * times;
  }

  void report(Timeline& timeline) {
    for (std::size_t p = 0; p < pools_; ++p) {
      const int n = static_cast<int>(p);
      timeline.pools.push_back({pool(n, streaming), pool(n, programming), pool(n, wait_memory),
                                pool(n, wait_port), pool(n, wait_data),
                                static_cast<std::uint64_t>(pool(n, starts)), pool(n, warming)});
    }
    for (std::size_t u = pools_ * kPoolCounts; u < counts_.size() - 5; ++u) {
      timeline.units.push_back(counts_[u]);
    }
    timeline.dram = port(dram);
    timeline.load = port(load);
    timeline.feed = port(feed);
    timeline.drain = port(drain);
  }

 private:
  std::size_t pools_;
  std::vector<Femtoseconds> counts_;
};

}  // namespace tron::timing
