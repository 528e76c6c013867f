// The one program is counted by two readers that know nothing of each other: inference, product by product as
// it executes them, and the schedule that is timed and charged.
#include <gtest/gtest.h>

#include "inference/calibrate.h"
#include "inference/elementwise.h"
#include "inference/example_samples.h"
#include "inference/executor.h"
#include "inference/make_engine.h"
#include "program/example_machine.h"
#include "program/example_networks.h"
#include "program/schedule.h"

namespace tron {
namespace {

using examples::NetworkMaker;

/// Updates of operands that the input makes; fixed ones are written before inference begins to count.
std::uint64_t dynamic_updates(const Schedule& schedule, const Program& program) {
  std::uint64_t updates = 0;
  for (const Block& block : schedule.blocks) {
    for (const Stage& stage : block.stages) {
      for (const TileRun& run : stage.tiles) {
        if (program.steps[run.step].product.weighting != Weighting::dynamic) continue;
        updates += run.work[Charge::update] * static_cast<std::uint64_t>(block.repeats);
      }
    }
  }
  return updates;
}

void expect_same_work(const Graph& graph, const std::string& order, std::uint64_t tokens) {
  const Chip chip = *load_chip("tron", "audited", {"attention.order=\"" + order + "\""});
  const Program program = compile(graph, chip);
  std::vector<Sample> samples = examples::random_samples(graph, 3, 5);
  for (Sample& sample : samples) {
    sample.tokens.resize(graph.vocabulary == 0 ? 0 : tokens, 1);
    sample.token_types.resize(sample.tokens.size());
  }
  const Ranges ranges = calibrate(graph, program, chip, samples);
  const auto engine = make_engine(Fidelity::photonic, chip, Sources{}, 1);
  const auto ops = exact_ops();
  Counters counted;
  Executor(graph, program, chip, *engine, *ops, ranges).run(samples, 0, counted);

  Machine machine = examples::tiny_machine({4, 16, chip.attention.wavelengths});
  const Schedule schedule = build_schedule(program, graph, machine, {samples.size(), tokens, 0});
  const StepWork total = schedule.total();
  EXPECT_EQ(total[Charge::mac], counted.macs);
  EXPECT_EQ(total[Charge::conversion], counted.conversions);
  EXPECT_EQ(dynamic_updates(schedule, program), counted.ring_updates);
  EXPECT_GT(counted.ring_updates, 0u);
}

TEST(OneProgram, NumbersAndTimeDoTheSameWork) {
  for (const char* order : {"tron", "classic"}) {
    expect_same_work(NetworkMaker(1).vit(3), order, 7);
    expect_same_work(NetworkMaker(2).bert(2), order, 9);
    expect_same_work(NetworkMaker(3, {48, 3, 80, 40}).bert(1), order, 33);
  }
}

}  // namespace
}  // namespace tron
