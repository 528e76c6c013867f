#include <gtest/gtest.h>

#include "base/error.h"
#include "network/operators/host_op.h"
#include "program/example_machine.h"
#include "program/example_networks.h"
#include "schedule/schedule.h"

namespace tron::schedule {
namespace {

Node host(const std::string& type, int input, const Dims& from, const Dims& to) {
  auto op = std::make_shared<HostOp>();
  op->type = type;
  op->opset = 13;
  op->operands = {{0, nullptr, from}};
  op->dims = to;
  Node node;
  node.name = type;
  node.op = Op::host;
  node.inputs = {input};
  node.width = to.back();
  node.host = std::move(op);
  return node;
}

/// Features [3, 8, 10] -> Conv of 4 kernels [3, 3, 3] -> Flatten -> linear.
Graph convolved() {
  Graph graph;
  graph.input_shape = {3, 8, 10};
  graph.max_tokens = graph.exact_tokens = 4;
  Node input;
  input.name = "input";
  input.op = Op::input;
  input.width = 10;
  graph.nodes.push_back(input);
  Node conv = host("Conv", 0, {1, 3, 8, 10}, {1, 4, 6, 8});
  HostOp op = *conv.host;
  HostTensor kernel{HostKind::real, {4, 3, 3, 3}, {}, {}};
  kernel.allocate();
  op.operands.push_back({-1, std::make_shared<HostTensor>(kernel), kernel.dims});
  conv.host = std::make_shared<HostOp>(op);
  graph.nodes.push_back(conv);
  graph.nodes.push_back(host("Flatten", 1, {1, 4, 6, 8}, {4, 48}));
  Node head;
  head.name = "head";
  head.inputs = {2};
  head.width = 5;
  head.weight = 0;
  graph.nodes.push_back(head);
  graph.tensors.push_back({"w", Matrix(5, 48)});
  return graph;
}

struct Laid {
  Graph graph = convolved();
  Program program = compile(graph, examples::tiny_chip(ScoreOrder::classic));
  Schedule schedule;
  explicit Laid(std::uint64_t batch = 1)
      : schedule(build_schedule(program, examples::tiny_machine(), {batch, 4})) {}
  const RowRun& find(const std::string& name) const {
    for (const Block& block : schedule.blocks) {
      for (const Stage& stage : block.stages) {
        if (stage.rows && program.steps[stage.rows->step].name == name) return *stage.rows;
      }
    }
    throw std::runtime_error("no run " + name);
  }
};

TEST(HostSchedule, RowsFollowTheShapes) {
  const Laid laid;
  EXPECT_EQ(value_rows(laid.program, {4}), (std::vector<std::size_t>{24, 24, 4, 4}));
  EXPECT_THROW(value_rows(laid.program, {5}), InputError) << "the shapes leave no choice";
}

// A convolution's output row of 8 values takes 8 * 27 multiply-accumulates: 54 cycles of four lanes.
TEST(HostSchedule, AConvolutionByHand) {
  const Laid laid(2);
  const RowRun& run = laid.find("Conv");
  EXPECT_EQ(run.rows, 2U * 24);
  EXPECT_EQ(run.row, 54'000'000) << "fs";
  EXPECT_EQ(run.work[Charge::element], 2U * 24 * 216);
  const double element = examples::tiny_machine().operand_bits / 8.0;
  EXPECT_DOUBLE_EQ(run.work.fetched, element * 108) << "the kernels";
  EXPECT_DOUBLE_EQ(run.work.elements, element * 2 * (240 + 192));
}

TEST(HostSchedule, FeaturesComeFromMemory) {
  const Laid laid;
  EXPECT_DOUBLE_EQ(laid.find("input").work.fetched, 240 * examples::tiny_machine().operand_bits / 8.0);
}

TEST(HostSchedule, ViewsCostNothing) {
  const Laid laid;
  const RowRun& run = laid.find("Flatten");
  EXPECT_EQ(run.row, 0);
  EXPECT_EQ(run.feed, 0);
  EXPECT_EQ(run.drain, 0);
  EXPECT_EQ(run.work[Charge::element], 0U);
  EXPECT_DOUBLE_EQ(run.work.elements, 0);
}

}  // namespace
}  // namespace tron::schedule
