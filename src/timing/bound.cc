#include <algorithm>

#include "timing/simulate.h"

namespace tron {
namespace {

/// The chain of steps when each has its pool and operands to itself and ports never make anyone wait.
class Chain {
 public:
  Chain(const Schedule& schedule, const Machine& machine)
      : machine_(machine),
        pools_(machine.pools.size(), 0),
        units_(machine.units.size(), 0),
        first_(schedule.slots, 0),
        last_(schedule.slots, 0) {}

  /// One round after another on a pool of its own.
  Femtoseconds round_of(const TileRun& run) const {
    const Femtoseconds one = std::max(run.stream, run.feed);
    return machine_.pools[run.pool].double_buffered ? std::max(one, run.program) : one + run.program;
  }

  /// The time at which its first stream begins.
  Femtoseconds play(const TileRun& run) {
    const bool overlapped = machine_.pools[run.pool].double_buffered;
    const Femtoseconds made = run.held >= 0 ? last_[run.held] : 0;
    const Femtoseconds came = run.fetch > 0 ? run.fetch + run.fetch_latency : 0;
    const Femtoseconds programmed =
        std::max(overlapped ? 0 : pools_[run.pool], std::max(made, came) + run.load) + run.program;
    Femtoseconds begin = std::max(pools_[run.pool], programmed);
    if (run.streamed >= 0) {
      begin = std::max(
          {begin, first_[run.streamed], last_[run.streamed] - std::max(run.stream, run.feed) + run.row});
    }
    const Femtoseconds one = std::max(run.stream, run.feed);
    const Femtoseconds final = begin + round_of(run) * static_cast<Femtoseconds>(run.rounds - 1);
    pools_[run.pool] = final + one;
    deliver(run.output, final + run.row + run.latency, final + one + run.latency + run.drain);
    return begin;
  }

  /// The second begins when the first block of columns is there, and works on the last one after the first is
  /// done.
  void play(const TileRun& first, const TileRun& second, const Pipeline& pipeline) {
    const Femtoseconds began = play(first);
    const Femtoseconds whole = last_[first.output] - first.drain;
    const Femtoseconds step = round_of(first) * static_cast<Femtoseconds>(pipeline.lead - 1);
    first_[second.streamed] = last_[second.streamed] = began + step + first.row + first.latency;
    play(second);
    // Rows flow here too: the last block's first round ends at least a row after the first product.
    const Femtoseconds rest = round_of(second) * static_cast<Femtoseconds>(pipeline.follow - 1);
    const Femtoseconds last = whole + second.row + rest + second.latency;
    if (last > last_[second.output]) deliver(second.output, first_[second.output], last);
  }

  void play(const RowRun& run) {
    const Femtoseconds work = run.row * static_cast<Femtoseconds>(run.rows);
    Femtoseconds begin = units_[run.unit], first = 0;
    for (int slot : run.inputs) {
      if (slot < 0) continue;
      first = std::max(first, first_[slot]);
      begin = std::max(begin, last_[slot] - std::max(work, run.feed) + run.row);
    }
    begin = std::max(begin, first);
    if (run.fetch > 0) begin = std::max(begin, first + run.fetch_latency);
    const Femtoseconds fetched = run.fetch > 0 ? first + run.fetch + run.fetch_latency : 0;
    const Femtoseconds end = std::max({begin + work, begin + run.feed, fetched});
    units_[run.unit] = end;
    deliver(run.output, begin + run.row + run.latency, end + run.latency + run.drain);
  }

  Femtoseconds end() const { return end_; }

 private:
  void deliver(int slot, Femtoseconds first, Femtoseconds last) {
    first_[slot] = std::min(first, last);
    last_[slot] = last;
    end_ = std::max(end_, last);
  }

  const Machine& machine_;
  std::vector<Femtoseconds> pools_, units_, first_, last_;
  Femtoseconds end_ = 0;
};

/// What each unit and port has to do in all; of programming, what streaming cannot hide. `places`: how long
/// each pool's waiting places are taken.
void add_work(const Block& block, const Machine& machine, Timeline& timeline,
              std::vector<Femtoseconds>& places) {
  const auto repeats = static_cast<Femtoseconds>(block.repeats);
  for (const Stage& stage : block.stages) {
    for (const TileRun& run : stage.tiles) {
      const Femtoseconds rounds = repeats * static_cast<Femtoseconds>(run.rounds);
      PoolTime& pool = timeline.pools[run.pool];
      pool.streaming += rounds * run.stream;
      // Hidden behind the round before; a run's first may hide behind another run.
      pool.programming += machine.pools[run.pool].double_buffered
                              ? (rounds - repeats) * std::max<Femtoseconds>(0, run.program - run.stream)
                              : rounds * run.program;
      timeline.dram += rounds * run.fetch;
      if (run.fetch > 0) places[run.pool] += rounds * (run.fetch + run.fetch_latency + run.load);
      timeline.load += rounds * run.load;
      timeline.feed += rounds * run.feed;
      timeline.drain += rounds * run.drain;
      timeline.rounds_total += static_cast<std::uint64_t>(rounds);
    }
    if (!stage.rows) continue;
    const RowRun& run = *stage.rows;
    timeline.units[run.unit] += repeats * run.row * static_cast<Femtoseconds>(run.rows);
    timeline.dram += repeats * run.fetch;
    timeline.feed += repeats * run.feed;
    timeline.drain += repeats * run.drain;
  }
}

}  // namespace

Timeline bound(const Schedule& schedule, const Machine& machine) {
  Timeline timeline;
  timeline.pools.resize(machine.pools.size());
  timeline.units.resize(machine.units.size());
  Chain chain(schedule, machine);
  std::vector<Femtoseconds> places(machine.pools.size(), 0);
  for (const Block& block : schedule.blocks) {
    add_work(block, machine, timeline, places);
    for (int repeat = 0; repeat < block.repeats; ++repeat) {
      const Femtoseconds begin = chain.end();
      for (const Stage& stage : block.stages) {
        if (stage.pipeline) {
          chain.play(stage.tiles[0], stage.tiles[1], *stage.pipeline);
        } else {
          for (const TileRun& run : stage.tiles) chain.play(run);
        }
        if (stage.rows) chain.play(*stage.rows);
      }
      timeline.layers.push_back({block.layer < 0 ? -1 : block.layer + repeat, begin, chain.end()});
    }
  }
  for (const Femtoseconds taken : places) {
    timeline.places = std::max(timeline.places, taken / std::max(1, machine.fetch_depth));
  }
  timeline.end =
      std::max({chain.end(), timeline.places, timeline.dram, timeline.load, timeline.feed, timeline.drain});
  return timeline;
}

}  // namespace tron
