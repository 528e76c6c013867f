#include "timing/events/simulate.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/execution/parallel.h"
#include "schedule/stage_builder.h"
#include "timing/events/accumulators.h"
#include "timing/events/clocks.h"

namespace tron::timing {
namespace {

class EventRun {
 public:
  EventRun(const Schedule& schedule, const Machine& machine, bool unroll, const Observer& observer,
           const std::function<bool()>& stop)
      : schedule_(schedule),
        machine_(machine),
        unroll_(unroll || observer),
        observer_(observer),
        stop_(stop),
        warm_up_(femtoseconds(machine.warm_up)),
        clocks_(schedule, machine),
        accumulators_(machine) {}

  Timeline run() {
    for (const Block& block : schedule_.blocks) play(block);
    timeline_.end = end_;
    timeline_.rounds_simulated = simulated_;
    timeline_.rounds_total = static_cast<std::uint64_t>(accumulators_.port(Accumulators::rounds));
    accumulators_.report(timeline_);
    return std::move(timeline_);
  }

 private:
  /// `body` `count` times; what repeats with a mere shift in time is not played again. Where one repetition
  /// does not merely shift time, `period` of them together may: rounds that wait for memory's latency take
  /// the slots of the prefetch queue in turn. Calls skipped(number of repetitions, shift) for the rest.
  template <class Body, class Skipped>
  void repeat(std::uint64_t count, std::uint64_t period, const Body& body, const Skipped& skipped) {
    constexpr int kSingly = 4;
    int tries = 0;
    for (std::uint64_t done = 0; done < count;) {
      if (stop_ && stop_()) throw Interrupted();
      const std::uint64_t together = tries++ < kSingly ? 1 : period;
      if (unroll_ || count - done < 2 * together) {
        body();
        ++done;
        continue;
      }
      clocks_.open();
      const std::vector<Femtoseconds> before = accumulators_.counts();
      const Femtoseconds end = std::exchange(end_, 0);
      for (std::uint64_t i = 0; i < together; ++i) body();
      done += together;
      const Femtoseconds by = clocks_.shift();
      if (by >= 0) {
        const auto times = static_cast<Femtoseconds>((count - done) / together);
        clocks_.advance(by * times);
        accumulators_.add_again(before, times);
        end_ += by * times;
        skipped(times * together, by);
        done += times * together;
      }
      end_ = std::max(end_, end);
      clocks_.close();
    }
  }

  void play(const Block& block) {
    int layer = block.layer;
    bool first = true;
    const auto next = [&](Femtoseconds end) {
      const Femtoseconds begin = timeline_.layers.empty() ? 0 : timeline_.layers.back().end;
      timeline_.layers.push_back({block.layer < 0 ? -1 : layer++, begin, end});
    };
    repeat(
        block.repeats, 1,
        [&] {
          for (const Stage& stage : block.stages) play(stage, first);
          first = false;
          next(end_);
        },
        [&](std::uint64_t times, Femtoseconds by) {
          for (; times > 0; --times) next(timeline_.layers.back().end + by);
        });
  }

  void play(const Stage& stage, bool record) {
    if (stage.rows) return play_rows(*stage.rows, record);
    if (stage.pipeline) return play_pipeline(stage, *stage.pipeline, record);
    const std::size_t recorded = timeline_.runs.size();
    if (record) {
      for (const TileRun& run : stage.tiles) timeline_.runs.push_back({run.step, 0, 0});
    }
    // Side by side: a round of each run in turn for as long as they all have rounds left.
    std::uint64_t done = 0;
    for (;;) {
      std::uint64_t next = std::numeric_limits<std::uint64_t>::max();
      for (const TileRun& run : stage.tiles) {
        if (run.rounds > done) next = std::min(next, run.rounds);
      }
      if (next == std::numeric_limits<std::uint64_t>::max()) break;
      // The first round waits for rows that are still on their way, the others find all of them there.
      if (done == 0) {
        for (std::size_t i = 0; i < stage.tiles.size(); ++i) {
          const Femtoseconds begin = round(stage.tiles[i], 0, true);
          if (record) timeline_.runs[recorded + i].begin = begin;
        }
        done = 1;
      }
      const auto body = [&] {
        for (const TileRun& run : stage.tiles) {
          if (run.rounds >= next) round(run, done, false);
        }
        ++done;
      };
      repeat(next - done, std::max(1, machine_.fetch_depth), body,
             [&](std::uint64_t times, Femtoseconds) { done += times; });
    }
    if (!record) return;
    for (std::size_t i = 0; i < stage.tiles.size(); ++i) {
      timeline_.runs[recorded + i].end = clocks_.read(clocks_.last_row(stage.tiles[i].output));
    }
  }

  /// The second product works on a block of columns while the first makes the next one; their rounds are
  /// issued evenly among each other.
  void play_pipeline(const Stage& stage, const Pipeline& pipeline, bool record) {
    const TileRun& first = stage.tiles[0];
    const TileRun& second = stage.tiles[1];
    std::uint64_t firsts = 0, seconds = 0;
    const std::size_t recorded = timeline_.runs.size();
    const auto lead = [&] {
      const Femtoseconds begin = round(first, firsts, firsts == 0);
      if (record && firsts == 0) timeline_.runs.push_back({first.step, begin, 0});
      ++firsts;
    };
    const auto follow = [&](bool flowing) {
      const Femtoseconds begin = round(second, seconds, flowing);
      if (record && seconds == 0) timeline_.runs.push_back({second.step, begin, 0});
      ++seconds;
    };
    const auto hand_over = [&] {
      clocks_.write(clocks_.first_row(second.streamed), clocks_.read(clocks_.first_row(first.output)));
      clocks_.write(clocks_.last_row(second.streamed), clocks_.read(clocks_.last_row(first.output)));
    };
    const auto both = [&] {
      std::uint64_t followed = 0;
      for (std::uint64_t led = 1; led <= pipeline.lead; ++led) {
        lead();
        for (; followed * pipeline.lead < led * pipeline.follow; ++followed) follow(followed == 0);
      }
      hand_over();
    };
    for (std::uint64_t i = 0; i < pipeline.lead; ++i) lead();
    hand_over();
    both();  // the second product's start is no part of what repeats
    repeat(pipeline.groups * pipeline.blocks - 2, std::max(1, machine_.fetch_depth), both,
           [&](std::uint64_t times, Femtoseconds) {
             firsts += times * pipeline.lead;
             seconds += times * pipeline.follow;
           });
    for (std::uint64_t i = 0; i < pipeline.follow; ++i) follow(i == 0);
    if (!record) return;
    for (std::size_t i = 0; i < 2; ++i) {
      timeline_.runs[recorded + i].end = clocks_.read(clocks_.last_row(stage.tiles[i].output));
    }
  }

  struct Operand {
    Femtoseconds fetched = 0, made = 0, loaded = 0;
  };

  /// Brings a round's stationary operand from main memory or from the value it is to the array's registers.
  Operand bring(const TileRun& run, std::uint64_t number) {
    Operand operand;
    if (run.fetch > 0) {
      const Femtoseconds begin = std::max(clocks_.read(Clocks::kDram), clocks_.take_place(run.pool));
      clocks_.began(begin);
      clocks_.write(Clocks::kDram, begin + run.fetch);
      accumulators_.port(Accumulators::dram) += run.fetch;
      operand.fetched = begin + run.fetch + run.fetch_latency;
      see(Slice::Kind::fetch, run.pool, run.step, number, begin, begin + run.fetch);
    }
    if (run.held >= 0) operand.made = clocks_.read(clocks_.last_row(run.held));
    const Femtoseconds begin =
        std::max({clocks_.read(Clocks::kLoad), clocks_.read(clocks_.pool_registers(run.pool)),
                  operand.fetched, operand.made});
    clocks_.began(begin);
    operand.loaded = begin + run.load;
    clocks_.write(Clocks::kLoad, operand.loaded);
    accumulators_.port(Accumulators::load) += run.load;
    if (run.fetch > 0) clocks_.free_place(run.pool, operand.loaded);
    see(Slice::Kind::load, run.pool, run.step, number, begin, operand.loaded);
    return operand;
  }

  /// Writes the operand into the arrays; the moment when they may stream.
  Femtoseconds program(const TileRun& run, const Operand& operand, std::uint64_t number) {
    const Femtoseconds begin = std::max(clocks_.read(clocks_.pool_shadow(run.pool)), operand.loaded);
    const Femtoseconds end = begin + run.program;
    clocks_.began(begin);
    clocks_.write(clocks_.pool_registers(run.pool), end);
    if (run.program > 0) see(Slice::Kind::program, run.pool, run.step, number, begin, end);
    return end;
  }

  /// Charges the time between two streams of a pool, `stall`: to programming; to data as long as the rows
  /// that stream were not there (`late`); and the rest to what the stationary operand came last from.
  void charge(const TileRun& run, const Operand& operand, Femtoseconds stall, Femtoseconds late) {
    const Femtoseconds programming = std::min(run.program, stall);
    const Femtoseconds rows = std::clamp<Femtoseconds>(late, 0, stall - programming);
    const bool memory = operand.fetched >= operand.made && operand.fetched + run.load == operand.loaded;
    const bool data = operand.made + run.load == operand.loaded;
    accumulators_.pool(run.pool, Accumulators::programming) += programming;
    accumulators_.pool(run.pool, Accumulators::wait_data) += rows;
    accumulators_.pool(run.pool, memory ? Accumulators::wait_memory
                                 : data ? Accumulators::wait_data
                                        : Accumulators::wait_port) += stall - programming - rows;
  }

  /// When a round may begin to stream rows; `flowing`: while they become ready, evenly between the first and
  /// the last.
  Femtoseconds rows_ready(const TileRun& run, bool flowing) {
    if (run.streamed < 0) return 0;
    const Femtoseconds last = clocks_.read(clocks_.last_row(run.streamed));
    if (!flowing) return last;
    // A stream takes as long as its input port needs to feed it.
    const Femtoseconds span = std::max(run.stream, run.feed);
    return std::max(clocks_.read(clocks_.first_row(run.streamed)), last - span + run.row);
  }

  /// One round on all of the pool's arrays; the time at which it began.
  Femtoseconds round(const TileRun& run, std::uint64_t number, bool flowing) {
    ++simulated_;
    ++accumulators_.port(Accumulators::rounds);
    const Operand operand = bring(run, number);
    const Femtoseconds programmed = program(run, operand, number);
    const Femtoseconds free = clocks_.read(clocks_.pool_free(run.pool));
    const Femtoseconds rows = rows_ready(run, flowing);
    const Femtoseconds begin = std::max({programmed, free, rows});
    clocks_.began(begin);
    charge(run, operand, begin - free, rows - free);
    if (rows > std::max(programmed, free) || number == 0) {
      ++accumulators_.pool(run.pool, Accumulators::starts);
      accumulators_.pool(run.pool, Accumulators::warming) += std::min(warm_up_, begin - free);
    }

    const Femtoseconds feed = std::max(clocks_.read(Clocks::kFeed), begin);
    clocks_.write(Clocks::kFeed, feed + run.feed);
    const Femtoseconds end = std::max(begin + run.stream, feed + run.feed);
    accumulators_.port(Accumulators::feed) += run.feed;
    accumulators_.pool(run.pool, Accumulators::streaming) += run.stream;
    accumulators_.pool(run.pool, Accumulators::wait_port) += end - begin - run.stream;
    clocks_.write(clocks_.pool_free(run.pool), end);
    clocks_.write(clocks_.pool_shadow(run.pool), machine_.pools[run.pool].double_buffered ? begin : end);
    see(Slice::Kind::feed, run.pool, run.step, number, feed, feed + run.feed);
    see(Slice::Kind::stream, run.pool, run.step, number, begin, end);
    deliver(run.output, run.pool, run.step, number, end + run.latency, run.drain,
            begin + run.row + run.latency);
    return programmed - run.program;
  }

  /// Results leave through the buffer's port from `ready` on; the value's rows are there from `first` on.
  void deliver(int slot, int index, int step, std::uint64_t number, Femtoseconds ready, Femtoseconds drain,
               Femtoseconds first) {
    const Femtoseconds begin = std::max(clocks_.read(Clocks::kDrain), ready);
    const Femtoseconds last = begin + drain;
    clocks_.write(Clocks::kDrain, last);
    accumulators_.port(Accumulators::drain) += drain;
    clocks_.write(clocks_.first_row(slot), std::min(first, last));
    clocks_.write(clocks_.last_row(slot), last);
    end_ = std::max(end_, last);
    see(Slice::Kind::drain, index, step, number, begin, last);
  }

  void play_rows(const RowRun& run, bool record) {
    const Femtoseconds work = run.row * static_cast<Femtoseconds>(run.rows);
    Femtoseconds ready = clocks_.read(clocks_.unit_free(run.unit)), first = 0, fetched = 0;
    for (int slot : run.inputs) {
      if (slot < 0) continue;
      first = std::max(first, clocks_.read(clocks_.first_row(slot)));
      ready = std::max(ready, clocks_.read(clocks_.last_row(slot)) - std::max(work, run.feed) + run.row);
    }
    ready = std::max(ready, first);
    if (run.fetch > 0) {
      const Femtoseconds fetch = std::max(clocks_.read(Clocks::kDram), first);
      clocks_.began(fetch);
      clocks_.write(Clocks::kDram, fetch + run.fetch);
      accumulators_.port(Accumulators::dram) += run.fetch;
      see(Slice::Kind::fetch, run.unit, run.step, 0, fetch, fetch + run.fetch);
      ready = std::max(ready, fetch + run.fetch_latency);
      fetched = fetch + run.fetch + run.fetch_latency;
    }
    clocks_.began(ready);
    const Femtoseconds feed = std::max(clocks_.read(Clocks::kFeed), ready);
    clocks_.write(Clocks::kFeed, feed + run.feed);
    accumulators_.port(Accumulators::feed) += run.feed;
    const Femtoseconds end = std::max({ready + work, feed + run.feed, fetched});
    clocks_.write(clocks_.unit_free(run.unit), end);
    accumulators_.unit(run.unit) += work;
    see(Slice::Kind::feed, run.unit, run.step, 0, feed, feed + run.feed);
    see(Slice::Kind::rows, run.unit, run.step, 0, ready, end);
    deliver(run.output, run.unit, run.step, 0, end + run.latency, run.drain, ready + run.row + run.latency);
    if (record) timeline_.runs.push_back({run.step, ready, clocks_.read(clocks_.last_row(run.output))});
  }

  void see(Slice::Kind kind, int index, int step, std::uint64_t number, Femtoseconds begin,
           Femtoseconds end) const {
    if (observer_) observer_({kind, index, step, number, begin, end});
  }

  const Schedule& schedule_;
  const Machine& machine_;
  const bool unroll_;
  const Observer& observer_;
  const std::function<bool()>& stop_;
  const Femtoseconds warm_up_;
  Clocks clocks_;
  Accumulators accumulators_;
  Timeline timeline_;
  Femtoseconds end_ = 0;
  std::uint64_t simulated_ = 0;
};

}  // namespace

Timeline simulate(const Schedule& schedule, const Machine& machine, bool unroll, const Observer& observer,
                  const std::function<bool()>& stop) {
  return EventRun(schedule, machine, unroll, observer, stop).run();
}

}  // namespace tron::timing
