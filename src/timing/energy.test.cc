#include "timing/energy.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "timing/example_costs.h"
#include "timing/example_schedule.h"

namespace tron::timing {
namespace {

using examples::priced_machine;
using examples::row_run;
using examples::stage;
using examples::tile_run;

// Nine rounds of 10 ns programming and 100 ns streaming, results 2 ns later; then ten rows of 5 ns that start
// as the product's rows come, the last 3 ns after it.
Schedule product_and_rows() {
  TileRun tiles = tile_run(0, 9, -1, 0);
  tiles.work.events = {100, 200, 300, 400, 500, 600, 700, 0};
  tiles.work.fetched = 1000;
  tiles.work.weights = 2000;
  tiles.work.inputs = 3000;
  tiles.work.outputs = 4000;
  RowRun rows = row_run(0, 10, 0, 1);
  rows.work[Charge::element] = 800;
  rows.work.elements = 5000;
  Schedule schedule;
  schedule.slots = 2;
  schedule.blocks = {Block{0, 1, {stage(tiles), stage(rows)}}};
  return schedule;
}

struct Result {
  Machine machine = priced_machine();
  Schedule schedule = product_and_rows();
  Timeline timeline = simulate(schedule, machine);
  Activity activity = activity_of(schedule, timeline, machine);
  Ledger energy = energy_ledger(machine, activity);
  double picojoule(const std::string& path) const { return energy.at(path) * 1e12; }
};

TEST(Energy, EventsByHand) {
  const Result r;
  EXPECT_DOUBLE_EQ(r.picojoule("dense/tuning"), 100 * 3);
  EXPECT_DOUBLE_EQ(r.picojoule("dense/modulator"), 200 * 2);
  EXPECT_DOUBLE_EQ(r.picojoule("dense/ring"), 300 * 0.5);
  EXPECT_DOUBLE_EQ(r.picojoule("dense/detector"), 400 * 0.25);
  EXPECT_DOUBLE_EQ(r.picojoule("dense/adc"), 500 * 4);
  EXPECT_DOUBLE_EQ(r.picojoule("dense/clock"), 600 * 7);
  EXPECT_DOUBLE_EQ(r.picojoule("dense/adder"), 700 * 1.5);
  EXPECT_DOUBLE_EQ(r.picojoule("softmax/table"), 800 * 6);
  EXPECT_EQ(r.energy.at("query/adc"), 0) << "a pool that did nothing";
}

TEST(Energy, PowersByHand) {
  const Result r;
  const double end_ns = r.activity.time_s * 1e9;
  // 1 mW x 1 ns = 1 pJ. The laser burns while the pool works, and 5 ns before its one start; two arrays.
  EXPECT_DOUBLE_EQ(r.picojoule("dense/laser"), 2 * 5 * 2 * (9 * 110 + 5));
  EXPECT_DOUBLE_EQ(r.picojoule("query/laser"), 0);
  EXPECT_DOUBLE_EQ(r.picojoule("dense/heater"), 2 * 20 * 0.125 * end_ns);
  EXPECT_DOUBLE_EQ(r.picojoule("query/heater"), 2 * 20 * 0.125 * end_ns) << "held, whether used or not";
  EXPECT_DOUBLE_EQ(r.picojoule("softmax/pipeline"), 4 * 0.5 * 50);
  EXPECT_DOUBLE_EQ(r.picojoule("norm/pipeline"), 0);
  EXPECT_DOUBLE_EQ(r.picojoule("norm/leakage"), 2 * 0.25 * end_ns);
}

TEST(Energy, MemoriesByHand) {
  const Result r;
  const double end_ns = r.activity.time_s * 1e9;
  EXPECT_DOUBLE_EQ(r.picojoule("memory/dram/access"), 32 * 1000);
  EXPECT_DOUBLE_EQ(r.picojoule("memory/dram/standing"), 10 * end_ns);
  // The buffer takes part in what is fetched, in stationary and moving operands, results and unit traffic.
  EXPECT_DOUBLE_EQ(r.picojoule("memory/buffer/access"), 1000 + 2000 + 3000 + 4000 + 5000);
}

TEST(Energy, TheChipsOwnPartsByHand) {
  const Result r;
  const double end_ns = r.activity.time_s * 1e9;
  EXPECT_DOUBLE_EQ(r.picojoule("parts/control"), 8 * end_ns);
  EXPECT_DOUBLE_EQ(r.picojoule("parts/comb"), 4 * (end_ns + 5)) << "warms up once";
  EXPECT_DOUBLE_EQ(r.picojoule("parts/bus"), 0.125 * 700);
  EXPECT_LT(r.energy.imbalance(), 1e-12);
}

TEST(Energy, RepetitionsCountEachTime) {
  const Machine machine = priced_machine();
  Schedule schedule = product_and_rows();
  schedule.blocks[0].repeats = 12;
  const Ledger energy = energy_ledger(machine, activity_of(schedule, simulate(schedule, machine), machine));
  EXPECT_DOUBLE_EQ(energy.at("dense/adc") * 1e12, 12 * 500 * 4);
  EXPECT_DOUBLE_EQ(energy.at("memory/dram/access") * 1e12, 12 * 32 * 1000);
}

TEST(Energy, PassesAdd) {
  const Result r;
  Activity twice = r.activity;
  twice += r.activity;
  EXPECT_DOUBLE_EQ(energy_ledger(r.machine, twice).at("dense/laser"), 2 * r.energy.at("dense/laser"));
  EXPECT_DOUBLE_EQ(energy_ledger(r.machine, twice).at("memory/buffer/access"),
                   2 * r.energy.at("memory/buffer/access"));
  Activity none;
  none += r.activity;
  EXPECT_EQ(energy_ledger(r.machine, none).value, r.energy.value);
}

TEST(Energy, PartsOfOneNameShareALeaf) {
  Result r;
  r.machine.pools[0].parts = {examples::event_part("adc", Charge::conversion, 4),
                              examples::power_part("adc", Charge::always, 1, 1)};
  const Ledger energy = energy_ledger(r.machine, r.activity);
  EXPECT_DOUBLE_EQ(energy.at("dense/adc") * 1e12, 500 * 4 + 2 * r.activity.time_s * 1e9);
}

RC_GTEST_PROP(Energy, DearerPartsNeverCostLess, (std::uint64_t seed)) {
  Machine machine = priced_machine();
  Schedule schedule = examples::random_schedule(seed);
  for (Block& block : schedule.blocks) {
    for (Stage& each : block.stages) {
      for (TileRun& run : each.tiles) run.work.events = {seed % 97, 3, 5, 7, seed % 11, 13, 17, 0};
    }
  }
  const Activity activity = activity_of(schedule, simulate(schedule, machine), machine);
  const double before = energy_ledger(machine, activity).value;
  auto& parts = machine.pools[seed % 6].parts;
  Part& part = parts[(seed / 6) % parts.size()];
  part.energy = part.energy * 1.5;
  part.power = part.power * 1.5;
  machine.warm_up = machine.warm_up * 2;
  RC_ASSERT(energy_ledger(machine, activity).value >= before);
  RC_ASSERT(energy_ledger(machine, activity).imbalance() < 1e-9);
}

}  // namespace
}  // namespace tron::timing
