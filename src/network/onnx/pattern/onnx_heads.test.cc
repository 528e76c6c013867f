#include <cmath>

#include <gtest/gtest.h>

#include "network/onnx/file/onnx_traced_for_test.h"
#include "network/onnx/pattern/onnx_pattern.h"
#include "network/onnx/pattern/onnx_rotary.h"

namespace tron::network {
namespace {

using testing_only::OnnxWriter;
using testing_only::Traced;
using Columns = std::vector<std::size_t>;

/// Features [1, 5, 4] and a dense layer "l" of so many columns.
OnnxWriter dense(std::int64_t columns) {
  OnnxWriter w;
  w.input("x", {1, 5, 4})
      .output("y")
      .floats("w", {4, columns}, std::vector<float>(static_cast<std::size_t>(4 * columns), 1));
  w.node("MatMul", {"x", "w"}, {"l"});
  return w;
}

std::optional<OnnxHeads> heads(const OnnxWriter& w, bool turned = false) {
  const Traced t(w);
  return find_heads(t.trace, t.value("y"), turned);
}

TEST(FindHeads, OneAfterAnother) {
  OnnxWriter w = dense(4);
  w.integers("s", {0, 0, 2, 2})
      .node("Reshape", {"l", "s"}, {"a"})
      .node("Transpose", {"a"}, {"y"}, {{"perm", {0, 2, 1, 3}}});
  const auto found = heads(w);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->heads, 2U);
  EXPECT_EQ(found->depth, 2U);
  EXPECT_EQ(found->columns, (Columns{0, 1, 2, 3}));
  EXPECT_EQ(found->scale, 1);
  EXPECT_TRUE(found->rotary.empty());
}

TEST(FindHeads, TurnedForTheKeys) {
  OnnxWriter w = dense(4);
  w.integers("s", {0, 0, 2, 2})
      .node("Reshape", {"l", "s"}, {"a"})
      .node("Transpose", {"a"}, {"y"}, {{"perm", {0, 2, 3, 1}}});
  EXPECT_EQ(heads(w, true)->columns, (Columns{0, 1, 2, 3}));
  EXPECT_FALSE(heads(w, false)) << "rows and columns of a head are not the same";
}

// timm: [rows, 3, heads, depth]; GPT-NeoX: [rows, heads, 3, depth].
TEST(FindHeads, FusedInEitherOrder) {
  OnnxWriter timm = dense(12);
  timm.integers("s", {0, 0, 3, 2, 2})
      .node("Reshape", {"l", "s"}, {"a"})
      .node("Transpose", {"a"}, {"b"}, {{"perm", {2, 0, 3, 1, 4}}});
  timm.constant(testing_only::tensor_proto("one", {}, 7, std::string("\1\0\0\0\0\0\0\0", 8)))
      .node("Gather", {"b", "one"}, {"y"});
  EXPECT_EQ(heads(timm)->columns, (Columns{4, 5, 6, 7}));
  OnnxWriter neox = dense(12);
  neox.integers("s", {0, 0, 2, 6})
      .node("Reshape", {"l", "s"}, {"a"})
      .node("Split", {"a"}, {"q", "k", "v"}, {{"axis", {-1}}});
  neox.node("Transpose", {"k"}, {"y"}, {{"perm", {0, 2, 1, 3}}});
  EXPECT_EQ(heads(neox)->columns, (Columns{2, 3, 8, 9}));
}

TEST(FindHeads, RepeatedKeys) {
  OnnxWriter w = dense(4);
  w.integers("s", {0, 0, 2, 2})
      .integers("more", {1, 2, 3, 5, 2})
      .integers("join", {1, 6, 5, 2})
      .integers("two", {2});
  w.node("Reshape", {"l", "s"}, {"a"})
      .node("Transpose", {"a"}, {"b"}, {{"perm", {0, 2, 1, 3}}})
      .node("Unsqueeze", {"b", "two"}, {"c"});
  w.node("Expand", {"c", "more"}, {"d"}).node("Reshape", {"d", "join"}, {"y"});
  EXPECT_EQ(heads(w)->columns, (Columns{0, 1, 0, 1, 0, 1, 2, 3, 2, 3, 2, 3}));
}

TEST(FindHeads, FactorsOnTheWay) {
  OnnxWriter w = dense(4);
  w.floats("f", {}, {0.25})
      .floats("d", {}, {2})
      .node("Mul", {"l", "f"}, {"a"})
      .node("Div", {"a", "d"}, {"y"});
  EXPECT_NEAR(heads(w)->scale, 0.125, 1e-7);
  OnnxWriter uneven = dense(4);
  uneven.floats("f", {4}, {1, 2, 3, 4}).node("Mul", {"l", "f"}, {"y"});
  EXPECT_FALSE(heads(uneven)) << "a factor of each column's own";
  OnnxWriter shifted = dense(4);
  shifted.floats("f", {5, 1}, {0, 1, 2, 3, 4}).node("Add", {"l", "f"}, {"y"});
  EXPECT_FALSE(heads(shifted)) << "something added after the dense layer";
}

TEST(FindHeads, NeedOneDenseLayer) {
  OnnxWriter two = dense(4);
  two.floats("u", {4, 4}, std::vector<float>(16, 2))
      .node("MatMul", {"x", "u"}, {"m"})
      .node("Add", {"l", "m"}, {"y"});
  EXPECT_FALSE(heads(two));
  EXPECT_FALSE(heads(OnnxWriter().input("x", {1, 5, 4}).output("y").node("Identity", {"x"}, {"y"})));
  OnnxWriter bent = dense(4);
  bent.node("Exp", {"l"}, {"y"});
  EXPECT_FALSE(heads(bent));
}

/// cos and sin of position * frequency for halves (i, i + 2) of a depth of 4.
OnnxWriter rotated(const std::vector<double>& frequencies) {
  OnnxWriter w = dense(4);
  std::vector<float> cosines, sines;
  for (int t = 0; t < 5; ++t) {
    for (int i = 0; i < 4; ++i) {
      cosines.push_back(static_cast<float>(std::cos(t * frequencies[i % 2])));
      sines.push_back(static_cast<float>(std::sin(t * frequencies[i % 2])));
    }
  }
  w.floats("cos", {5, 4}, cosines).floats("sin", {5, 4}, sines);
  w.node("Split", {"l"}, {"a", "b"}, {{"axis", {-1}}})
      .node("Neg", {"b"}, {"n"})
      .node("Concat", {"n", "a"}, {"h"}, {{"axis", {-1}}});
  w.node("Mul", {"l", "cos"}, {"p"}).node("Mul", {"h", "sin"}, {"q"}).node("Add", {"p", "q"}, {"y"});
  return w;
}

TEST(FindHeads, RotationsByTheirAngles) {
  const auto regular = heads(rotated({1, 0.01}));
  ASSERT_TRUE(regular);
  EXPECT_EQ(regular->rotary.frequencies, rotary_frequencies(10000, 4)) << "exactly";
  EXPECT_FALSE(regular->rotary.interleaved);
  const auto stretched = heads(rotated({0.7, 0.3}));
  ASSERT_TRUE(stretched);
  EXPECT_NEAR(stretched->rotary.frequencies[0], 0.7, 1e-6);
  EXPECT_NEAR(stretched->rotary.frequencies[1], 0.3, 1e-6);
}

TEST(SolveRotary, CountsWholeTurns) {
  RotaryAngles fast, slow;
  for (int t = 0; t < 20; ++t) {
    fast.push_back(std::remainder(2.5 * t, 2 * M_PI));
    slow.push_back(std::remainder(1e-4 * t, 2 * M_PI));
  }
  const std::vector<double> found = solve_rotary({fast, slow});
  ASSERT_EQ(found.size(), 2U);
  EXPECT_NEAR(found[0], 2.5, 1e-9);
  EXPECT_NEAR(found[1], 1e-4, 1e-12);
  EXPECT_TRUE(solve_rotary({fast, RotaryAngles(20, 0)}).empty()) << "a pair that stands still";
}

TEST(TurnRow, TurnsPairs) {
  std::vector<double> row{1, 0, 0, 1, 9};
  turn_row({{M_PI / 2, M_PI}, false}, 1, row);
  const std::vector<double> halves{0, -0.0, 1, -1, 9};
  for (std::size_t i = 0; i < row.size(); ++i) EXPECT_NEAR(row[i], halves[i], 1e-12) << i;
  row = {1, 0, 0, 1, 9};
  turn_row({{M_PI / 2, M_PI}, true}, 1, row);
  const std::vector<double> neighbours{0, 1, 0, -1, 9};
  for (std::size_t i = 0; i < row.size(); ++i) EXPECT_NEAR(row[i], neighbours[i], 1e-12) << i;
}

}  // namespace
}  // namespace tron::network
