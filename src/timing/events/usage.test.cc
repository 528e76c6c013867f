#include "timing/events/usage.h"

#include <algorithm>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "timing/example_schedule.h"

namespace tron::timing {
namespace {

using examples::random_schedule;
using examples::stage;
using examples::tile_run;
using program::examples::tiny_machine;

const Usage& named(const std::vector<Usage>& usage, const std::string& name) {
  return *std::find_if(usage.begin(), usage.end(), [&](const Usage& u) { return u.name == name; });
}

double total_s(const Usage& u) {
  return u.streaming_s + u.programming_s + u.wait_memory_s + u.wait_port_s + u.wait_data_s + u.idle_s;
}

Schedule one_product() {
  TileRun run = tile_run(0, 4, -1, 0);
  run.work[Charge::mac] = 8000;
  run.drain = 20'000'000;
  Schedule schedule;
  schedule.slots = 1;
  schedule.blocks = {Block{0, 1, {stage(run)}}};
  return schedule;
}

TEST(Usage, OfAPoolAndAPortByHand) {
  // Four rounds of 10 + 100 ns, 2 ns latency, 20 ns for the last results.
  const Schedule schedule = one_product();
  const Machine machine = tiny_machine();
  const std::vector<Usage> usage = usage_of(schedule, simulate(schedule, machine), machine);
  ASSERT_EQ(usage.size(), 6u + 5 + 4);
  const Usage& dense = named(usage, "dense");
  EXPECT_DOUBLE_EQ(dense.streaming_s, 400e-9);
  EXPECT_DOUBLE_EQ(dense.programming_s, 40e-9);
  EXPECT_NEAR(dense.idle_s, 22e-9, 1e-20);
  EXPECT_DOUBLE_EQ(dense.busy_share, 440.0 / 462);
  EXPECT_EQ(dense.macs, 8000);
  EXPECT_DOUBLE_EQ(dense.peak_macs_per_s, 2 * 4 * 5 / 1e-9);
  EXPECT_DOUBLE_EQ(dense.mac_utilisation, 8000 / (40 * 462.0));
  EXPECT_DOUBLE_EQ(named(usage, "buffer drain").streaming_s, 80e-9);
  EXPECT_EQ(named(usage, "buffer drain").kind, Usage::Kind::port);
  EXPECT_EQ(named(usage, "norm").busy_share, 0);
}

TEST(Usage, PassesAdd) {
  const Schedule schedule = one_product();
  const Machine machine = tiny_machine();
  const std::vector<Usage> once = usage_of(schedule, simulate(schedule, machine), machine);
  std::vector<Usage> sum;
  add_usage(sum, once);
  add_usage(sum, once);
  EXPECT_DOUBLE_EQ(named(sum, "dense").macs, 16000);
  EXPECT_DOUBLE_EQ(named(sum, "dense").busy_share, named(once, "dense").busy_share);
  EXPECT_DOUBLE_EQ(named(sum, "dense").mac_utilisation, named(once, "dense").mac_utilisation);
}

TEST(Bottleneck, IsThePortThatNeverRests) {
  Schedule schedule = one_product();
  const Machine machine = tiny_machine();
  EXPECT_EQ(bottleneck(usage_of(schedule, bound(schedule, machine), machine)), "chain of steps");
  schedule.blocks[0].stages[0].tiles[0].fetch = 500'000'000;
  EXPECT_EQ(bottleneck(usage_of(schedule, bound(schedule, machine), machine)), "main memory");
}

RC_GTEST_PROP(Usage, TimesSumToTheRunAndNoneIsNegative, (std::uint64_t seed)) {
  const Schedule schedule = random_schedule(seed);
  Machine machine = tiny_machine();
  machine.pools[seed % 6].double_buffered = true;
  for (const Timeline& timeline : {simulate(schedule, machine), bound(schedule, machine)}) {
    const double end = static_cast<double>(timeline.end) / 1e15;
    for (const Usage& usage : usage_of(schedule, timeline, machine)) {
      RC_ASSERT(std::abs(total_s(usage) - end) <= 1e-9 * end);
      RC_ASSERT(usage.idle_s >= 0);
      RC_ASSERT(usage.busy_share <= 1);
    }
  }
}

}  // namespace
}  // namespace tron::timing
