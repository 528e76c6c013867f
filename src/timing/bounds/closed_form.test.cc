#include "timing/bounds/closed_form.h"

#include <random>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/testing/source_tree.h"
#include "network/preset/preset.h"
#include "program/example_networks.h"
#include "schedule/stage_builder.h"
#include "timing/counted_new.h"
#include "timing/example_schedule.h"

namespace tron::timing {
namespace {

using examples::random_schedule;
using program::examples::NetworkMaker;
using program::examples::tiny_chip;
using program::examples::tiny_machine;

bool operator==(const PoolTime& a, const PoolTime& b) {
  return a.streaming == b.streaming && a.programming == b.programming && a.warming == b.warming;
}
bool operator==(const LayerTime& a, const LayerTime& b) {
  return a.layer == b.layer && a.begin == b.begin && a.end == b.end;
}
bool operator==(const StationActivity& a, const StationActivity& b) {
  return a.work == b.work && a.busy_s == b.busy_s && a.warming_s == b.warming_s;
}

template <class T>
bool same(const std::vector<T>& a, const std::vector<T>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const T& x, const T& y) { return x == y; });
}

bool same(const Timeline& a, const Timeline& b) {
  return a.end == b.end && same(a.pools, b.pools) && a.units == b.units && a.dram == b.dram &&
         a.load == b.load && a.feed == b.feed && a.drain == b.drain && a.places == b.places &&
         same(a.layers, b.layers) && a.rounds_total == b.rounds_total;
}

bool same(const Activity& a, const Activity& b) {
  return a.time_s == b.time_s && a.passes == b.passes && a.total == b.total && same(a.pools, b.pools) &&
         same(a.units, b.units);
}

struct Case {
  const char* name;
  ScoreOrder order;
  Workload workload;
};

void PrintTo(const Case& c, std::ostream* out) {
  *out << c.name << (c.order == ScoreOrder::tron ? ", tron" : ", classic") << ", " << c.workload.context
       << " before";
}

Graph network(const std::string& name) {
  if (name == "tiny-bert") return NetworkMaker(1).bert(7);
  if (name == "tiny-vit") return NetworkMaker(1).vit(5);
  return load_preset(source_file("data/network/") + name + ".toml");
}

/// Numbers at random; structure as tiny_machine(). Buffers from next to nothing to more than all values.
class Machines {
 public:
  explicit Machines(std::uint64_t seed) : random_(seed) {}

  Machine next(double scale) {
    Machine machine = tiny_machine();
    for (ArrayPool& pool : machine.pools) number(pool);
    for (Unit& unit : machine.units) {
      unit.lanes = below(1, 64);
      unit.passes = below(1, 3);
      unit.cycle = nanoseconds(below(1, 9) / 3.0);
      unit.row_overhead = nanoseconds(below(0, 3));
      unit.latency = nanoseconds(below(0, 50));
    }
    for (MemoryLevel& level : machine.memories) {
      level.bytes_per_second = below(0, 5) == 0 ? 0 : 1e9 * below(1, 400) / 7;
      level.latency = nanoseconds(below(0, 80));
      level.capacity_bytes = below(0, 3) == 0 ? scale * below(1, 400) : 0;
    }
    machine.value_capacity_bytes = capacity(scale);
    machine.weight_capacity_bytes = capacity(100 * scale);
    machine.cache_capacity_bytes = capacity(scale);
    machine.fetch_depth = below(1, 5);
    machine.stationary = static_cast<Stationary>(below(0, 2));
    return machine;
  }

 private:
  int below(int least, int most) { return std::uniform_int_distribution<int>(least, most)(random_); }
  double capacity(double scale) {
    switch (below(0, 3)) {
      case 0:
        return 0;
      case 1:
        return 1e15;
      default:  // not a whole number of bytes, so that sums of what spills are rounded
        return scale * below(1, 1000) / 301.0;
    }
  }
  void number(ArrayPool& pool) {
    pool.arrays = below(1, 24);
    pool.rows = below(1, 4) == 1 ? 64 : below(2, 130);
    pool.channels = below(1, 4) == 1 ? 64 : below(2, 130);
    pool.columns = below(0, 3) == 0 ? below(2, 12) : 1;
    pool.passes = below(1, 2);
    pool.unsigned_passes = below(0, 1);
    pool.streams_both = below(0, 5) == 0;
    pool.double_buffered = below(0, 1) == 0;
    pool.by_head = below(0, 1) == 0;
    pool.accumulate = below(1, 4);
    pool.shared_inputs = below(1, 3);
    pool.shared_sums = below(1, 3);
    pool.symbol = nanoseconds(below(1, 20) / 7.0);
    pool.program = nanoseconds(below(0, 4000));
    pool.latency = nanoseconds(below(0, 30));
  }

  std::mt19937_64 random_;
};

class ClosedForm : public testing::TestWithParam<Case> {};

TEST_P(ClosedForm, IsTheBoundAndTheActivityOfASchedule) {
  const Graph graph = network(GetParam().name);
  const Program program = compile(graph, tiny_chip(GetParam().order));
  const Workload workload = GetParam().workload;
  ClosedFormTimer timer(program, tiny_machine(), workload);
  Machines machines(7);
  int worked = 0, failed = 0, spilled = 0;
  for (int i = 0; i < 200; ++i) {
    const Machine machine = machines.next(static_cast<double>(graph.width) * workload.tokens);
    const Activity* activity = timer.run(machine);
    if (activity == nullptr) {
      EXPECT_LT(timer.why().margin, 0);
      ++failed;
      continue;
    }
    const Schedule schedule = build_schedule(program, machine, workload);
    const Timeline timeline = bound(schedule, machine);
    ++worked;
    spilled += schedule.spilled_bytes > 0 ? 1 : 0;
    ASSERT_TRUE(same(timer.timeline(), timeline)) << i;
    ASSERT_TRUE(same(*activity, activity_of(schedule, timeline, machine))) << i;
  }
  EXPECT_GT(worked, 50);
  EXPECT_GT(failed, 0);
  EXPECT_GT(spilled, 20);
}

constexpr ScoreOrder kTron = ScoreOrder::tron, kClassic = ScoreOrder::classic;
INSTANTIATE_TEST_SUITE_P(
    Networks, ClosedForm,
    testing::Values(Case{"tiny-bert", kTron, {3, 9, 0, 0}}, Case{"tiny-vit", kClassic, {1, 7, 0, 0}},
                    Case{"bert-base", kTron, {1, 128, 0, 0}}, Case{"bert-base", kClassic, {4, 31, 0, 0}},
                    Case{"vit-base", kTron, {2, 197, 0, 0}}, Case{"gpt2", kTron, {1, 64, 0, 0}},
                    Case{"gpt2", kClassic, {2, 1, 99, 0}}, Case{"albert-base", kTron, {1, 20, 0, 0}},
                    Case{"transformer-base", kTron, {1, 40, 0, 25}},
                    Case{"transformer-base", kClassic, {2, 1, 17, 25}},
                    Case{"llama-2-7b", kClassic, {1, 33, 0, 0}}, Case{"llama-2-7b", kTron, {3, 1, 70, 0}}));

TEST(ClosedFormTimer, AllocatesNothing) {
  const Graph graph = network("bert-base");
  const Program program = compile(graph, tiny_chip(kTron));
  ClosedFormTimer timer(program, tiny_machine(), {1, 64, 0, 0});
  const std::size_t at_first = examples::allocations();
  timer.run(tiny_machine());
  EXPECT_GT(examples::allocations(), at_first) << "counted";
  Machines machines(3);
  for (int i = 0; i < 50; ++i) {
    const Machine machine = machines.next(64.0 * 768);
    const std::size_t before = examples::allocations();
    timer.run(machine);
    EXPECT_EQ(examples::allocations(), before) << i;
  }
}

TEST(ClosedFormTimer, SaysWhatAMachineLacks) {
  const Graph graph = NetworkMaker(1).bert(2);
  const Program program = compile(graph, tiny_chip(kTron));
  Machine machine = tiny_machine();
  machine.pool_of[static_cast<int>(Role::scores)] = -1;
  ClosedFormTimer without(program, machine, {1, 8, 0, 0});
  EXPECT_EQ(without.run(machine), nullptr);
  EXPECT_EQ(without.why().unit, "pool");

  machine = tiny_machine();
  ClosedFormTimer timer(program, machine, {1, 8, 0, 0});
  EXPECT_NE(timer.run(machine), nullptr);
  EXPECT_THROW(timer.why(), std::logic_error);
  machine.memories[machine.dram].capacity_bytes = 100;
  EXPECT_EQ(timer.run(machine), nullptr);
  EXPECT_EQ(timer.why().margin, 100 - build_schedule(program, machine, {1, 8, 0, 0}).weight_bytes);
}

TEST(ClosedFormTimer, RefusesWhatAScheduleRefuses) {
  const Graph graph = NetworkMaker(1).bert(2);
  const Program program = compile(graph, tiny_chip(kTron));
  EXPECT_THROW(ClosedFormTimer(program, tiny_machine(), {1, 17, 0, 0}), InputError);
  EXPECT_THROW(ClosedFormTimer(program, tiny_machine(), {0, 8, 0, 0}), InputError);
  ClosedFormTimer timer(program, tiny_machine(), {1, 8, 0, 0});
  Machine machine = tiny_machine();
  machine.pools[0].symbol = kLongest;
  EXPECT_THROW(timer.run(machine), InputError);
  machine.pools[0].symbol = kLongest * 0.01;
  EXPECT_THROW(timer.run(machine), InputError) << "each operation is short enough, all together are not";
  EXPECT_NE(timer.run(tiny_machine()), nullptr) << "and the timer goes on";
  machine = tiny_machine();
  machine.operand_bits = 4;
  EXPECT_THROW(timer.run(machine), std::logic_error);
}

/// Every repetition a block of its own, which is played.
Schedule unrolled(const Schedule& schedule) {
  Schedule out = schedule;
  out.blocks.clear();
  for (const Block& block : schedule.blocks) {
    for (int i = 0; i < block.repeats; ++i) out.blocks.push_back({block.layer + i, 1, block.stages});
  }
  return out;
}

RC_GTEST_PROP(Bound, SkipsRepetitionsExactly, (std::uint64_t seed)) {
  Schedule schedule = random_schedule(seed);
  // A first row that comes after the last, as no step's does.
  if (seed % 5 == 0) {
    for (Stage& stage : schedule.blocks[0].stages) {
      if (stage.rows) stage.rows->rows = 0;
    }
  }
  Machine machine = tiny_machine();
  machine.pools[seed % 6].double_buffered = true;
  RC_ASSERT(same(bound(schedule, machine), bound(unrolled(schedule), machine)));
}

}  // namespace
}  // namespace tron::timing
