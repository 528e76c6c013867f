#include "network/onnx.h"

#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "network/golden_for_test.h"
#include "network/load.h"
#include "network/onnx_for_test.h"

namespace tron {
namespace {

using testing_only::golden;
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
  const Graph onnx = onnx_golden(GetParam()), folder = load_network(golden(GetParam()));
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

}  // namespace
}  // namespace tron
