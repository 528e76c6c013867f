#include "timing/breakdown.h"

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

Program steps_of(int count) {
  Program program;
  for (int i = 0; i < count; ++i) program.steps.emplace_back().name = "step " + std::to_string(i);
  return program;
}

struct Broken {
  Program program;
  Schedule schedule;
  Machine machine = priced_machine();
  Timeline timeline;
  Breakdown breakdown;
  double energy = 0;

  explicit Broken(Schedule given, bool event = true) : program(steps_of(20)), schedule(std::move(given)) {
    timeline = event ? simulate(schedule, machine) : bound(schedule, machine);
    breakdown = break_down(program, schedule, timeline, machine);
    energy = energy_ledger(machine, activity_of(schedule, timeline, machine)).value;
  }

  double layers_j() const {
    double sum = 0;
    for (const LayerCost& layer : breakdown.layers) sum += layer.energy_j;
    return sum;
  }
  double steps_j() const {
    double sum = 0;
    for (const StepCost& step : breakdown.steps) sum += step.energy_j * step.repeats;
    return sum;
  }
  double latency_s() const {
    double sum = 0;
    for (const LayerCost& layer : breakdown.layers) sum += layer.latency_s;
    return sum;
  }
};

/// A stem of two runs, three equal layers, a head.
Schedule small_network() {
  TileRun query = tile_run(1, 4, 0, 1), dense = tile_run(0, 2, 1, 0);
  query.step = 2;
  query.work[Charge::mac] = 1000;
  query.work.fetched = 250;
  query.work.weights = 300;
  dense.step = 3;
  dense.work[Charge::mac] = 400;
  dense.work[Charge::conversion] = 90;
  TileRun stem = tile_run(0, 1, -1, 0), head = tile_run(0, 1, 0, 1);
  stem.work[Charge::mac] = 10;
  head.work[Charge::mac] = 20;
  head.step = 4;
  RowRun rows = row_run(1, 3, 0, 0);
  rows.step = 1;
  Schedule schedule;
  schedule.slots = 2;
  schedule.blocks = {Block{-1, 1, {stage(stem), stage(rows)}}, Block{0, 3, {stage(query), stage(dense)}},
                     Block{-1, 1, {stage(head)}}};
  return schedule;
}

TEST(Breakdown, NamesLayersAndSteps) {
  const Broken b(small_network());
  ASSERT_EQ(b.breakdown.layers.size(), 5u);
  EXPECT_EQ(b.breakdown.layers[0].name, "stem");
  EXPECT_EQ(b.breakdown.layers[3].name, "layer 2");
  EXPECT_EQ(b.breakdown.layers[4].name, "head");
  EXPECT_EQ(b.breakdown.layers[2].macs, 1400);
  ASSERT_EQ(b.breakdown.steps.size(), 5u);
  const StepCost& query = b.breakdown.steps[2];
  EXPECT_EQ(query.name, "step 2");
  EXPECT_EQ(query.on, "query");
  EXPECT_EQ(query.repeats, 3);
  EXPECT_EQ(query.macs, 1000);
  EXPECT_EQ(query.main_memory_bytes, 250);
  EXPECT_EQ(query.buffer_bytes, 550) << "what is fetched goes in, weights come out";
  EXPECT_DOUBLE_EQ(query.intensity, 2 * 1000 / 250.0);
  EXPECT_DOUBLE_EQ(query.busy_s, 4 * 110e-9);
  EXPECT_EQ(b.breakdown.steps[3].intensity, 0);
}

TEST(Breakdown, ChargesEventsToTheStepThatMadeThem) {
  Broken dear(small_network());
  for (Part& part : dear.machine.pools[0].parts) {
    if (part.charge == Charge::conversion) part.energy = part.energy * 3;
  }
  const Breakdown more = break_down(dear.program, dear.schedule, dear.timeline, dear.machine);
  for (std::size_t i = 0; i < more.steps.size(); ++i) {
    const double extra = more.steps[i].energy_j - dear.breakdown.steps[i].energy_j;
    EXPECT_NEAR(extra * 1e12, i == 3 ? 90 * 4 * 2 : 0, 1e-6) << more.steps[i].name;
  }
}

TEST(Breakdown, LayersAndStepsSumToTheRun) {
  for (const bool event : {true, false}) {
    const Broken b(small_network(), event);
    EXPECT_NEAR(b.layers_j() / b.energy, 1, 1e-12);
    EXPECT_NEAR(b.steps_j() / b.energy, 1, 1e-12);
    EXPECT_NEAR(b.latency_s() / (static_cast<double>(b.timeline.end) / 1e15), 1, 1e-12);
  }
}

TEST(Breakdown, LaterPassesAddByName) {
  const Broken b(small_network());
  Breakdown sum = b.breakdown, later = b.breakdown;
  later.layers.erase(later.layers.begin());
  sum.add_layers(later);
  ASSERT_EQ(sum.layers.size(), 5u);
  EXPECT_EQ(sum.layers[0].energy_j, b.breakdown.layers[0].energy_j);
  EXPECT_EQ(sum.layers[4].energy_j, 2 * b.breakdown.layers[4].energy_j);
  EXPECT_EQ(sum.layers[2].macs, 2800);
  EXPECT_EQ(sum.layers[2].begin_s, b.breakdown.layers[2].begin_s) << "of the first pass";
}

TEST(Breakdown, AnotherSchedulesTimelineIsRefused) {
  const Broken b(small_network());
  Schedule other = small_network();
  other.blocks.pop_back();
  EXPECT_THROW(break_down(b.program, other, b.timeline, b.machine), std::logic_error);
}

RC_GTEST_PROP(Breakdown, SumsToTheRunOnRandomSchedules, (std::uint64_t seed)) {
  for (const bool event : {true, false}) {
    const Broken b(examples::random_schedule(seed), event);
    RC_ASSERT(std::abs(b.layers_j() - b.energy) <= 1e-9 * b.energy);
    RC_ASSERT(std::abs(b.steps_j() - b.energy) <= 1e-9 * b.energy);
  }
}

}  // namespace
}  // namespace tron::timing
