#include "network/onnx/pattern/onnx_follow.h"

#include <gtest/gtest.h>

#include "network/onnx/file/onnx_traced_for_test.h"

namespace tron::network {
namespace {

using testing_only::OnnxWriter;
using testing_only::Traced;

/// Features [1, 3, 4] and whatever a test makes of them.
OnnxWriter features() {
  OnnxWriter w;
  w.input("x", {1, 3, 4}).output("y");
  return w;
}

TEST(FlatSource, GoesBackThroughReshapes) {
  OnnxWriter w = features();
  w.integers("s", {3, 2, 2})
      .integers("zero", {0})
      .node("Reshape", {"x", "s"}, {"a"})
      .node("Unsqueeze", {"a", "zero"}, {"b"});
  w.node("Dropout", {"b"}, {"c"}).node("Flatten", {"c"}, {"d"}).node("Exp", {"d"}, {"y"});
  const Traced t(w);
  EXPECT_EQ(flat_source(t.trace, t.value("d")), t.value("x"));
  EXPECT_EQ(flat_source(t.trace, t.value("y")), t.value("y"));
}

TEST(FlatSource, TakesTranspositionsThatOnlyMoveOnes) {
  OnnxWriter w = features();
  w.node("Transpose", {"x"}, {"a"}, {{"perm", {1, 0, 2}}})
      .node("Transpose", {"x"}, {"y"}, {{"perm", {0, 2, 1}}})
      .output("a");
  const Traced t(w);
  EXPECT_EQ(flat_source(t.trace, t.value("a")), t.value("x"));
  EXPECT_EQ(flat_source(t.trace, t.value("y")), t.value("y"));
  EXPECT_EQ(moved_source(t.trace, t.value("y")), t.value("x"));
}

TEST(FlatSource, TakesFactorsOfOneAndSumsWithZero) {
  OnnxWriter w = features();
  w.floats("one", {1}, {1})
      .floats("ones", {1, 3, 1}, {1, 1, 1})
      .floats("zero", {}, {0})
      .floats("two", {}, {2});
  w.node("Mul", {"one", "x"}, {"a"}).node("Mul", {"a", "ones"}, {"b"}).node("Add", {"b", "zero"}, {"c"});
  w.node("Sub", {"c", "zero"}, {"d"}).node("Div", {"d", "one"}, {"e"}).node("Mul", {"e", "two"}, {"f"});
  w.node("Sub", {"zero", "e"}, {"g"}).node("Div", {"one", "e"}, {"y"}).output("f").output("g");
  const Traced t(w);
  EXPECT_EQ(flat_source(t.trace, t.value("e")), t.value("x"));
  for (const char* name : {"f", "g", "y"})
    EXPECT_EQ(flat_source(t.trace, t.value(name)), t.value(name)) << name;
}

// A model fresh from its initialisation has gammas of ones and biases of zeros.
TEST(FlatSource, KeepsVectorsThatMayBeWeights) {
  OnnxWriter w = features();
  w.floats("gamma", {4}, {1, 1, 1, 1})
      .floats("beta", {4}, {0, 0, 0, 0})
      .floats("mask", {1, 3, 4}, std::vector<float>(12, 1));
  w.node("Mul", {"x", "gamma"}, {"a"}).node("Add", {"a", "beta"}, {"b"}).node("Mul", {"b", "mask"}, {"c"});
  w.node("Exp", {"c"}, {"y"});
  const Traced t(w);
  EXPECT_EQ(flat_source(t.trace, t.value("a")), t.value("a"));
  EXPECT_EQ(flat_source(t.trace, t.value("b")), t.value("b"));
  EXPECT_EQ(flat_source(t.trace, t.value("c")), t.value("b"))
      << "a mask of ones for each element is no weight";
}

TEST(MovedSource, GoesBackThroughSlicesAndSplits) {
  OnnxWriter w = features();
  w.integers("from", {1})
      .integers("to", {3})
      .integers("axis", {1})
      .node("Slice", {"x", "from", "to", "axis"}, {"a"});
  w.node("Split", {"a"}, {"b", "c"}, {{"axis", {2}}})
      .integers("one", {1})
      .node("Gather", {"c", "one"}, {"d"}, {{"axis", {1}}});
  w.node("Exp", {"d"}, {"y"}).output("b");
  const Traced t(w);
  EXPECT_EQ(moved_source(t.trace, t.value("d")), t.value("x"));
  EXPECT_EQ(index_map(t.trace, t.value("d"), t.value("x")), (std::vector<std::size_t>{10, 11}))
      << "row 2, columns 2 and 3";
  EXPECT_EQ(index_map(t.trace, t.value("b"), t.value("x")), (std::vector<std::size_t>{4, 5, 8, 9}));
}

TEST(Replay, ComputesFromWhatIsGiven) {
  OnnxWriter w = features();
  w.floats("two", {}, {2})
      .node("Exp", {"x"}, {"a"})
      .node("Mul", {"a", "two"}, {"b"})
      .node("Add", {"b", "a"}, {"y"});
  const Traced t(w);
  HostTensor given{HostKind::real, {2}, {1, 10}, {}};
  const auto got = replay(t.trace, t.value("y"), {{t.value("a"), given}});
  ASSERT_TRUE(got);
  EXPECT_EQ(got->real, (std::vector<float>{3, 30}));
  EXPECT_FALSE(replay(t.trace, t.value("y"), {{t.value("b"), given}})) << "a is not known";
  EXPECT_FALSE(replay(t.trace, t.value("y"), {{t.value("a"), given}}, 1)) << "two ops";
}

TEST(Replay, GivesNothingWhereShapesDoNotFit) {
  OnnxWriter w = features();
  w.integers("s", {12}).node("Reshape", {"x", "s"}, {"a"}).node("Exp", {"a"}, {"y"});
  const Traced t(w);
  EXPECT_FALSE(replay(t.trace, t.value("y"), {{t.value("x"), {HostKind::real, {5}, {1, 2, 3, 4, 5}, {}}}}));
}

TEST(Operands, AreFoundWhicheverWayRound) {
  OnnxWriter w = features();
  w.floats("c", {4}, {1, 2, 3, 4})
      .node("Add", {"c", "x"}, {"a"})
      .node("Mul", {"a", "x"}, {"b"})
      .node("Exp", {"b"}, {"y"});
  const Traced t(w);
  const auto sum = with_constant(t.trace, t.value("a"), "Add");
  ASSERT_TRUE(sum);
  EXPECT_EQ(sum->first, t.value("x"));
  EXPECT_EQ(sum->second, t.value("c"));
  EXPECT_FALSE(with_constant(t.trace, t.value("b"), "Mul")) << "none is constant";
  EXPECT_TRUE(operands_of(t.trace, t.value("b"), "Mul"));
  EXPECT_FALSE(operands_of(t.trace, t.value("b"), "Add"));
  EXPECT_EQ(operand_of(t.trace, t.value("y"), "Exp"), t.value("b"));
  EXPECT_TRUE(is_vector(t.trace, t.value("c"), 4));
  EXPECT_FALSE(is_vector(t.trace, t.value("c"), 3));
  EXPECT_FALSE(is_vector(t.trace, t.value("x"), 4));
}

TEST(Constants, KeepTheNameOfTheFile) {
  OnnxWriter w = features();
  w.floats("cls", {4}, {1, 2, 3, 4}).integers("s", {1, 1, 4}).integers("wide", {1, 2, 4});
  w.node("Reshape", {"cls", "s"}, {"a"})
      .node("Expand", {"a", "s"}, {"b"})
      .node("Expand", {"a", "wide"}, {"c"});
  w.node("Concat", {"b", "c", "x"}, {"y"}, {{"axis", {1}}});
  const Traced t(w);
  EXPECT_EQ(named_constant(t.trace, t.value("b")), t.value("cls"));
  EXPECT_EQ(named_constant(t.trace, t.value("c")), t.value("c")) << "twice the elements";
  EXPECT_EQ(uniform(t.trace, t.value("c")), std::nullopt);
}

TEST(Rows, AreMatricesOfOneSample) {
  EXPECT_TRUE(is_rows({1, 5, 4}));
  EXPECT_TRUE(is_rows({5, 1, 4}));
  EXPECT_TRUE(is_rows({4}));
  EXPECT_FALSE(is_rows({2, 5, 4}));
  EXPECT_FALSE(is_rows({1, 5, 2, 4})) << "an image, or heads";
  EXPECT_FALSE(is_rows({}));
  EXPECT_EQ(row_count({2, 5, 4}), 10U);
}

}  // namespace
}  // namespace tron::network
