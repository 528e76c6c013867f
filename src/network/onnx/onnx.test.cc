#include "network/onnx/onnx.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "network/golden_for_test.h"
#include "network/load.h"
#include "network/onnx/file/onnx_writer_for_test.h"
#include "network/onnx/onnx_for_test.h"
#include "network/operators/host_op.h"

namespace tron::network {
namespace {

using testing_only::onnx_golden;
using testing_only::onnx_goldens;

double farthest(const std::vector<float>& a, const std::vector<float>& b) {
  double most = 0, scale = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    most = std::max<double>(most, std::abs(a[i] - b[i]));
    scale = std::max<double>(scale, std::abs(a[i]));
  }
  return scale == 0 ? most : most / scale;
}

void expect_same_tensor(const Graph& a, int left, const Graph& b, int right, const std::string& what) {
  ASSERT_EQ(left < 0, right < 0) << what;
  if (left < 0) return;
  const Matrix &x = a.tensors.at(left).value, &y = b.tensors.at(right).value;
  ASSERT_EQ(x.rows, y.rows) << what;
  ASSERT_EQ(x.cols, y.cols) << what;
  EXPECT_LT(farthest(x.data, y.data), 1e-6) << what;
}

double score_scale(const Graph& graph, const AttentionWeights& w) {
  const std::size_t depth = graph.tensors.at(w.query).value.rows / static_cast<std::size_t>(w.heads);
  return w.score_scale == 0 ? 1 / std::sqrt(static_cast<double>(depth)) : w.score_scale;
}

void expect_same_attention(const Graph& a, const Node& x, const Graph& b, const Node& y) {
  const AttentionWeights &v = x.attention, &w = y.attention;
  EXPECT_EQ(v.heads, w.heads);
  EXPECT_EQ(v.key_heads(), w.key_heads());
  EXPECT_EQ(v.causal, w.causal);
  EXPECT_EQ(v.window, w.window);
  EXPECT_EQ(v.rotary.interleaved, w.rotary.interleaved);
  ASSERT_EQ(v.rotary.frequencies.size(), w.rotary.frequencies.size());
  for (std::size_t i = 0; i < v.rotary.frequencies.size(); ++i) {
    EXPECT_NEAR(v.rotary.frequencies[i] / w.rotary.frequencies[i], 1, 1e-6);
  }
  EXPECT_EQ(v.relative.bidirectional, w.relative.bidirectional);
  if (w.relative.tensor >= 0) {
    EXPECT_EQ(v.relative.max_distance, w.relative.max_distance);
  }
  EXPECT_NEAR(score_scale(a, v), score_scale(b, w), 1e-6);
  for (const auto part :
       {&AttentionWeights::query, &AttentionWeights::key, &AttentionWeights::value,
        &AttentionWeights::query_bias, &AttentionWeights::key_bias, &AttentionWeights::value_bias}) {
    expect_same_tensor(a, v.*part, b, w.*part, x.name);
  }
  expect_same_tensor(a, v.relative.tensor, b, w.relative.tensor, x.name);
}

class Exported : public testing::TestWithParam<std::string> {};

// The weights are those of the golden's folder, so the two readers must build one network.
TEST_P(Exported, IsTheGraphOfTheFolder) {
  const Graph onnx = onnx_golden(GetParam()), folder = load_network(golden_path(GetParam()));
  std::vector<std::string> names, expected;
  for (const Node& node : onnx.nodes) names.push_back(op_name(node.op) + " " + node.name);
  for (const Node& node : folder.nodes) expected.push_back(op_name(node.op) + " " + node.name);
  ASSERT_EQ(names, expected);
  for (std::size_t n = 0; n < onnx.nodes.size(); ++n) {
    const Node &x = onnx.nodes[n], &y = folder.nodes[n];
    EXPECT_EQ(x.inputs, y.inputs) << x.name;
    EXPECT_EQ(x.width, y.width) << x.name;
    EXPECT_EQ(x.layer, y.layer) << x.name;
    EXPECT_EQ(x.first_position, y.first_position) << x.name;
    EXPECT_EQ(x.stream, y.stream) << x.name;
    EXPECT_NEAR(x.scale, y.scale, 1e-6 * y.scale) << x.name;
    EXPECT_NEAR(x.epsilon, y.epsilon, 1e-6 * y.epsilon) << x.name;
    expect_same_tensor(onnx, x.weight, folder, y.weight, x.name);
    expect_same_tensor(onnx, x.bias, folder, y.bias, x.name);
    expect_same_tensor(onnx, x.position, folder, y.position, x.name);
    if (x.op == Op::attention) expect_same_attention(onnx, x, folder, y);
  }
  EXPECT_EQ(onnx.layers, folder.layers);
  EXPECT_EQ(onnx.width, folder.width);
  EXPECT_EQ(onnx.heads, folder.heads);
  EXPECT_EQ(onnx.feed_forward, folder.feed_forward);
  EXPECT_EQ(onnx.vocabulary, folder.vocabulary);
  EXPECT_EQ(onnx.output, folder.output);
  EXPECT_EQ(onnx.exact_tokens, 0U);
  // Sines that a file keeps as a table look learned.
  if (GetParam() != "marian") {
    EXPECT_EQ(onnx.parameters(), folder.parameters());
  }
}

INSTANTIATE_TEST_SUITE_P(Goldens, Exported, testing::ValuesIn(onnx_goldens()),
                         [](const auto& name) { return testing_only::test_name(name.param); });

using testing_only::OnnxWriter;

Graph load(const std::string& model, const OnnxSizes& sizes = {}) {
  return load_onnx(std::span(reinterpret_cast<const unsigned char*>(model.data()), model.size()), "net.onnx",
                   sizes);
}

std::vector<float> some(std::size_t count, float first) {
  std::vector<float> values(count);
  for (std::size_t i = 0; i < count; ++i) values[i] = std::sin(first + static_cast<float>(i));
  return values;
}

/// Self-attention of two heads over [1 x 5 x 4] features; `scores` and `context` add the two products.
template <class Products>
Graph attention(const Products& products) {
  OnnxWriter w;
  w.input("x", {1, 5, 4}).output("y").integers("split", {0, 0, 2, 2}).integers("join", {0, 0, 4});
  for (const std::string part : {"q", "k", "v"}) {
    w.floats("w" + part, {4, 4}, some(16, static_cast<float>(part[0])));
    w.node("MatMul", {"x", "w" + part}, {part}).node("Reshape", {part, "split"}, {part + "h"});
    w.node("Transpose", {part + "h"}, {part + "t"}, {{"perm", {0, 2, 1, 3}}});
  }
  products(w);
  w.node("Transpose", {"c"}, {"ct"}, {{"perm", {0, 2, 1, 3}}}).node("Reshape", {"ct", "join"}, {"y"});
  return load(w.model());
}

void softmax(OnnxWriter& w, const std::string& scores) {
  w.floats("half", {}, {0.5})
      .node("Mul", {scores, "half"}, {"scaled"})
      .node("Softmax", {"scaled"}, {"p"}, {{"axis", {-1}}});
}

void einsum(OnnxWriter& w, const std::string& equation, const std::vector<std::string>& inputs,
            const std::string& output) {
  w.node("Einsum", inputs, {output}, {},
         Wire().bytes(5, Wire().bytes(1, "equation").bytes(4, equation).text()).text());
}

TEST(LoadOnnx, TakesEinsumForProducts) {
  const Graph plain = attention([](OnnxWriter& w) {
    w.node("Transpose", {"kt"}, {"kk"}, {{"perm", {0, 1, 3, 2}}}).node("MatMul", {"qt", "kk"}, {"s"});
    softmax(w, "s");
    w.node("MatMul", {"p", "vt"}, {"c"});
  });
  const Graph summed = attention([](OnnxWriter& w) {
    einsum(w, "b h i d, b h j d -> b h i j", {"qt", "kt"}, "s");
    softmax(w, "s");
    einsum(w, "bhij,bhjd->bhid", {"p", "vt"}, "c");
  });
  for (const Graph* graph : {&plain, &summed}) {
    ASSERT_EQ(graph->nodes.size(), 2U);
    EXPECT_EQ(graph->nodes[1].op, Op::attention);
    EXPECT_EQ(graph->nodes[1].attention.heads, 2);
    EXPECT_NEAR(graph->nodes[1].attention.score_scale, 0.5, 1e-6);
    EXPECT_FALSE(graph->nodes[1].attention.causal);
  }
  expect_same_attention(plain, plain.nodes[1], summed, summed.nodes[1]);
}

TEST(LoadOnnx, LeavesMasksItDoesNotKnowToTheControlUnit) {
  const Graph odd = attention([](OnnxWriter& w) {
    w.node("Transpose", {"kt"}, {"kk"}, {{"perm", {0, 1, 3, 2}}}).node("MatMul", {"qt", "kk"}, {"s0"});
    std::vector<float> mask(25, 0);
    mask[3] = mask[17] = -1e9f;
    w.floats("mask", {5, 5}, mask).node("Add", {"s0", "mask"}, {"s"});
    softmax(w, "s");
    w.node("MatMul", {"p", "vt"}, {"c"});
  });
  std::map<std::string, std::size_t> count;
  for (const HostOperatorCount& of : host_operators(odd)) count[of.type] = of.count;
  EXPECT_EQ(count["MatMul"], 2U);
  EXPECT_EQ(count["Softmax"], 1U);
  const auto linear =
      std::count_if(odd.nodes.begin(), odd.nodes.end(), [](const Node& n) { return n.op == Op::linear; });
  EXPECT_EQ(linear, 3) << "what is dense stays on light";
}

TEST(LoadOnnx, FixesWhatComputesWithTheNumberOfTokens) {
  OnnxWriter w;
  w.input("input_ids", {-1, -1}, 7)
      .output("y")
      .floats("word", {6, 4}, some(24, 1))
      .node("Gather", {"word", "input_ids"}, {"e"});
  w.node("Shape", {"input_ids"}, {"s"}).node("Cast", {"s"}, {"f"}, {{"to", {1}}});
  w.integers("last", {1}).node("Gather", {"f", "last"}, {"n"}).node("Div", {"e", "n"}, {"y"});
  const Graph free = load(w.model());
  EXPECT_EQ(free.exact_tokens, 128U);
  ASSERT_EQ(free.notes.size(), 1U);
  EXPECT_NE(free.notes[0].find("fixed to 128"), std::string::npos);
  OnnxSizes sizes;
  sizes.tokens = 9;
  EXPECT_EQ(load(w.model(), sizes).exact_tokens, 9U);
}

TEST(LoadOnnx, KeepsOtherOperatorsFreeOfTheLength) {
  OnnxWriter w;
  w.input("input_ids", {-1, -1}, 7)
      .output("y")
      .floats("word", {6, 4}, some(24, 1))
      .node("Gather", {"word", "input_ids"}, {"e"});
  w.node("Exp", {"e"}, {"y"});
  const Graph graph = load(w.model());
  EXPECT_EQ(graph.exact_tokens, 0U);
  EXPECT_EQ(graph.nodes.back().host->dims, (Dims{1, 0, 4}));
}

TEST(LoadOnnx, FixesFreeAxesOfFeatures) {
  OnnxWriter w;
  w.input("x", {-1, 3, 48, -1}).output("y").node("Exp", {"x"}, {"y"});
  EXPECT_EQ(load(w.model()).input_shape, (std::vector<std::size_t>{3, 48, 320}));
  OnnxSizes sizes;
  sizes.width = 100;
  EXPECT_EQ(load(w.model(), sizes).input_shape, (std::vector<std::size_t>{3, 48, 100}));
}

TEST(LoadOnnx, CountsWhatTheControlUnitDoes) {
  const Graph graph = onnx_golden("hybrid");
  const std::vector<HostOperatorCount> counts = host_operators(graph);
  ASSERT_FALSE(counts.empty());
  EXPECT_EQ(counts[0].type, "Conv");
  EXPECT_EQ(counts[0].count, 6U);
  // Kernels 3x3 on 6 x 10, 5x5 by channel on 3 x 10, 16 x 8 on 3 x 10, the gate's two, 12 x 32 x 3 on 11.
  EXPECT_EQ(counts[0].macs, 8U * 60 * 9 + 8 * 30 * 25 + 16 * 30 * 8 + 4 * 16 + 16 * 4 + 12 * 11 * 96);
  EXPECT_EQ(graph.layers, 2U);
}

TEST(LoadOnnx, FindsPairsOfNeighbours) {
  const Graph graph = onnx_golden("turned");
  const auto attention = std::find_if(graph.nodes.begin(), graph.nodes.end(),
                                      [](const Node& n) { return n.op == Op::attention; });
  ASSERT_NE(attention, graph.nodes.end());
  EXPECT_TRUE(attention->attention.rotary.interleaved);
  EXPECT_EQ(attention->attention.rotary.frequencies, rotary_frequencies(1000, 4));
}

TEST(LoadOnnx, TakesClassNamesFromTheFolder) {
  const ScratchFolder folder;
  const std::vector<unsigned char> bytes = testing_only::onnx_bytes("turned");
  const std::string path = folder.write("model.onnx", std::string(bytes.begin(), bytes.end()));
  EXPECT_EQ(load_onnx(path).labels[3], "class 3");
  folder.write("labels.txt", "a\nb\nc\nd\n");
  EXPECT_EQ(load_onnx(path).labels[3], "d");
  EXPECT_EQ(load_network(path).labels[3], "d") << "by the name of the file";
}

}  // namespace
}  // namespace tron::network
