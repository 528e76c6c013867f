#include "network/onnx/onnx_builder.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "network/onnx/file/onnx_traced_for_test.h"

namespace tron::network {
namespace {

using testing_only::OnnxWriter;
using testing_only::Traced;

Graph built(const OnnxWriter& writer) {
  const Traced t(writer);
  return OnnxBuilder(t.trace).build(plan_onnx(t.trace));
}

std::vector<float> counted(std::size_t n) {
  std::vector<float> values(n);
  for (std::size_t i = 0; i < n; ++i) values[i] = static_cast<float>(i);
  return values;
}

std::vector<std::string> ops(const Graph& graph) {
  std::vector<std::string> names;
  for (const Node& node : graph.nodes)
    names.push_back(node.op == Op::host ? node.host->type : op_name(node.op));
  return names;
}

using Names = std::vector<std::string>;

TEST(OnnxBuilder, TurnsWeightsAsPyTorchHasThem) {
  OnnxWriter w;
  w.input("x", {1, 2, 3}).output("y").floats("w", {3, 2}, counted(6)).floats("b", {2}, {7, 8});
  w.node("MatMul", {"x", "w"}, {"a"}).node("Add", {"a", "b"}, {"y"});
  const Graph graph = built(w);
  EXPECT_EQ(ops(graph), (Names{"input", "linear"}));
  EXPECT_EQ(graph.tensors[0].value.data, (std::vector<float>{0, 2, 4, 1, 3, 5}));
  EXPECT_EQ(graph.tensors[0].value.rows, 2U);
  EXPECT_EQ(graph.tensors[1].value.data, (std::vector<float>{7, 8}));
  EXPECT_EQ(graph.input_shape, (std::vector<std::size_t>{2, 3}));
}

TEST(OnnxBuilder, ATiedTableIsOneTensor) {
  OnnxWriter w;
  w.input("input_ids", {-1, -1}, 7).output("y").floats("word", {5, 3}, counted(15));
  w.node("Gather", {"word", "input_ids"}, {"e"})
      .node("Transpose", {"word"}, {"t"})
      .node("MatMul", {"e", "t"}, {"y"});
  const Graph graph = built(w);
  EXPECT_EQ(ops(graph), (Names{"embed", "linear"}));
  ASSERT_EQ(graph.tensors.size(), 1U);
  EXPECT_EQ(graph.nodes[0].weight, graph.nodes[1].weight);
  EXPECT_EQ(graph.tensors[0].name, "word");
  EXPECT_EQ(graph.parameters(), 15U);
}

TEST(OnnxBuilder, VectorsOfTheirOwnStayApart) {
  OnnxWriter w;
  w.input("x", {1, 2, 2})
      .output("y")
      .floats("w", {2, 2}, counted(4))
      .floats("b", {2}, {0, 0})
      .floats("c", {2}, {0, 0});
  w.node("MatMul", {"x", "w"}, {"a"})
      .node("Add", {"a", "b"}, {"d"})
      .node("MatMul", {"d", "w"}, {"e"})
      .node("Add", {"e", "c"}, {"y"});
  const Graph graph = built(w);
  EXPECT_EQ(graph.nodes[1].weight, graph.nodes[2].weight) << "one matrix used twice";
  EXPECT_NE(graph.nodes[1].bias, graph.nodes[2].bias) << "two biases that happen to be zero";
}

TEST(OnnxBuilder, WidensWhereAReshapeStandsBetween) {
  OnnxWriter w;
  w.input("x", {1, 4, 6}).output("y").integers("s", {1, 8, 3}).floats("w", {3, 2}, counted(6));
  w.node("Exp", {"x"}, {"e"}).node("Reshape", {"e", "s"}, {"r"}).node("MatMul", {"r", "w"}, {"y"});
  const Graph graph = built(w);
  EXPECT_EQ(ops(graph), (Names{"input", "Exp", "Reshape", "linear"}));
  EXPECT_EQ(graph.nodes[2].width, 3U);
  EXPECT_EQ(host_work(*graph.nodes[2].host).operations, 0U);
}

TEST(OnnxBuilder, WhatNobodyNeedsIsNotBuilt) {
  OnnxWriter w;
  w.input("x", {1, 4}).output("y").output("z").node("Exp", {"x"}, {"y"}).node("Sin", {"x"}, {"z"});
  EXPECT_EQ(ops(built(w)), (Names{"input", "Exp"})) << "the first output is the answer";
}

TEST(OnnxBuilder, NormsWithoutWeightsGetOnesAndZeros) {
  OnnxWriter w;
  w.input("x", {1, 2, 4}).output("y").floats("two", {}, {2}).floats("eps", {}, {1e-5f});
  w.node("ReduceMean", {"x"}, {"m"}, {{"axes", {-1}}})
      .node("Sub", {"x", "m"}, {"d"})
      .node("Pow", {"d", "two"}, {"q"});
  w.node("ReduceMean", {"q"}, {"v"}, {{"axes", {-1}}})
      .node("Add", {"v", "eps"}, {"ve"})
      .node("Sqrt", {"ve"}, {"s"});
  w.node("Div", {"d", "s"}, {"y"});
  const Graph graph = built(w);
  ASSERT_EQ(ops(graph), (Names{"input", "layer_norm"}));
  EXPECT_EQ(graph.tensors.at(graph.nodes[1].weight).value.data, (std::vector<float>(4, 1)));
  EXPECT_EQ(graph.tensors.at(graph.nodes[1].bias).value.data, (std::vector<float>(4, 0)));
  EXPECT_EQ(graph.parameters(), 0U) << "nothing that was learned";
}

TEST(OnnxBuilder, EveryInputComesBeforeItsNode) {
  OnnxWriter w;
  w.input("x", {1, 2, 4})
      .output("y")
      .node("Exp", {"x"}, {"a"})
      .node("Sin", {"x"}, {"b"})
      .node("Cos", {"a"}, {"c"});
  w.node("Add", {"c", "b"}, {"d"}).node("Mul", {"d", "a"}, {"y"});
  const Graph graph = built(w);
  for (std::size_t n = 0; n < graph.nodes.size(); ++n) {
    for (int input : graph.nodes[n].inputs) EXPECT_LT(input, static_cast<int>(n));
  }
  EXPECT_EQ(graph.nodes.back().op, Op::multiply);
}

}  // namespace
}  // namespace tron::network
