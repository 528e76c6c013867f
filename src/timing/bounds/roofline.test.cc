#include "timing/bounds/roofline.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "program/example_machine.h"
#include "program/example_networks.h"

namespace tron::timing {
namespace {

using program::examples::tiny_machine;

struct Roofed {
  Machine machine;
  Graph graph = program::examples::NetworkMaker(1).bert();
  Program program = compile(graph, program::examples::tiny_chip(ScoreOrder::classic));
  Schedule schedule;
  Roofline roof;

  explicit Roofed(Machine given = tiny_machine(), std::uint64_t tokens = 8) : machine(std::move(given)) {
    schedule = build_schedule(program, machine, {1, tokens, 0});
    roof = roofline(program, schedule, simulate(schedule, machine), machine);
  }

  const RooflinePoint& point(const std::string& name) const {
    for (const RooflinePoint& each : roof.points) {
      if (each.name.find(name) != std::string::npos) return each;
    }
    throw std::logic_error("no point " + name);
  }
};

TEST(Roofline, RoofsByHand) {
  const Roofed r;
  // Six pools of 2 arrays of 4 x 5 at 1 GHz.
  EXPECT_DOUBLE_EQ(r.roof.pools[0].ops_per_s, 2 * 2 * 4 * 5 * 1e9);
  EXPECT_DOUBLE_EQ(r.roof.peak_ops_per_s, 6 * 80e9);
  EXPECT_EQ(r.roof.main_memory_bytes_per_s, 1e9);
  EXPECT_EQ(r.roof.buffer_bytes_per_s, 10e9);
}

TEST(Roofline, PassesAndColumnsChangeThePeak) {
  Machine machine = tiny_machine();
  for (ArrayPool& pool : machine.pools) {
    pool.columns = 4;
    pool.passes = 2;
    pool.unsigned_passes = 1;
  }
  EXPECT_DOUBLE_EQ(peak_ops_per_s(machine, 0), 80e9 * 4 / 2);
  EXPECT_DOUBLE_EQ(peak_ops_per_s(machine, 5), 80e9 * 4) << "probabilities are never negative";
  EXPECT_DOUBLE_EQ(peak_ops_per_s(machine), 5 * 160e9 + 320e9);
  for (const RooflinePoint& point : Roofed(machine).roof.points) EXPECT_LE(point.tile_fill, 1);
}

TEST(Roofline, ADenseProductByHand) {
  const Roofed r;
  // [8 x 12] x [12 x 20]: five row blocks, three depth blocks, fifteen tiles on two arrays: eight rounds of
  // 8 ns; weights of 240 bytes come from main memory at 1 GB/s.
  const RooflinePoint& up = r.point("up");
  EXPECT_DOUBLE_EQ(up.ops, 2.0 * 8 * 12 * 20);
  EXPECT_DOUBLE_EQ(up.intensity, 2.0 * 8);
  EXPECT_EQ(up.bounded_by, "main memory");
  EXPECT_NEAR(up.attainable_ops_per_s / 16e9, 1, 1e-6);
  EXPECT_DOUBLE_EQ(up.tile_fill, 3840 / (80.0 * 8 * 8));
  EXPECT_DOUBLE_EQ(up.programming_share, 10 / 18.0);
  EXPECT_EQ(up.repeats, r.program.steps[up.step].layer == 0 ? r.schedule.blocks[1].repeats : 1);
}

TEST(Roofline, WithWeightsInTheBufferTheBufferBounds) {
  Machine machine = tiny_machine();
  machine.weight_capacity_bytes = 1e9;
  const Roofed r(machine);
  const RooflinePoint& up = r.point("up");
  EXPECT_EQ(up.intensity, 0) << "no byte from main memory";
  // Inputs pass once for each of five row blocks: 8 x 12 x 5 bytes at 10 GB/s against 3840 operations.
  EXPECT_NEAR(up.buffer_intensity, 3840.0 / 480, 1e-6);
  EXPECT_EQ(up.bounded_by, "arrays");
  EXPECT_DOUBLE_EQ(up.attainable_ops_per_s, 80e9);
  machine.memories[1].bytes_per_second = 1e9;
  EXPECT_EQ(Roofed(machine).point("up").bounded_by, "buffer");
}

RC_GTEST_PROP(Roofline, NothingIsAboveItsArrays, ()) {
  Machine machine = tiny_machine({*rc::gen::inRange(1, 5), *rc::gen::inRange(1, 9), *rc::gen::inRange(1, 9)});
  machine.memories[0].bytes_per_second = *rc::gen::element(1e8, 1e9, 1e11);
  machine.memories[1].bytes_per_second = *rc::gen::element(1e9, 1e10, 1e12);
  machine.weight_capacity_bytes = *rc::gen::element(0.0, 1e9);
  const Roofed r(machine, *rc::gen::inRange<std::uint64_t>(1, 17));
  for (const RooflinePoint& point : r.roof.points) {
    RC_ASSERT(point.attained_ops_per_s > 0);
    RC_ASSERT(point.tile_fill <= 1 + 1e-12);
    const double arrays = 2.0 * machine.pools[0].macs_per_symbol() * 1e9 * (1 + 1e-12);
    RC_ASSERT(point.attainable_ops_per_s <= arrays);
    RC_ASSERT(point.attained_ops_per_s <= arrays);
  }
}

}  // namespace
}  // namespace tron::timing
