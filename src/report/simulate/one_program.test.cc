// The one program is counted by two readers that know nothing of each other: inference, product by product as
// it executes them, and the schedule that is timed and charged.
#include <gtest/gtest.h>

#include "inference/calibration/calibrate.h"
#include "inference/elementwise/elementwise.h"
#include "inference/example_samples.h"
#include "inference/executor/executor.h"
#include "inference/make_backend.h"
#include "program/example_machine.h"
#include "program/example_networks.h"
#include "schedule/schedule.h"

namespace tron::report {
namespace {

using program::examples::NetworkMaker;

/// Updates of operands that the input makes; fixed ones are written before inference begins to count.
std::uint64_t updates_by_values(const Schedule& schedule) {
  std::uint64_t updates = 0;
  for (const Block& block : schedule.blocks) {
    for (const Stage& stage : block.stages) {
      for (const TileRun& run : stage.tiles) {
        if (run.held >= 0) updates += run.work[Charge::update] * static_cast<std::uint64_t>(block.repeats);
      }
    }
  }
  return updates;
}

struct Case {
  std::string order;
  Stationary stationary;
};

void expect_same_work(const Graph& graph, const Case& c, std::uint64_t tokens) {
  Chip chip = *load_chip("tron", "audited", {"attention.order=\"" + c.order + "\""});
  chip.machine = program::examples::tiny_machine({4, 16, chip.attention.wavelengths});
  chip.machine.stationary = c.stationary;
  const Program program = compile(graph, chip);
  std::vector<Sample> samples = inference::examples::random_samples(graph, 3, 5);
  for (Sample& sample : samples) {
    sample.tokens.resize(graph.vocabulary == 0 ? 0 : tokens, 1);
    sample.token_types.resize(sample.tokens.size());
  }
  const Ranges ranges = calibrate(program, chip, samples);
  const auto engine = make_engine(Fidelity::photonic, chip, Sources::all(), 1);
  const auto ops = exact_ops();
  Counters counted;
  Executor(program, chip, *engine, *ops, ranges).run(samples, 0, counted);

  const Schedule schedule = build_schedule(program, chip.machine, {samples.size(), tokens, 0});
  const StepWork total = schedule.total();
  EXPECT_EQ(total[Charge::mac], counted.macs);
  EXPECT_EQ(total[Charge::conversion], counted.conversions);
  EXPECT_EQ(updates_by_values(schedule), counted.ring_updates);
  EXPECT_GT(counted.ring_updates, 0u);
}

TEST(OneProgram, NumbersAndTimeDoTheSameWork) {
  for (const char* order : {"tron", "classic"}) {
    for (Stationary stationary : {Stationary::weights, Stationary::inputs, Stationary::automatic}) {
      expect_same_work(NetworkMaker(1).vit(3), {order, stationary}, 7);
      expect_same_work(NetworkMaker(2).bert(2), {order, stationary}, 9);
      expect_same_work(NetworkMaker(3, {48, 3, 80, 40}).bert(1), {order, stationary}, 33);
    }
  }
}

}  // namespace
}  // namespace tron::report
