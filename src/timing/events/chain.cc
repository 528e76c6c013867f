#include "timing/events/chain.h"

#include <algorithm>

namespace tron::timing {

// Why equal shifts go on. Let x be the clocks that a repetition writes and F what it makes of them. F only
// adds constants and takes maxima, some of them with what does not move: time 0, arrivals from main memory,
// clocks that are only read. So F(x) = max(A(x), c) with A(x + d) = A(x) + d and c constant, clock by clock.
// Let two repetitions in a row give y = F(x) and z = F(y) = y + d, all clocks alike. The end is one of them
// and never falls, so d >= 0. With d = 0, F(z) = z. With d > 0, z > y >= c, so z is A(y) throughout, and F(z)
// = max(A(y) + d, c) = z + d; and so on. One minimum is taken, in deliver(): of a value's first row with its
// last. It has no say where a run's constants keep the two in order; blocks in which one does not are played
// to their end (orders_rows).

namespace {

/// Whether the run's first row of results is there no later than its last, whenever it begins.
bool orders_rows(const TileRun& run) {
  return run.row <= std::max(run.stream, run.feed) + run.drain;
}

bool orders_rows(const RowRun& run) {
  return run.row <= std::max(run.row * static_cast<Femtoseconds>(run.rows), run.feed) + run.drain;
}

bool orders_rows(std::span<const StageView> stages) {
  return std::all_of(stages.begin(), stages.end(), [](const StageView& stage) {
    return (stage.rows == nullptr || orders_rows(*stage.rows)) &&
           std::all_of(stage.tiles.begin(), stage.tiles.end(),
                       [](const TileRun& run) { return orders_rows(run); });
  });
}

}  // namespace

void Chain::start(const Machine& machine, int slots) {
  machine_ = &machine;
  units_ = 1 + static_cast<int>(machine.pools.size());
  slots_ = units_ + static_cast<int>(machine.units.size());
  clocks_.assign(slots_ + 2 * static_cast<std::size_t>(slots), 0);
}

void Chain::play(std::span<const StageView> stages) {
  for (const StageView& stage : stages) {
    if (stage.pipeline) {
      play(stage.tiles[0], stage.tiles[1], *stage.pipeline);
    } else {
      for (const TileRun& run : stage.tiles) play(run);
    }
    if (stage.rows != nullptr) play(*stage.rows);
  }
}

/// One round after another on a pool of its own.
Femtoseconds Chain::round_of(const TileRun& run) const {
  const Femtoseconds one = std::max(run.stream, run.feed);
  return machine_->pools[run.pool].double_buffered ? std::max(one, run.program) : one + run.program;
}

/// The time at which its first stream begins.
Femtoseconds Chain::play(const TileRun& run) {
  const bool overlapped = machine_->pools[run.pool].double_buffered;
  const Femtoseconds made = run.held >= 0 ? last(run.held) : 0;
  const Femtoseconds came = run.fetch > 0 ? run.fetch + run.fetch_latency : 0;
  const Femtoseconds programmed =
      std::max(overlapped ? 0 : pool(run.pool), std::max(made, came) + run.load) + run.program;
  Femtoseconds begin = std::max(pool(run.pool), programmed);
  const Femtoseconds one = std::max(run.stream, run.feed);
  if (run.streamed >= 0) begin = std::max({begin, first(run.streamed), last(run.streamed) - one + run.row});
  const Femtoseconds final = begin + round_of(run) * static_cast<Femtoseconds>(run.rounds - 1);
  pool(run.pool) = final + one;
  deliver(run.output, final + run.row + run.latency, final + one + run.latency + run.drain);
  return begin;
}

/// The second begins when the first block of columns is there, and works on the last one after the first is
/// done.
void Chain::play(const TileRun& ahead, const TileRun& behind, const Pipeline& pipeline) {
  const Femtoseconds began = play(ahead);
  const Femtoseconds whole = last(ahead.output) - ahead.drain;
  const Femtoseconds step = round_of(ahead) * static_cast<Femtoseconds>(pipeline.lead - 1);
  first(behind.streamed) = last(behind.streamed) = began + step + ahead.row + ahead.latency;
  play(behind);
  // Rows flow here too: the last block's first round ends at least a row after the first product.
  const Femtoseconds rest = round_of(behind) * static_cast<Femtoseconds>(pipeline.follow - 1);
  const Femtoseconds done = whole + behind.row + rest + behind.latency;
  if (done > last(behind.output)) deliver(behind.output, first(behind.output), done);
}

void Chain::play(const RowRun& run) {
  const Femtoseconds work = run.row * static_cast<Femtoseconds>(run.rows);
  Femtoseconds begin = unit(run.unit), start = 0;
  for (int slot : run.inputs) {
    if (slot < 0) continue;
    start = std::max(start, first(slot));
    begin = std::max(begin, last(slot) - std::max(work, run.feed) + run.row);
  }
  begin = std::max(begin, start);
  if (run.fetch > 0) begin = std::max(begin, start + run.fetch_latency);
  const Femtoseconds fetched = run.fetch > 0 ? start + run.fetch + run.fetch_latency : 0;
  const Femtoseconds done = std::max({begin + work, begin + run.feed, fetched});
  unit(run.unit) = done;
  deliver(run.output, begin + run.row + run.latency, done + run.latency + run.drain);
}

void Chain::deliver(int slot, Femtoseconds first_row, Femtoseconds last_row) {
  first(slot) = std::min(first_row, last_row);
  last(slot) = last_row;
  clocks_[kEnd] = std::max(clocks_[kEnd], last_row);
}

void Chain::mark() {
  marked_ = clocks_;
}

/// The clocks that a repetition writes; some more than once.
template <class Visit>
void Chain::visit_written(std::span<const StageView> stages, Visit visit) const {
  const auto slot = [&](int number) {
    visit(slots_ + 2 * number);
    visit(slots_ + 2 * number + 1);
  };
  visit(kEnd);
  for (const StageView& stage : stages) {
    for (const TileRun& run : stage.tiles) {
      visit(1 + run.pool);
      slot(run.output);
    }
    if (stage.pipeline) slot(stage.tiles[1].streamed);
    if (stage.rows == nullptr) continue;
    visit(units_ + stage.rows->unit);
    slot(stage.rows->output);
  }
}

Femtoseconds Chain::shift(std::span<const StageView> stages) const {
  const Femtoseconds by = clocks_[kEnd] - marked_[kEnd];
  bool alike = true;
  visit_written(stages, [&](int clock) { alike = alike && clocks_[clock] - marked_[clock] == by; });
  return alike && orders_rows(stages) ? by : -1;
}

/// Each clock once: by where it would stand, not by how far it has to move.
void Chain::skip(std::span<const StageView> stages, Femtoseconds by, int times) {
  visit_written(stages, [&](int clock) { clocks_[clock] = marked_[clock] + by * (1 + times); });
}

}  // namespace tron::timing
