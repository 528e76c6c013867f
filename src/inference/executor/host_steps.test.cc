#include "inference/executor/host_steps.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "network/operators/host_op.h"

namespace tron::inference {
namespace {

/// Two samples of 3 and 1 rows of 2.
BatchValue uneven() {
  BatchValue value{Matrix(4, 2), {0, 3, 4}, {}, {}};
  for (std::size_t i = 0; i < 8; ++i) value.matrix.data[i] = static_cast<float>(i);
  return value;
}

Step host(const std::string& type, const std::vector<HostOp::Operand>& operands, const Dims& dims) {
  auto op = std::make_shared<HostOp>();
  op->type = type;
  op->opset = 13;
  op->operands = operands;
  op->dims = dims;
  Step step;
  step.kind = StepKind::host;
  step.name = "host." + type;
  step.width = dims.back();
  step.host = std::move(op);
  return step;
}

Graph named() {
  Graph graph;
  graph.name = "net";
  return graph;
}

std::shared_ptr<const HostTensor> number(float value) {
  return std::make_shared<HostTensor>(HostTensor{HostKind::real, {}, {value}, {}});
}

TEST(HostStep, TakesSamplesOfAnyLength) {
  const BatchValue x = uneven();
  const BatchValue* inputs[] = {&x};
  const Step step = host("Mul", {{0, nullptr, {1, 0, 2}}, {-1, number(10), {}}}, {1, 0, 2});
  const BatchValue y = run_host_step(step, named(), inputs);
  EXPECT_EQ(y.start, x.start);
  EXPECT_EQ(y.matrix.rows, 4U);
  EXPECT_EQ(y.matrix.data, (std::vector<float>{0, 10, 20, 30, 40, 50, 60, 70}));
}

TEST(HostStep, GivesRowsOfItsOwn) {
  const BatchValue x = uneven();
  const BatchValue* inputs[] = {&x};
  HostOp op = *host("ReduceSum", {{0, nullptr, {1, 0, 2}}}, {1, 1, 2}).host;
  op.attributes["axes"].integers = {1};
  op.opset = 11;
  Step step = host("ReduceSum", op.operands, {1, 1, 2});
  step.host = std::make_shared<HostOp>(op);
  const BatchValue y = run_host_step(step, named(), inputs);
  EXPECT_EQ(y.start, (std::vector<std::size_t>{0, 1, 2}));
  EXPECT_EQ(y.matrix.data, (std::vector<float>{6, 9, 6, 7})) << "each sample by itself";
}

TEST(HostStep, TakesSeveralInputs) {
  const BatchValue x = uneven(), z = uneven();
  const BatchValue* inputs[] = {&x, &z};
  HostOp op = *host("Concat", {{0, nullptr, {0, 2}}, {1, nullptr, {0, 2}}}, {0, 4}).host;
  op.attributes["axis"].integers = {1};
  Step step = host("Concat", op.operands, {0, 4});
  step.host = std::make_shared<HostOp>(op);
  const BatchValue y = run_host_step(step, named(), inputs);
  EXPECT_EQ(y.start, x.start);
  EXPECT_EQ(std::vector<float>(y.matrix.row(1), y.matrix.row(1) + 4), (std::vector<float>{2, 3, 2, 3}));
}

TEST(HostStep, NamesItselfWhereShapesDoNotFit) {
  const BatchValue x = uneven();
  const BatchValue* inputs[] = {&x};
  const Step step = host("Exp", {{0, nullptr, {1, 3, 2}}}, {1, 3, 2});
  try {
    run_host_step(step, named(), inputs);
    FAIL() << "a sample of one row where three are wanted";
  } catch (const InputError& error) {
    EXPECT_EQ(error.place().file, "net");
    EXPECT_EQ(error.place().item, "host.Exp");
  }
}

TEST(InputStep, TakesFeaturesAsTheyStand) {
  Graph graph;
  graph.input_shape = {2, 2, 3};
  Step step;
  step.kind = StepKind::input;
  step.width = 3;
  std::vector<Sample> samples(2);
  for (float i = 0; i < 12; ++i) samples[0].image.push_back(i), samples[1].image.push_back(-i);
  const BatchValue value = run_input_step(step, graph, samples);
  EXPECT_EQ(value.start, (std::vector<std::size_t>{0, 4, 8}));
  EXPECT_EQ(value.matrix(3, 2), 11);
  EXPECT_EQ(value.matrix(7, 0), -9);
  samples[1].image.pop_back();
  EXPECT_THROW(run_input_step(step, graph, samples), InputError);
}

}  // namespace
}  // namespace tron::inference
