#include "timing/events/simulate.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "timing/example_schedule.h"

namespace tron::timing {
namespace {

using examples::random_schedule;
using examples::row_run;
using examples::stage;
using examples::tile_run;
using program::examples::tiny_machine;

constexpr Femtoseconds kNs = 1'000'000;

Schedule one_block(std::vector<Stage> stages, int repeats = 1) {
  Schedule schedule;
  schedule.slots = 4;
  schedule.blocks = {Block{0, repeats, std::move(stages)}};
  return schedule;
}

// Chips by hand. A round takes 10 ns of programming and 100 ns of streaming; results come 2 ns later.

TEST(EventByHand, OneRound) {
  const Timeline t = simulate(one_block({stage(tile_run(0, 1, -1, 0))}), tiny_machine());
  EXPECT_EQ(t.end, (10 + 100 + 2) * kNs);
}

TEST(EventByHand, RoundsFollowEachOther) {
  const Timeline t = simulate(one_block({stage(tile_run(0, 1000, -1, 0))}), tiny_machine());
  EXPECT_EQ(t.end, (1000 * 110 + 2) * kNs);
  EXPECT_EQ(t.pools[0].streaming, 100'000 * kNs);
  EXPECT_EQ(t.pools[0].programming, 10'000 * kNs);
  EXPECT_LT(t.rounds_simulated, 10u) << "the rest only repeats";
  EXPECT_EQ(t.rounds_total, 1000u);
}

TEST(EventByHand, ADoubleBufferedPoolProgramsWhileItStreams) {
  Machine machine = tiny_machine();
  machine.pools[0].double_buffered = true;
  EXPECT_EQ(simulate(one_block({stage(tile_run(0, 50, -1, 0))}), machine).end, (10 + 50 * 100 + 2) * kNs);
}

TEST(EventByHand, ADoubleBufferedPoolMayWaitForItsProgramming) {
  Machine machine = tiny_machine();
  machine.pools[0].double_buffered = true;
  TileRun run = tile_run(0, 50, -1, 0);
  run.program = 300 * kNs;
  const Timeline t = simulate(one_block({stage(run)}), machine);
  EXPECT_EQ(t.end, (50 * 300 + 100 + 2) * kNs);
  EXPECT_EQ(t.pools[0].programming, (300 + 49 * 200) * kNs) << "what streaming does not hide";
}

// The first tile is fetched in 400 + 50 ns, then one comes every 400 ns; the last is loaded (20 ns) and
// worked on.
TEST(EventByHand, MainMemorySetsThePace) {
  TileRun run = tile_run(0, 30, -1, 0);
  run.fetch = 400 * kNs;
  run.fetch_latency = 50 * kNs;
  run.load = 20 * kNs;
  const Timeline t = simulate(one_block({stage(run)}), tiny_machine());
  EXPECT_EQ(t.end, (30 * 400 + 50 + 20 + 110 + 2) * kNs);
  EXPECT_EQ(t.dram, 30 * 400 * kNs);
  EXPECT_EQ(t.pools[0].wait_port, 0);
  EXPECT_EQ(t.pools[0].wait_data, 0);
  EXPECT_EQ(t.pools[0].wait_memory, (450 + 20 + 29 * (400 - 110)) * kNs);
}

// Two rounds may wait in the buffer: the third fetch begins when the first operand is loaded.
TEST(EventByHand, FetchesStopWhenTheWaitingPlacesAreFull) {
  Machine machine = tiny_machine();
  machine.fetch_depth = 1;
  TileRun run = tile_run(0, 3, -1, 0);
  run.fetch = 30 * kNs;
  run.load = 5 * kNs;
  // fetch 0-30, load 30-35, program 35-45, stream 45-145; the next is fetched 35-65 and loaded 65-70; its
  // registers are free at 45; it is programmed at 145, streams 155-255; the third likewise at 255, 265-365.
  EXPECT_EQ(simulate(one_block({stage(run)}), machine).end, (365 + 2) * kNs);
}

TEST(EventByHand, TheInputPortStretchesAStream) {
  TileRun run = tile_run(0, 4, -1, 0);
  run.feed = 130 * kNs;
  const Timeline t = simulate(one_block({stage(run)}), tiny_machine());
  EXPECT_EQ(t.end, (4 * 140 + 2) * kNs);
  EXPECT_EQ(t.pools[0].wait_port, 4 * 30 * kNs);
}

// The softmax unit starts on the first row while the last tile still streams: rows come every 10 ns from
// 10 + 10 + 2 on, the last is there at 112; ten rows of 5 ns end 5 ns after it, and the result 3 ns later.
TEST(EventByHand, RowsAreTakenUpAsTheyFinish) {
  const Timeline t =
      simulate(one_block({stage(tile_run(0, 1, -1, 0)), stage(row_run(0, 10, 0, 1))}), tiny_machine());
  EXPECT_EQ(t.end, (112 + 5 + 3) * kNs);
}

TEST(EventByHand, ASlowUnitStartsWithTheFirstRow) {
  RowRun rows = row_run(0, 10, 0, 1);
  rows.row = 40 * kNs;
  const Timeline t = simulate(one_block({stage(tile_run(0, 1, -1, 0)), stage(rows)}), tiny_machine());
  EXPECT_EQ(t.end, (22 + 400 + 3) * kNs);
}

// The second product's arrays are programmed while the first one works; its rows follow 10 + 2 ns behind.
TEST(EventByHand, AProductFollowsAnotherRowByRow) {
  const Timeline t =
      simulate(one_block({stage(tile_run(0, 1, -1, 0)), stage(tile_run(1, 1, 0, 1))}), tiny_machine());
  EXPECT_EQ(t.end, (10 + 10 + 2 + 100 + 2) * kNs);
  EXPECT_EQ(t.pools[1].wait_data, 12 * kNs);
}

TEST(EventByHand, ADynamicOperandIsProgrammedWhenItIsWhole) {
  TileRun second = tile_run(1, 1, -1, 1);
  second.held = 0;
  second.load = 7 * kNs;
  const Timeline t = simulate(one_block({stage(tile_run(0, 1, -1, 0)), stage(second)}), tiny_machine());
  EXPECT_EQ(t.end, (112 + 7 + 10 + 100 + 2) * kNs);
  EXPECT_EQ(t.pools[1].wait_data, 119 * kNs);
}

TEST(Event, RoundsThatRepeatInPairsAreSkippedAsWell) {
  // Two slots of the prefetch queue and a latency of more than a round: two rounds come, then a wait for
  // memory.
  TileRun run = tile_run(0, 1001, -1, 0);
  run.fetch = 3 * kNs;
  run.fetch_latency = 300 * kNs;
  const Schedule schedule = one_block({stage(run)});
  const Timeline fast = simulate(schedule, tiny_machine()), slow = simulate(schedule, tiny_machine(), true);
  EXPECT_LT(fast.rounds_simulated, 20u);
  EXPECT_EQ(fast.end, slow.end);
  EXPECT_EQ(fast.pools[0].wait_memory, slow.pools[0].wait_memory);
  EXPECT_GT(fast.pools[0].wait_memory, 0);
}

TEST(EventByHand, PoolsWorkSideBySide) {
  Schedule schedule =
      one_block({Stage{{tile_run(0, 8, -1, 0), tile_run(1, 8, -1, 1)}, std::nullopt, std::nullopt}});
  EXPECT_EQ(simulate(schedule, tiny_machine()).end, (8 * 110 + 2) * kNs);
}

TEST(EventByHand, SharedMemoryMakesThemTakeTurns) {
  TileRun a = tile_run(0, 8, -1, 0), b = tile_run(1, 8, -1, 1);
  a.fetch = b.fetch = 80 * kNs;
  // Sixteen fetches of 80 ns; the last one's tile is then programmed and streamed.
  EXPECT_EQ(simulate(one_block({Stage{{a, b}, std::nullopt, std::nullopt}}), tiny_machine()).end,
            (1280 + 110 + 2) * kNs);
}

// Four blocks of columns, one round each; the second product needs two rounds a block. Its first round flows
// behind the first product's rows (10 + 10 + 2), then it is busy to the end: 8 streams and 7 programmings.
TEST(EventByHand, APipelineKeepsItsSlowerHalfBusy) {
  Schedule schedule =
      one_block({stage(tile_run(0, 0, -1, 0), tile_run(1, 0, 0, 1), Pipeline{1, 4, 1, 2}, 2)});
  EXPECT_EQ(simulate(schedule, tiny_machine()).end, (22 + 8 * 100 + 7 * 10 + 2) * kNs);
}

// Two rounds a block in the first: it ends after 8 rounds, and the last block's only round ends a row after
// it.
TEST(EventByHand, APipelineEndsARowAfterItsSlowerFirstHalf) {
  Schedule schedule =
      one_block({stage(tile_run(0, 0, -1, 0), tile_run(1, 0, 0, 1), Pipeline{2, 2, 2, 1}, 2)});
  EXPECT_EQ(simulate(schedule, tiny_machine()).end, (8 * 110 + 2 + 10 + 2) * kNs);
}

TEST(EventByHand, LayersFollowEachOther) {
  // Each layer reads the value the one before it made: 100 ns of streaming of which all but a row overlaps.
  const Timeline t = simulate(one_block({stage(tile_run(0, 2, 0, 0))}, 12), tiny_machine());
  ASSERT_EQ(t.layers.size(), 12u);
  Femtoseconds sum = 0;
  for (const LayerTime& layer : t.layers) sum += layer.end - layer.begin;
  EXPECT_EQ(sum, t.end);
  EXPECT_EQ(t.layers[11].layer, 11);
}

RC_GTEST_PROP(Event, SkippingChangesNothing, (std::uint64_t seed)) {
  const Schedule schedule = random_schedule(seed);
  const Machine machine = tiny_machine();
  const Timeline fast = simulate(schedule, machine), slow = simulate(schedule, machine, true);
  RC_ASSERT(fast.end == slow.end);
  RC_ASSERT(fast.rounds_total == slow.rounds_simulated);
  for (std::size_t p = 0; p < fast.pools.size(); ++p) {
    RC_ASSERT(fast.pools[p].streaming == slow.pools[p].streaming);
    RC_ASSERT(fast.pools[p].programming == slow.pools[p].programming);
    RC_ASSERT(fast.pools[p].wait_memory == slow.pools[p].wait_memory);
    RC_ASSERT(fast.pools[p].wait_port == slow.pools[p].wait_port);
    RC_ASSERT(fast.pools[p].wait_data == slow.pools[p].wait_data);
    RC_ASSERT(fast.pools[p].starts == slow.pools[p].starts);
  }
  RC_ASSERT(fast.units == slow.units);
  RC_ASSERT(fast.layers.size() == slow.layers.size());
  for (std::size_t i = 0; i < fast.layers.size(); ++i) RC_ASSERT(fast.layers[i].end == slow.layers[i].end);
}

RC_GTEST_PROP(Event, IsNeverBelowTheBound, (std::uint64_t seed)) {
  const Schedule schedule = random_schedule(seed);
  Machine machine = tiny_machine();
  machine.pools[seed % 6].double_buffered = true;
  RC_ASSERT(simulate(schedule, machine).end >= bound(schedule, machine).end);
}

RC_GTEST_PROP(Event, APoolsTimeIsAccountedFor, (std::uint64_t seed)) {
  const Schedule schedule = random_schedule(seed);
  const Timeline t = simulate(schedule, tiny_machine(), true);
  for (const PoolTime& p : t.pools) {
    RC_ASSERT(p.streaming + p.programming + p.wait_memory + p.wait_port + p.wait_data <= t.end);
  }
}

RC_GTEST_PROP(Event, SlowerPartsNeverMakeItFaster, (std::uint64_t seed)) {
  Schedule schedule = random_schedule(seed);
  const Machine machine = tiny_machine();
  const Femtoseconds before = simulate(schedule, machine).end;
  for (Block& block : schedule.blocks) {
    for (Stage& stage : block.stages) {
      for (TileRun& run : stage.tiles) {
        run.fetch += run.fetch / 3;
        run.program += seed % 5 * kNs;
        run.load += seed % 7 * kNs;
      }
    }
  }
  RC_ASSERT(simulate(schedule, machine).end >= before);
}

// One slot of the prefetch queue: each round's operand takes it for 50 + 300 + 5 ns, while a round works for
// 110.
TEST(Bound, KnowsThatPlacesAreTakenWhileMemoryAnswers) {
  Machine machine = tiny_machine();
  machine.fetch_depth = 1;
  TileRun run = tile_run(0, 40, -1, 0);
  run.fetch = 50 * kNs;
  run.fetch_latency = 300 * kNs;
  run.load = 5 * kNs;
  const Schedule schedule = one_block({stage(run)});
  EXPECT_EQ(bound(schedule, machine).end, 40 * 355 * kNs);
  EXPECT_EQ(simulate(schedule, machine).end, (40 * 355 + 10 + 100 + 2) * kNs);
}

TEST(Bound, EqualsTheEventOnAChainWithoutContention) {
  const Schedule schedule =
      one_block({stage(tile_run(0, 9, -1, 0)), stage(row_run(0, 10, 0, 1)), stage(tile_run(1, 4, 1, 2))});
  EXPECT_EQ(simulate(schedule, tiny_machine()).end, bound(schedule, tiny_machine()).end);
}

TEST(Observer, SeesEveryRoundOnce) {
  std::uint64_t streams = 0;
  Femtoseconds last = 0;
  const Timeline t =
      simulate(one_block({stage(tile_run(0, 40, -1, 0))}), tiny_machine(), false, [&](const Slice& slice) {
        if (slice.kind != Slice::Kind::stream) return;
        EXPECT_GE(slice.begin, last);
        last = slice.end;
        ++streams;
      });
  EXPECT_EQ(streams, 40u);
  EXPECT_EQ(t.rounds_simulated, 40u);
}

}  // namespace
}  // namespace tron::timing
