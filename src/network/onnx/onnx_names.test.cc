#include "network/onnx/onnx_names.h"

#include <gtest/gtest.h>

#include "network/operators/host_op.h"

namespace tron::network {
namespace {

/// Puts nodes one behind another, each reading the one before unless told otherwise.
class Nodes {
 public:
  Nodes() { graph_.tensors.push_back({"w", Matrix(4, 4)}); }
  int add(Op op, std::vector<int> inputs = {}, std::size_t width = 4) {
    Node node;
    node.op = op;
    node.width = width;
    node.inputs = std::move(inputs);
    const bool source = op == Op::embed || op == Op::input || op == Op::patches;
    if (node.inputs.empty() && !source) node.inputs = {last()};
    node.weight = op == Op::linear ? 0 : -1;
    if (op == Op::host) node.host = std::make_shared<HostOp>(HostOp{"Exp", 13, {}, {}, 0, {}});
    graph_.nodes.push_back(std::move(node));
    return last();
  }
  int attention(int from, int memory, bool causal) {
    const int node = add(Op::attention, {from, memory});
    AttentionWeights& w = graph_.nodes.back().attention;
    w.query = w.key = w.value = 0;
    w.heads = 2;
    w.causal = causal;
    return node;
  }
  int last() const { return static_cast<int>(graph_.nodes.size()) - 1; }
  Graph& graph() { return graph_; }

  std::vector<std::string> names() {
    name_layers(graph_);
    std::vector<std::string> names;
    for (const Node& node : graph_.nodes) names.push_back(node.name);
    return names;
  }

 private:
  Graph graph_;
};

using Names = std::vector<std::string>;

void pre_norm_layer(Nodes& n, bool gated) {
  const int x = n.last();
  const int normed = n.add(Op::layer_norm);
  n.attention(normed, normed, false);
  const int sum = n.add(Op::add, {x, n.add(Op::linear)});
  const int second = n.add(Op::layer_norm, {sum});
  int middle = n.add(Op::silu, {n.add(Op::linear, {second}, 8)}, 8);
  if (gated) middle = n.add(Op::multiply, {middle, n.add(Op::linear, {second}, 8)}, 8);
  n.add(Op::add, {sum, n.add(Op::linear, {middle})});
}

TEST(NameLayers, NormsFirst) {
  Nodes n;
  n.add(Op::input);
  n.add(Op::linear);
  pre_norm_layer(n, true);
  pre_norm_layer(n, false);
  n.add(Op::layer_norm);
  n.add(Op::mean_rows);
  n.add(Op::linear);
  const Names names = n.names();
  EXPECT_EQ(names[0], "features");
  EXPECT_EQ(names[1], "embeddings.projection");
  EXPECT_EQ(Names(names.begin() + 2, names.begin() + 13),
            (Names{"encoder.0.norm1", "encoder.0.attention", "encoder.0.attention.output",
                   "encoder.0.attention.residual", "encoder.0.norm2", "encoder.0.feed_forward.gate",
                   "encoder.0.feed_forward.activation", "encoder.0.feed_forward.up",
                   "encoder.0.feed_forward.product", "encoder.0.feed_forward.down",
                   "encoder.0.feed_forward.residual"}));
  EXPECT_EQ(names[13], "encoder.1.norm1");
  EXPECT_EQ(Names(names.end() - 3, names.end()), (Names{"norm", "mean", "classifier"}));
  EXPECT_EQ(n.graph().layers, 2U);
  EXPECT_EQ(n.graph().heads, 2U);
  EXPECT_EQ(n.graph().feed_forward, 8U);
  EXPECT_EQ(n.graph().nodes[1].layer, -1);
  EXPECT_EQ(n.graph().nodes[2].layer, 0);
  EXPECT_EQ(n.graph().nodes[13].layer, 1);
  EXPECT_EQ(n.graph().nodes.back().layer, -1);
}

TEST(NameLayers, NormsLast) {
  Nodes n;
  n.graph().vocabulary = 9;
  n.add(Op::embed);
  int x = n.add(Op::layer_norm);
  n.attention(x, x, false);
  x = n.add(Op::layer_norm, {n.add(Op::add, {x, n.add(Op::linear)})});
  n.add(Op::gelu, {n.add(Op::linear, {}, 8)}, 8);
  n.add(Op::layer_norm, {n.add(Op::add, {x, n.add(Op::linear)})});
  n.add(Op::take_first);
  n.add(Op::linear);
  n.add(Op::tanh);
  n.add(Op::linear, {}, 3);
  const Names names = n.names();
  EXPECT_EQ(names[1], "embeddings.norm") << "it feeds a residual: the stem's own";
  EXPECT_EQ(names[2], "encoder.0.attention");
  EXPECT_EQ(names[10], "encoder.0.norm2");
  EXPECT_EQ(n.graph().nodes[10].layer, 0);
  EXPECT_EQ(Names(names.begin() + 11, names.end()),
            (Names{"first", "pooler", "pooler.activation", "classifier"}));
}

TEST(NameLayers, DecodersOfPairs) {
  Nodes n;
  n.graph().vocabulary = 9;
  int x = n.add(Op::embed);
  n.attention(x, x, false);
  const int memory = n.add(Op::add, {x, n.add(Op::linear)});
  x = n.add(Op::embed);
  n.graph().nodes.back().stream = 1;
  n.attention(x, x, true);
  x = n.add(Op::add, {x, n.add(Op::linear)});
  n.attention(x, memory, false);
  n.add(Op::add, {x, n.add(Op::linear)});
  n.add(Op::linear, {}, 9);
  n.graph().output = Output::next_tokens;
  EXPECT_EQ(n.names(),
            (Names{"source.embeddings", "encoder.0.attention", "encoder.0.attention.output",
                   "encoder.0.attention.residual", "target.embeddings", "decoder.0.attention",
                   "decoder.0.attention.output", "decoder.0.attention.residual", "decoder.0.cross_attention",
                   "decoder.0.cross_attention.output", "decoder.0.cross_attention.residual", "vocabulary"}));
  EXPECT_EQ(n.graph().layers, 2U);
  EXPECT_EQ(n.graph().nodes[8].layer, 1);
}

TEST(NameLayers, EveryNameOnce) {
  Nodes n;
  n.add(Op::input);
  n.add(Op::host);
  n.add(Op::host);
  n.add(Op::host);
  EXPECT_EQ(n.names(), (Names{"input", "host.Exp", "host.Exp.2", "host.Exp.3"})) << "no layers, no stem";
  EXPECT_EQ(n.graph().layers, 0U);
}

}  // namespace
}  // namespace tron::network
