#include "network/onnx/onnx_compare.h"

#include <functional>

#include <gtest/gtest.h>

#include "network/operators/host_op.h"
#include "network/operators/host_op_for_test.h"

namespace tron::network {
namespace {

/// A network of an embedding, an attention and a host operator, followed with so many tokens.
Graph followed(std::size_t tokens) {
  Graph graph;
  graph.tensors.push_back({"w", Matrix(4, 4)});
  Node attention;
  attention.op = Op::attention;
  attention.inputs = {0, 0};
  attention.width = 4;
  attention.attention.query = attention.attention.key = attention.attention.value = 0;
  attention.attention.heads = 2;
  attention.attention.rotary.frequencies = {1, 0.01};
  attention.attention.relative = {-1, tokens, true};
  HostOp op{
      "Mul",
      13,
      {},
      {{0, nullptr, {1, tokens, 4}}, {-1, std::make_shared<HostTensor>(testing_only::real({}, {2})), {}}},
      0,
      {1, tokens, 4}};
  op.attributes["axis"].integers = {1};
  Node host;
  host.op = Op::host;
  host.inputs = {0};
  host.width = 4;
  host.host = std::make_shared<HostOp>(op);
  Node embed;
  embed.op = Op::embed;
  embed.width = 4;
  embed.weight = 0;
  graph.nodes = {embed, attention, host};
  return graph;
}

/// Whether 67 and 13 tokens still give one graph after a change of the second.
bool free_after(const std::function<void(Graph&)>& change) {
  Graph graph = followed(67), other = followed(13);
  change(other);
  return free_of_length(graph, 67, other, 13);
}

void change_host(Graph& graph, const std::function<void(HostOp&)>& change) {
  HostOp op = *graph.nodes[2].host;
  change(op);
  graph.nodes[2].host = std::make_shared<HostOp>(op);
}

TEST(FreeOfLength, SizesThatAreTheNumberOfTokensBecomeFree) {
  Graph graph = followed(67);
  ASSERT_TRUE(free_of_length(graph, 67, followed(13), 13));
  EXPECT_EQ(graph.nodes[2].host->dims, (Dims{1, 0, 4}));
  EXPECT_EQ(graph.nodes[2].host->operands[0].dims, (Dims{1, 0, 4}));
  EXPECT_EQ(graph.nodes[2].host->operands[1].dims, Dims{});
  EXPECT_EQ(graph.nodes[1].attention.relative.max_distance, 67U) << "what the longer text has told";
}

TEST(FreeOfLength, NoOtherDifferenceIs) {
  EXPECT_TRUE(free_after([](Graph&) {}));
  EXPECT_FALSE(free_after([](Graph& g) { g.tensors[0].value(0, 0) = 1; }));
  EXPECT_FALSE(free_after([](Graph& g) { g.tensors.push_back(g.tensors[0]); }));
  EXPECT_FALSE(free_after([](Graph& g) { g.nodes.pop_back(); }));
  EXPECT_FALSE(free_after([](Graph& g) { g.nodes[0].first_position = 2; }));
  EXPECT_FALSE(free_after([](Graph& g) { g.nodes[0].scale = 2; }));
  EXPECT_FALSE(free_after([](Graph& g) { g.nodes[1].inputs = {0, 1}; }));
  EXPECT_FALSE(free_after([](Graph& g) { g.nodes[1].attention.causal = true; }));
  EXPECT_FALSE(free_after([](Graph& g) { g.nodes[1].attention.window = 5; }))
      << "a window that 13 tokens do not reach";
  EXPECT_FALSE(free_after([](Graph& g) { g.nodes[1].attention.score_scale = 0.3; }));
  EXPECT_FALSE(free_after([](Graph& g) { g.nodes[1].attention.rotary.frequencies[1] = 0.011; }));
  EXPECT_TRUE(free_after([](Graph& g) { g.nodes[1].attention.rotary.frequencies[1] *= 1 + 1e-7; }))
      << "found by probing";
}

TEST(FreeOfLength, NorOfHostOperators) {
  const auto host = [](const std::function<void(HostOp&)>& change) {
    return free_after([&](Graph& g) { change_host(g, change); });
  };
  EXPECT_FALSE(host([](HostOp& op) { op.type = "Add"; }));
  EXPECT_FALSE(host([](HostOp& op) { op.output = 1; }));
  EXPECT_FALSE(host([](HostOp& op) { op.attributes["axis"].integers = {2}; }));
  EXPECT_FALSE(host([](HostOp& op) { op.attributes["other"].integers = {2}; }));
  EXPECT_FALSE(host([](HostOp& op) {
    op.operands[1].constant = std::make_shared<HostTensor>(testing_only::real({}, {3}));
  })) << "a constant made of the number of tokens";
  EXPECT_FALSE(host([](HostOp& op) { op.dims = {1, 14, 4}; })) << "neither number";
  EXPECT_FALSE(host([](HostOp& op) { op.dims = {13, 13, 4}; })) << "two dimensions at once";
  EXPECT_FALSE(host([](HostOp& op) { op.dims = {1, 13}; }));
}

TEST(FreeOfLength, RowsMayVaryAndColumnsMayNot) {
  Graph graph = followed(67), other = followed(13);
  change_host(graph, [](HostOp& op) { op.dims = {1, 4, 67}; });
  change_host(other, [](HostOp& op) { op.dims = {1, 4, 13}; });
  EXPECT_FALSE(free_of_length(graph, 67, other, 13));
}

}  // namespace
}  // namespace tron::network
