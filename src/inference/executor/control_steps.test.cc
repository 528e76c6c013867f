#include "inference/executor/control_steps.h"

#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

#include "base/error.h"

namespace tron::inference {
namespace {

BatchValue ragged() {
  BatchValue value;
  value.matrix = Matrix(3, 2);
  std::iota(value.matrix.data.begin(), value.matrix.data.end(), 0.0f);
  value.start = {0, 1, 3};
  return value;
}

Step step_of(StepKind kind) {
  Step step;
  step.kind = kind;
  step.tensor = 0;
  step.width = 2;
  return step;
}

BatchValue run(const Step& step, const Graph& graph, const BatchValue& x) {
  return run_control_step({step, graph, {}}, &x, nullptr);
}

TEST(ControlSteps, PatchesAreChannelMajorRowByRow) {
  Graph graph;
  graph.image = {2, 4, 4, 2, {}, {}, 1};
  Sample sample;
  sample.image.resize(32);
  std::iota(sample.image.begin(), sample.image.end(), 0.0f);
  Step step = step_of(StepKind::patches);
  step.width = 8;
  const BatchValue out = run_control_step({step, graph, std::span(&sample, 1)}, nullptr, nullptr);
  ASSERT_EQ(out.matrix.rows, 4u);
  const std::vector<float> second{2, 3, 6, 7, 18, 19, 22, 23};
  EXPECT_EQ(std::vector<float>(out.matrix.row(1), out.matrix.row(2)), second);
  EXPECT_EQ(out.matrix(2, 0), 8);
}

TEST(ControlSteps, PrependWorksSampleBySample) {
  Graph graph;
  graph.tensors.push_back({"rows", Matrix(1, 2)});
  graph.tensors[0].value.data = {10, 20};
  const BatchValue x = ragged();
  const BatchValue out = run(step_of(StepKind::prepend), graph, x);
  EXPECT_EQ(out.start, (std::vector<std::size_t>{0, 2, 5}));
  EXPECT_EQ(out.matrix.data, (std::vector<float>{10, 20, 0, 1, 10, 20, 2, 3, 4, 5}));
}

TEST(ControlSteps, AddRowsStartsTheTableAnewForEverySample) {
  Graph graph;
  graph.tensors.push_back({"positions", Matrix(3, 2)});
  graph.tensors[0].value.data = {10, 20, 30, 40, 50, 60};
  const BatchValue x = ragged();
  const BatchValue out = run(step_of(StepKind::add_rows), graph, x);
  EXPECT_EQ(out.matrix.data, (std::vector<float>{10, 21, 12, 23, 34, 45}));
}

TEST(ControlSteps, TakeFirstAndMeanGiveOneRowASample) {
  const Graph graph;
  const BatchValue x = ragged();
  const BatchValue first = run(step_of(StepKind::take_first), graph, x);
  EXPECT_EQ(first.matrix.data, (std::vector<float>{0, 1, 2, 3}));
  const BatchValue mean = run(step_of(StepKind::mean_rows), graph, x);
  EXPECT_EQ(mean.matrix.data, (std::vector<float>{0, 1, 3, 4}));
  EXPECT_EQ(mean.start, (std::vector<std::size_t>{0, 1, 2}));
}

TEST(ControlSteps, TakeLastKeepsTheTokenItStandsFor) {
  BatchValue x = ragged();
  x.first_token = {5, 7};
  const BatchValue last = run(step_of(StepKind::take_last), {}, x);
  EXPECT_EQ(last.matrix.data, (std::vector<float>{0, 1, 4, 5}));
  EXPECT_EQ(last.first_token, (std::vector<std::size_t>{5, 8}));
}

TEST(ControlSteps, PositionsGoOnWhereTheLastPassEnded) {
  Graph graph;
  graph.tensors.push_back({"positions", Matrix(9, 2)});
  std::iota(graph.tensors[0].value.data.begin(), graph.tensors[0].value.data.end(), 0.0f);
  BatchValue x = ragged();
  x.matrix.data.assign(6, 0);
  x.first_token = {3, 4};
  Step step = step_of(StepKind::add_rows);
  step.first_position = 2;
  EXPECT_EQ(run(step, graph, x).matrix.data, (std::vector<float>{10, 11, 12, 13, 14, 15}));
  x.first_token = {6, 6};
  EXPECT_THROW(run(step, graph, x), InputError) << "the second sample's last row has no position";
}

// <R_m q, R_n k> depends on m - n alone (Su et al., arXiv 2104.09864, section 3.2.1), and R keeps lengths.
TEST(ControlSteps, RotaryScoresDependOnTheDistanceAlone) {
  for (const bool interleaved : {false, true}) {
    Step step = step_of(StepKind::rotary);
    step.heads = 2;
    step.rotary = {rotary_frequencies(100, 4), interleaved};
    const std::vector<float> q{1, 2, -1, 0.5f, 0, 1, 1, 3}, k{-2, 1, 1, 1, 0.5f, 0, 2, 1};
    const auto turned = [&](const std::vector<float>& row, std::size_t token) {
      BatchValue x{Matrix(1, 8), {0, 1}, {}, {token}};
      x.matrix.data = row;
      return run(step, {}, x).matrix.data;
    };
    const auto score = [&](std::size_t m, std::size_t n) {
      const auto a = turned(q, m), b = turned(k, n);
      return std::inner_product(a.begin(), a.begin() + 4, b.begin(), 0.0);
    };
    EXPECT_EQ(turned(q, 0), q);
    EXPECT_NEAR(score(9, 4), score(5, 0), 1e-5);
    EXPECT_GT(std::abs(score(9, 4) - score(9, 9)), 0.1);
    const auto far = turned(q, 77);
    EXPECT_NEAR(std::inner_product(far.begin(), far.end(), far.begin(), 0.0), 17.25, 1e-5);
    // The first pair of each head turns by one radian a position.
    const std::size_t other = interleaved ? 1 : 2;
    const auto one = turned(q, 1);
    EXPECT_NEAR(one[0], q[0] * std::cos(1) - q[other] * std::sin(1), 1e-6);
    EXPECT_NEAR(one[4], q[4] * std::cos(1) - q[4 + other] * std::sin(1), 1e-6);
  }
}

TEST(ControlSteps, ScoreBiasFollowsTheDistance) {
  Graph graph;
  graph.tensors.push_back({"bias", Matrix(4, 2)});  // four buckets, two heads
  graph.tensors[0].value.data = {0, 0.5f, 10, 10.5f, 20, 20.5f, 30, 30.5f};
  Step step = step_of(StepKind::score_bias);
  step.heads = 2;
  step.relative = {0, 8, false};
  const BatchValue x{Matrix(2, 6), {0, 2}, {3}, {1}};  // tokens 1 and 2 against keys 0 to 2
  EXPECT_EQ(run(step, graph, x).matrix.data,
            (std::vector<float>{10, 0, 0, 10.5f, 0.5f, 0.5f, 20, 10, 0, 20.5f, 10.5f, 0.5f}));
}

}  // namespace
}  // namespace tron::inference
