#include "inference/control_steps.h"

#include <numeric>

#include <gtest/gtest.h>

namespace tron {
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

TEST(ControlSteps, PatchesAreChannelMajorRowByRow) {
  Graph graph;
  graph.image = {2, 4, 4, 2, {}, {}, 1};
  Sample sample;
  sample.image.resize(32);
  std::iota(sample.image.begin(), sample.image.end(), 0.0f);
  Step step = step_of(StepKind::patches);
  step.width = 8;
  const BatchValue out = run_control_step(step, graph, std::span(&sample, 1), nullptr);
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
  const BatchValue out = run_control_step(step_of(StepKind::prepend), graph, {}, &x);
  EXPECT_EQ(out.start, (std::vector<std::size_t>{0, 2, 5}));
  EXPECT_EQ(out.matrix.data, (std::vector<float>{10, 20, 0, 1, 10, 20, 2, 3, 4, 5}));
}

TEST(ControlSteps, AddRowsStartsTheTableAnewForEverySample) {
  Graph graph;
  graph.tensors.push_back({"positions", Matrix(3, 2)});
  graph.tensors[0].value.data = {10, 20, 30, 40, 50, 60};
  const BatchValue x = ragged();
  const BatchValue out = run_control_step(step_of(StepKind::add_rows), graph, {}, &x);
  EXPECT_EQ(out.matrix.data, (std::vector<float>{10, 21, 12, 23, 34, 45}));
}

TEST(ControlSteps, TakeFirstAndMeanGiveOneRowASample) {
  const Graph graph;
  const BatchValue x = ragged();
  const BatchValue first = run_control_step(step_of(StepKind::take_first), graph, {}, &x);
  EXPECT_EQ(first.matrix.data, (std::vector<float>{0, 1, 2, 3}));
  const BatchValue mean = run_control_step(step_of(StepKind::mean_rows), graph, {}, &x);
  EXPECT_EQ(mean.matrix.data, (std::vector<float>{0, 1, 3, 4}));
  EXPECT_EQ(mean.start, (std::vector<std::size_t>{0, 1, 2}));
}

}  // namespace
}  // namespace tron
