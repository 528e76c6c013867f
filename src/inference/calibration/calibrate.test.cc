#include "inference/calibration/calibrate.h"

#include <cmath>

#include <gtest/gtest.h>

#include "base/error.h"
#include "inference/example_samples.h"
#include "inference/reference/digital_engine.h"
#include "program/example_networks.h"

namespace tron::inference {
namespace {

using examples::random_samples;
using program::examples::NetworkMaker;
using program::examples::tiny_chip;

float largest(const Matrix& m) {
  float most = 0;
  for (float v : m.data) most = std::max(most, std::abs(v));
  return most;
}

TEST(Calibrate, RangesHoldWhatTheDigitalNetworkShows) {
  const Graph graph = NetworkMaker(31).vit();
  const Chip chip = tiny_chip(ScoreOrder::tron);
  const Program program = compile(graph, chip);
  const std::vector<Sample> samples = random_samples(graph, 3, 32);
  const Ranges ranges = calibrate(program, chip, samples);

  std::vector<Matrix> values(program.values);
  Counters counters;
  const auto engine = digital_engine();
  const auto ops = exact_ops();
  Executor(program, chip, *engine, *ops, {}).run(samples, 0, counters, [&](std::size_t i, const Matrix& v) {
    values[program.steps[i].output] = v;
  });
  for (std::size_t i = 0; i < program.steps.size(); ++i) {
    const Step& step = program.steps[i];
    SCOPED_TRACE(step.name);
    if (step.kind == StepKind::product) {
      ASSERT_EQ(ranges.products[i].size(), static_cast<std::size_t>(step.product.heads));
      float a_max = 0;
      for (const ProductRange& range : ranges.products[i]) {
        a_max = std::max(a_max, range.a_max);
        EXPECT_GT(range.partial_max, 0);
        EXPECT_LE(range.partial_max, program.wavelengths);
        EXPECT_EQ(range.b_max > 0, step.product.weighting == Weighting::dynamic);
      }
      const float seen = largest(values[step.inputs[0]]);
      EXPECT_NEAR(a_max, seen, 1e-4 * seen) << "over all heads";
    } else if (step.kind == StepKind::residual || step.kind == StepKind::activation) {
      const float in = largest(values[step.inputs[0]]), out = largest(values[step.output]);
      EXPECT_NEAR(ranges.elements[i].in_max[0], in, 1e-4 * in);
      EXPECT_NEAR(ranges.elements[i].out_max, out, 1e-4 * out);
    } else if (step.kind == StepKind::norm) {
      EXPECT_GT(ranges.elements[i].deviation_min, 0);
      EXPECT_GT(ranges.elements[i].out_max, 1) << "some value is beyond one deviation";
      EXPECT_LT(ranges.elements[i].out_max, std::sqrt(12.0)) << "none of 12 can be beyond this";
    }
  }
}

TEST(Calibrate, DoesNotDependOnThreads) {
  const Graph graph = NetworkMaker(33).bert();
  const Chip chip = tiny_chip(ScoreOrder::classic);
  const Program program = compile(graph, chip);
  const std::vector<Sample> samples = random_samples(graph, 6, 34);
  const Ranges one = calibrate(program, chip, samples, 1), two = calibrate(program, chip, samples, 2);
  for (std::size_t i = 0; i < program.steps.size(); ++i) {
    EXPECT_EQ(one.elements[i].out_max, two.elements[i].out_max);
    EXPECT_EQ(one.elements[i].deviation_min, two.elements[i].deviation_min);
    for (std::size_t h = 0; h < one.products[i].size(); ++h) {
      EXPECT_EQ(one.products[i][h].a_max, two.products[i][h].a_max);
      EXPECT_EQ(one.products[i][h].partial_max, two.products[i][h].partial_max);
    }
  }
}

TEST(Calibrate, NeedsSamples) {
  const Graph graph = NetworkMaker(35).vit(1);
  const Chip chip = tiny_chip(ScoreOrder::tron);
  EXPECT_THROW(calibrate(compile(graph, chip), chip, {}), InputError);
}

}  // namespace
}  // namespace tron::inference
