#include "timing/bounds/bound.h"

#include <algorithm>

namespace tron::timing {

void Bound::clear(const Machine& machine) {
  timeline_.pools.assign(machine.pools.size(), {});
  timeline_.units.assign(machine.units.size(), 0);
  timeline_.layers.clear();
  timeline_.dram = timeline_.load = timeline_.feed = timeline_.drain = timeline_.places = 0;
  timeline_.rounds_total = 0;
  places_.assign(machine.pools.size(), 0);
}

/// What each unit and port has to do in all; of programming, what streaming cannot hide.
void Bound::add_work(const TileRun& run, Femtoseconds repeats, bool double_buffered) {
  const Femtoseconds rounds = repeats * static_cast<Femtoseconds>(run.rounds);
  PoolTime& pool = timeline_.pools[run.pool];
  pool.streaming += rounds * run.stream;
  // Hidden behind the round before; a run's first may hide behind another run.
  pool.programming += double_buffered
                          ? (rounds - repeats) * std::max<Femtoseconds>(0, run.program - run.stream)
                          : rounds * run.program;
  timeline_.dram += rounds * run.fetch;
  if (run.fetch > 0) places_[run.pool] += rounds * (run.fetch + run.fetch_latency + run.load);
  timeline_.load += rounds * run.load;
  timeline_.feed += rounds * run.feed;
  timeline_.drain += rounds * run.drain;
  timeline_.rounds_total += static_cast<std::uint64_t>(rounds);
}

void Bound::add_work(const RowRun& run, Femtoseconds repeats) {
  timeline_.units[run.unit] += repeats * run.row * static_cast<Femtoseconds>(run.rows);
  timeline_.dram += repeats * run.fetch;
  timeline_.feed += repeats * run.feed;
  timeline_.drain += repeats * run.drain;
}

void Bound::add_work(const BlockView& block, const Machine& machine) {
  for (const StageView& stage : block.stages) {
    for (const TileRun& run : stage.tiles) {
      add_work(run, block.repeats, machine.pools[run.pool].double_buffered);
    }
    if (stage.rows != nullptr) add_work(*stage.rows, block.repeats);
  }
}

/// Plays repetitions until one only shifts what the one before it left, and adds the rest at once.
void Bound::add_chain(const BlockView& block) {
  const int layer = block.layer;
  for (int repeat = 0; repeat < block.repeats; ++repeat) {
    const Femtoseconds begin = chain_.end();
    const int left = block.repeats - 1 - repeat;
    if (repeat > 0 && left > 0) chain_.mark();
    chain_.play(block.stages);
    timeline_.layers.push_back({layer < 0 ? -1 : layer + repeat, begin, chain_.end()});
    if (repeat == 0 || left == 0) continue;
    const Femtoseconds by = chain_.shift(block.stages);
    if (by < 0) continue;
    for (int more = 1; more <= left; ++more) {
      timeline_.layers.push_back(
          {layer < 0 ? -1 : layer + repeat + more, begin + by * more, begin + by * (more + 1)});
    }
    chain_.skip(block.stages, by, left);
    return;
  }
}

const Timeline& Bound::of(std::span<const BlockView> blocks, int slots, const Machine& machine) {
  clear(machine);
  chain_.start(machine, slots);
  for (const BlockView& block : blocks) {
    add_work(block, machine);
    add_chain(block);
  }
  for (const Femtoseconds taken : places_) {
    timeline_.places = std::max(timeline_.places, taken / std::max(1, machine.fetch_depth));
  }
  timeline_.end = std::max(
      {chain_.end(), timeline_.places, timeline_.dram, timeline_.load, timeline_.feed, timeline_.drain});
  return timeline_;
}

Timeline bound(const Schedule& schedule, const Machine& machine) {
  const ScheduleView view(schedule);
  return Bound().of(view.blocks(), schedule.slots, machine);
}

}  // namespace tron::timing
