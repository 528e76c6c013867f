#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "rooms.h"
#include "schedule/schedule.h"

namespace tron::timing {

/// Why a pool stood still, or what it did.
struct PoolTime {
  Femtoseconds streaming = 0, programming = 0;
  Femtoseconds wait_memory = 0;  ///< for main memory
  Femtoseconds wait_port = 0;    ///< for a port of the buffer
  Femtoseconds wait_data = 0;    ///< for a value that an earlier step makes
  std::uint64_t starts = 0;      ///< times it started after a rest
  Femtoseconds warming = 0;      ///< before its starts: Machine::warm_up, or the rest where that was shorter
};

struct RunTime {
  int step = 0;
  Femtoseconds begin = 0, end = 0;  ///< first programming or row to last result, of the first repetition
};

struct LayerTime {
  int layer = -1;
  Femtoseconds begin = 0, end = 0;
};

/// What an observer sees of an unrolled run: one slice of work on one unit.
struct Slice {
  enum class Kind { program, stream, fetch, load, feed, drain, rows } kind;
  int index = 0;  ///< pool or unit; unused for ports
  int step = 0;
  std::uint64_t round = 0;
  Femtoseconds begin = 0, end = 0;
};
using Observer = std::function<void(const Slice&)>;

struct Timeline {
  Femtoseconds end = 0;
  std::vector<PoolTime> pools;
  std::vector<Femtoseconds> units;                       ///< busy
  Femtoseconds dram = 0, load = 0, feed = 0, drain = 0;  ///< ports' busy times
  Femtoseconds places = 0;        ///< bound only: largest occupancy of a prefetch queue, over its depth
  std::vector<RunTime> runs;      ///< one per run and block, in issue order
  std::vector<LayerTime> layers;  ///< one per layer of the network, stem and head -1
  std::uint64_t rounds_simulated = 0, rounds_total = 0;
};

/// Runs the schedule as a timed event graph: every unit and port works through its queue in the order of
/// issue; an operation starts when the one before it on each of its units is done, its operands are there,
/// and the buffer has room. Once a repetition advances every clock by the same amount as the one before, the
/// rest are skipped: the graph's recurrence only adds and takes maxima, so the same shift repeats (Baccelli
/// et al., Synchronization and Linearity, Wiley 1992, ch. 3). With `unroll`, or an observer, nothing is
/// skipped and the result is the same. Interrupted (base/execution/parallel.h) where `stop` says so.
Timeline simulate(const Schedule& schedule, const Machine& machine, bool unroll = false,
                  const Observer& observer = {}, const std::function<bool()>& stop = {});

/// A lower bound in closed form: the longest of the busiest unit or port; the occupancy of the busiest
/// prefetch queue by operands from main memory; and the chain of steps without contention for units.
/// simulate() is never below it.
Timeline bound(const Schedule& schedule, const Machine& machine);

}  // namespace tron::timing
