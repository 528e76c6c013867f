#include "network/operators/host_op.h"

#include <cmath>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/error.h"
#include "network/operators/host_op_for_test.h"

namespace tron::network {
namespace {

using testing_only::counted;
using testing_only::Floats;
using testing_only::real;
using testing_only::run;
using testing_only::whole;
using testing_only::Wholes;

TEST(HostOp, ElementwiseByHand) {
  const HostTensor x = real({4}, {-2, -0.5, 0, 3});
  EXPECT_EQ(run("Relu", {x}).real, (Floats{0, 0, 0, 3}));
  EXPECT_EQ(run("Neg", {x}).real, (Floats{2, 0.5, 0, -3}));
  EXPECT_EQ(run("HardSwish", {real({2}, {3, -3})}).real, (Floats{3, 0}));
  EXPECT_FLOAT_EQ(run("Sigmoid", {real({}, {1})}).real[0], 1 / (1 + std::exp(-1.0f)));
  EXPECT_EQ(run("Clip", {x, real({}, {-1}), real({}, {1})}).real, (Floats{-1, -0.5, 0, 1}));
  EXPECT_EQ(run("Pow", {x, real({}, {2})}).real, (Floats{4, 0.25, 0, 9}));
}

TEST(HostOp, Broadcasts) {
  const HostTensor x = counted({2, 3});
  EXPECT_EQ(run("Add", {x, real({3}, {10, 20, 30})}).real, (Floats{10, 21, 32, 13, 24, 35}));
  EXPECT_EQ(run("Mul", {x, real({2, 1}, {1, -1})}).real, (Floats{0, 1, 2, -3, -4, -5}));
  EXPECT_EQ(run("Sub", {real({1, 3}, {1, 1, 1}), real({2, 1}, {0, 1})}).dims, (Dims{2, 3}));
  EXPECT_EQ(run("Greater", {x, real({}, {2})}).whole, (Wholes{0, 0, 0, 1, 1, 1}));
}

TEST(HostOp, IntegersDoNotOverflow) {
  const auto least = std::numeric_limits<std::int64_t>::min();
  EXPECT_EQ(run("Div", {whole({7, -7, least}), whole({2, 2, -1})}).whole, (Wholes{3, -3, least}));
  EXPECT_EQ(run("Add", {whole({std::numeric_limits<std::int64_t>::max()}), whole({1})}).whole,
            (Wholes{least}));
  EXPECT_THROW(run("Div", {whole({1}), whole({0})}), InputError);
  EXPECT_THROW(run("Mod", {whole({1}), whole({0})}), InputError);
}

TEST(HostOp, MovesElements) {
  const HostTensor x = counted({2, 3});
  EXPECT_EQ(run("Transpose", {x}).real, (Floats{0, 3, 1, 4, 2, 5}));
  EXPECT_EQ(run("Reshape", {x, whole({3, -1})}).dims, (Dims{3, 2}));
  EXPECT_EQ(run("Slice", {x, whole({-1}), whole({-100}), whole({1}), whole({-2})}).real,
            (Floats{2, 0, 5, 3}));
  EXPECT_EQ(run("Slice", {x}, {{"starts", {1}}, {"ends", {1LL << 62}}, {"axes", {0}}}, 9).real,
            (Floats{3, 4, 5}));
  EXPECT_EQ(run("Split", {x, whole({1, 2})}, {{"axis", {1}}}, 13, 1).real, (Floats{1, 2, 4, 5}));
  EXPECT_EQ(run("Gather", {x, whole({-1, 0})}, {{"axis", {1}}}).real, (Floats{2, 0, 5, 3}));
  EXPECT_EQ(run("Expand", {real({2, 1}, {1, 2}), whole({2, 2})}).real, (Floats{1, 1, 2, 2}));
  EXPECT_EQ(run("Concat", {x, x}, {{"axis", {1}}}).real, (Floats{0, 1, 2, 0, 1, 2, 3, 4, 5, 3, 4, 5}));
  EXPECT_EQ(run("Pad", {real({2}, {1, 2}), whole({1, 2})}).real, (Floats{0, 1, 2, 0, 0}));
  EXPECT_EQ(run("Tile", {real({1, 2}, {1, 2}), whole({2, 2})}).real, (Floats{1, 2, 1, 2, 1, 2, 1, 2}));
}

TEST(HostOp, Reduces) {
  const HostTensor x = counted({2, 3});
  EXPECT_EQ(run("ReduceMean", {x}, {{"axes", {-1}}}).real, (Floats{1, 4}));
  EXPECT_EQ(run("ReduceSum", {x, whole({0})}, {{"keepdims", {0}}}).real, (Floats{3, 5, 7}));
  EXPECT_EQ(run("ReduceMax", {x}, {{"keepdims", {0}}}).real, (Floats{5}));
  EXPECT_EQ(run("ArgMax", {x}, {{"axis", {1}}}).whole, (Wholes{2, 2}));
}

TEST(HostOp, SoftmaxFlattensUpToOpset12) {
  const HostTensor x = real({1, 2, 2}, {0, 0, 0, 0});
  EXPECT_EQ(run("Softmax", {x}, {}, 11).real, (Floats{0.25, 0.25, 0.25, 0.25}));
  EXPECT_EQ(run("Softmax", {x}, {}, 13).real, (Floats{0.5, 0.5, 0.5, 0.5}));
}

TEST(HostOp, MultipliesStacksOfMatrices) {
  const HostTensor a = counted({2, 2, 3}), b = counted({3, 1});
  EXPECT_EQ(run("MatMul", {a, b}).real, (Floats{5, 14, 23, 32}));
  EXPECT_EQ(run("Gemm", {counted({2, 2}), counted({2, 2}), real({2}, {10, 20})}, {{"transB", {1}}}).real,
            (Floats{11, 23, 13, 33}));
}

TEST(HostOp, ConvolvesAsItsDefinitionSays) {
  // Two groups, a stride, padding: every output against the sum by its indices.
  const HostTensor x = counted({1, 4, 5, 6}), w = counted({6, 2, 3, 2});
  const HostTensor y = run("Conv", {x, w}, {{"group", {2}}, {"strides", {2, 1}}, {"pads", {1, 0, 1, 1}}});
  ASSERT_EQ(y.dims, (Dims{1, 6, 3, 6}));
  for (std::size_t i = 0; i < y.size(); ++i) {
    const std::size_t o = i / 18, row = i / 6 % 3, col = i % 6;
    double sum = 0;
    for (std::size_t k = 0; k < 12; ++k) {
      const std::size_t c = k / 6, dy = k / 2 % 3, dx = k % 2;
      const std::size_t in_y = row * 2 + dy, in_x = col + dx;
      if (in_y < 1 || in_y > 5 || in_x > 5) continue;
      sum += x.real[((o / 3 * 2 + c) * 5 + in_y - 1) * 6 + in_x] * w.real[o * 12 + k];
    }
    EXPECT_FLOAT_EQ(y.real[i], static_cast<float>(sum)) << i;
  }
}

TEST(HostOp, Pools) {
  const HostTensor x = counted({1, 1, 3, 3});
  EXPECT_EQ(run("MaxPool", {x}, {{"kernel_shape", {2, 2}}}).real, (Floats{4, 5, 7, 8}));
  const std::map<std::string, Wholes> padded{
      {"kernel_shape", {2, 2}}, {"strides", {2, 2}}, {"pads", {1, 1, 0, 0}}};
  EXPECT_EQ(run("AveragePool", {x}, padded).real, (Floats{0, 1.5, 4.5, 6}));
  EXPECT_EQ(run("GlobalAveragePool", {x}).real, (Floats{4}));
}

TEST(HostOp, ResizesToTheNearest) {
  const HostTensor x = counted({1, 1, 2, 2}), none = real({0}, {});
  const Floats twice{0, 0, 1, 1, 0, 0, 1, 1, 2, 2, 3, 3, 2, 2, 3, 3};
  EXPECT_EQ(run("Resize", {x, none, real({4}, {1, 1, 2, 2})}).real, twice);
  EXPECT_EQ(run("Resize", {x, none, none, whole({1, 1, 4, 4})}).real, twice);
  EXPECT_EQ(run("Resize", {x, real({4}, {1, 1, 1, 2})}, {}, 10).real, (Floats{0, 0, 1, 1, 2, 2, 3, 3}));
  EXPECT_THROW(run("Resize", {x, none, real({4}, {1, 1, 0, 2})}), InputError);
}

TEST(HostOp, RefusesWhatItDoesNotKnow) {
  EXPECT_TRUE(is_host_operator("Conv"));
  EXPECT_FALSE(is_host_operator("LSTM"));
  EXPECT_THROW(run("LSTM", {counted({1})}), InputError);
}

HostOp convolution() {
  HostOp op;
  op.type = "Conv";
  op.opset = 13;
  op.operands = {{0, nullptr, {1, 3, 8, 10}},
                 {-1, std::make_shared<HostTensor>(counted({4, 3, 3, 3})), {4, 3, 3, 3}}};
  op.dims = {1, 4, 6, 8};
  return op;
}

TEST(HostWork, OfAConvolutionByHand) {
  const HostWork work = host_work(convolution());
  EXPECT_EQ(work.elements, 4U * 6 * 8);
  EXPECT_EQ(work.macs, 4U * 6 * 8 * 27);
  EXPECT_EQ(work.operations, work.macs);
  EXPECT_EQ(work.constants, 4U * 27);
  EXPECT_EQ(work.rows, 24U);
  EXPECT_EQ(work.row_operations(), 8U * 27);
}

TEST(HostWork, OfMovementsAndViews) {
  HostOp op = convolution();
  op.operands.pop_back();
  op.dims = {1, 10, 24};
  op.type = "Transpose";
  EXPECT_EQ(host_work(op).operations, 240U);
  op.type = "Flatten";
  EXPECT_EQ(host_work(op).operations, 0U);
  op.type = "GlobalAveragePool";
  op.dims = {1, 3, 1, 1};
  EXPECT_EQ(host_work(op).operations, 240U) << "every input once";
}

TEST(HostWork, FreeDimensionsAreTheRows) {
  HostOp op;
  op.type = "Exp";
  op.operands = {{0, nullptr, {1, 0, 6}}};
  op.dims = {1, 0, 6};
  EXPECT_EQ(host_work(op, 5).operations, 30U);
  EXPECT_EQ(host_rows(op, 7), 7U);
  op.operands[0].dims = op.dims = {1, 2, 0, 6};
  EXPECT_EQ(host_rows(op, 14), 14U) << "two heads of seven rows";
}

TEST(HostOperators, AreCountedByType) {
  Graph graph;
  graph.nodes.resize(3);
  for (Node& node : graph.nodes) {
    node.op = Op::host;
    node.host = std::make_shared<HostOp>(convolution());
  }
  auto view = std::make_shared<HostOp>(convolution());
  view->type = "Flatten";
  view->operands.pop_back();
  graph.nodes[2].host = view;
  const std::vector<HostOperatorCount> counts = host_operators(graph);
  ASSERT_EQ(counts.size(), 1U);
  EXPECT_EQ(counts[0].type, "Conv");
  EXPECT_EQ(counts[0].count, 2U);
  EXPECT_EQ(counts[0].macs, 2U * 192 * 27);
}

}  // namespace
}  // namespace tron::network
