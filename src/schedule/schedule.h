#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "chip/machine.h"
#include "program/program.h"
#include "program/step_work.h"
#include "rooms.h"

namespace tron::schedule {

/// Time as an integer, so that the time of a schedule that repeats does not depend on the order of summation.
using Femtoseconds = std::int64_t;

/// A product dealt to the arrays of a pool in rounds: every array takes one tile of the stationary operand,
/// is programmed with it, and streams the other operand's vectors through. All rounds are alike; the last may
/// leave arrays idle. The times are those of one round.
struct TileRun {
  int step = 0;  ///< Program::steps
  int pool = 0;  ///< Machine::pools
  std::uint64_t rounds = 0, tiles = 0;
  std::uint64_t row_blocks = 0, depth_blocks = 0;  ///< Mapping's
  Femtoseconds program = 0, stream = 0;
  Femtoseconds row = 0;      ///< one vector's share of `stream`
  Femtoseconds latency = 0;  ///< last symbol in to result out
  Femtoseconds fetch = 0;    ///< main memory's port, 0: nothing comes from there
  Femtoseconds fetch_latency = 0;
  Femtoseconds load = 0, feed = 0,
               drain = 0;  ///< buffer's ports: stationary operand, moving operand, results
  int streamed = -1;       ///< slot of the moving operand, -1: a tensor
  int held = -1;           ///< slot of the stationary operand, -1: a tensor or a cache in memory
  int output = -1;         ///< slot
  StepWork work;           ///< of all rounds
  friend bool operator==(const TileRun&, const TileRun&) = default;
};

/// A matrix that goes row by row through a unit.
struct RowRun {
  int step = 0;
  int unit = 0;  ///< Machine::units
  std::uint64_t rows = 0;
  Femtoseconds row = 0, latency = 0;  ///< one row's work; element in to element out
  Femtoseconds fetch = 0, fetch_latency = 0, feed = 0, drain = 0;
  std::vector<int> inputs;  ///< slots
  int output = -1;
  StepWork work;
  friend bool operator==(const RowRun&, const RowRun&) = default;
};

/// Two products as a pipeline: the second starts on a block of the first's columns as soon as it is complete.
/// In each of `groups` (the heads that an array works through one after another) the first makes `blocks`
/// blocks of columns in `lead` rounds each; the second, depth outermost, uses a block up in `follow` rounds.
/// There are two blocks at least.
struct Pipeline {
  std::uint64_t groups = 1, blocks = 1, lead = 1, follow = 1;
  friend bool operator==(const Pipeline&, const Pipeline&) = default;
};

/// Runs that are issued side by side, one round of each in turn (tiles), or one run of a unit.
struct Stage {
  std::vector<TileRun> tiles;
  std::optional<RowRun> rows;
  std::optional<Pipeline>
      pipeline;  ///< of tiles[0] and tiles[1]; tiles[1].streamed is a slot of its own then
};

/// Stages in order; `repeats` layers in a row do the same.
struct Block {
  int layer = -1;  ///< of the first repetition; -1: stem or head
  int repeats = 1;
  std::vector<Stage> stages;
};

/// How much of the network runs at once.
struct Workload {
  std::uint64_t batch = 1;    ///< samples
  std::uint64_t tokens = 0;   ///< rows of each sample
  std::uint64_t context = 0;  ///< rows that are cached from before (decoding)
  std::uint64_t source = 0;   ///< rows of an encoder-decoder's source; 0 = as many as `tokens`
  Extent extent() const { return {tokens, context, source}; }
};

/// A program laid out on a machine: which runs follow which on what unit, and what each of them moves. Values
/// live in slots, used again once a value is dead.
struct Schedule {
  std::vector<Block> blocks;
  int slots = 0;
  double peak_value_bytes = 0;  ///< most bytes of live values at once
  double spilled_bytes = 0;     ///< bytes of values that went to main memory since the buffer was full
  double weight_bytes = 0;      ///< all stationary tensors of the network
  bool weights_resident = false;
  double cache_bytes = 0;  ///< cached keys and values after this pass
  StepWork total() const;
};

/// InputError for a workload that the network cannot take (more tokens than its position table).
Schedule build_schedule(const Program& program, const Machine& machine, const Workload& workload);

}  // namespace tron::schedule
