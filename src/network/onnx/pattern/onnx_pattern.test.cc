#include "network/onnx/pattern/onnx_pattern.h"

#include <cmath>

#include <gtest/gtest.h>

#include "network/onnx/file/onnx_traced_for_test.h"

namespace tron::network {
namespace {

using testing_only::OnnxWriter;
using testing_only::Traced;

/// Features [1, 3, 4].
OnnxWriter features() {
  OnnxWriter w;
  w.input("x", {1, 3, 4}).output("y");
  return w;
}

std::vector<float> counted(std::size_t n) {
  std::vector<float> values(n);
  for (std::size_t i = 0; i < n; ++i) values[i] = static_cast<float>(i) / 8;
  return values;
}

TEST(FindLinear, ProductsAndTheirBiases) {
  OnnxWriter w = features();
  w.floats("w", {4, 2}, counted(8)).floats("b", {2}, {1, 2}).floats("other", {3, 1}, {1, 2, 3});
  w.node("MatMul", {"x", "w"}, {"a"}).node("Add", {"b", "a"}, {"c"}).node("Add", {"a", "other"}, {"d"});
  w.node("Add", {"c", "d"}, {"y"});
  const Traced t(w);
  const auto plain = find_linear(t.trace, t.value("a")), biased = find_linear(t.trace, t.value("c"));
  ASSERT_TRUE(plain && biased);
  EXPECT_EQ(plain->bias, -1);
  EXPECT_EQ(plain->in, 4U);
  EXPECT_EQ(plain->out, 2U);
  EXPECT_FALSE(plain->out_by_in);
  EXPECT_EQ(biased->bias, t.value("b"));
  EXPECT_EQ(biased->input, t.value("x"));
  EXPECT_FALSE(find_linear(t.trace, t.value("d"))) << "a number a row is no bias";
  EXPECT_FALSE(find_linear(t.trace, t.value("y")));
}

TEST(FindLinear, GemmWithoutFactors) {
  OnnxWriter w;
  w.input("x", {1, 4})
      .output("y")
      .floats("w", {2, 4}, counted(8))
      .floats("b", {2}, {1, 2})
      .floats("u", {4, 2}, counted(8));
  w.node("Gemm", {"x", "w", "b"}, {"a"}, {{"transB", {1}}}).node("Gemm", {"x", "u"}, {"c"});
  const std::string alpha = Wire().bytes(5, Wire().bytes(1, "alpha").real(2, 2).text()).text();
  w.node("Gemm", {"x", "u"}, {"d"}, {}, alpha).node("Add", {"a", "c"}, {"e"}).node("Add", {"e", "d"}, {"y"});
  const Traced t(w);
  const auto turned = find_linear(t.trace, t.value("a"));
  ASSERT_TRUE(turned);
  EXPECT_TRUE(turned->out_by_in);
  EXPECT_EQ(turned->bias, t.value("b"));
  EXPECT_TRUE(find_linear(t.trace, t.value("c")));
  EXPECT_FALSE(find_linear(t.trace, t.value("d"))) << "twice the product";
}

/// A norm written out; `centred` subtracts the mean, `inverse` multiplies with 1 / deviation.
OnnxWriter norm(bool centred, bool inverse) {
  OnnxWriter w = features();
  w.floats("two", {}, {2})
      .floats("eps", {}, {1e-5f})
      .floats("one", {}, {1})
      .floats("g", {4}, counted(4))
      .floats("b", {4}, counted(4));
  std::string d = "x";
  if (centred) {
    w.node("ReduceMean", {"x"}, {"m"}, {{"axes", {-1}}}).node("Sub", {"x", "m"}, {"d"});
    d = "d";
  }
  w.node("Pow", {d, "two"}, {"q"})
      .node("ReduceMean", {"q"}, {"v"}, {{"axes", {-1}}})
      .node("Add", {"v", "eps"}, {"ve"});
  w.node("Sqrt", {"ve"}, {"s"});
  if (inverse) w.node("Div", {"one", "s"}, {"r"}).node("Mul", {d, "r"}, {"n"});
  if (!inverse) w.node("Div", {d, "s"}, {"n"});
  w.node("Mul", {"g", "n"}, {"scaled"});
  if (centred) w.node("Add", {"scaled", "b"}, {"y"});
  if (!centred) w.node("Identity", {"scaled"}, {"y"});
  return w;
}

TEST(MatchNorm, WrittenOut) {
  for (bool inverse : {false, true}) {
    const Traced layer(norm(true, inverse)), rms(norm(false, inverse));
    const auto a = match_norm(layer.trace, layer.value("y"));
    ASSERT_TRUE(a);
    EXPECT_EQ(a->op, Op::layer_norm);
    EXPECT_EQ(a->inputs, (std::vector<int>{layer.value("x")}));
    EXPECT_EQ(a->weight, layer.value("g"));
    EXPECT_EQ(a->bias, layer.value("b"));
    EXPECT_FLOAT_EQ(static_cast<float>(a->epsilon), 1e-5f);
    const auto b = match_norm(rms.trace, flat_source(rms.trace, rms.value("y")));
    ASSERT_TRUE(b);
    EXPECT_EQ(b->op, Op::rms_norm);
    EXPECT_EQ(b->weight, rms.value("g"));
  }
}

TEST(MatchNorm, WithoutWeights) {
  const Traced t(norm(true, false));
  const auto bare = match_norm(t.trace, t.value("n"));
  ASSERT_TRUE(bare);
  EXPECT_EQ(bare->op, Op::layer_norm);
  EXPECT_EQ(bare->weight, -1);
  EXPECT_EQ(bare->bias, -1);
  EXPECT_FALSE(match_norm(t.trace, t.value("d")));
}

TEST(MatchNorm, OneOperator) {
  OnnxWriter w = features();
  w.floats("g", {4}, counted(4))
      .floats("b", {4}, counted(4))
      .node("LayerNormalization", {"x", "g", "b"}, {"y"}, {{"axis", {-1}}});
  const Traced t(w, 7, 17);
  const auto found = match_norm(t.trace, t.value("y"));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->bias, t.value("b"));
  EXPECT_FLOAT_EQ(static_cast<float>(found->epsilon), 1e-5f) << "ONNX's default";
}

TEST(MatchNorm, NotAlongOtherAxes) {
  OnnxWriter w = features();
  w.floats("two", {}, {2}).floats("eps", {}, {1e-5f});
  w.node("ReduceMean", {"x"}, {"m"}, {{"axes", {1}}})
      .node("Sub", {"x", "m"}, {"d"})
      .node("Pow", {"d", "two"}, {"q"});
  w.node("ReduceMean", {"q"}, {"v"}, {{"axes", {1}}})
      .node("Add", {"v", "eps"}, {"ve"})
      .node("Sqrt", {"ve"}, {"s"});
  w.node("Div", {"d", "s"}, {"y"});
  const Traced t(w);
  EXPECT_FALSE(match_norm(t.trace, t.value("y")));
}

std::optional<Op> activation(const OnnxWriter& w) {
  const Traced t(w);
  const auto found = match_activation(t.trace, t.value("y"));
  if (!found) return std::nullopt;
  EXPECT_EQ(found->inputs, (std::vector<int>{t.value("x")}));
  return found->op;
}

TEST(MatchActivation, ByItsValues) {
  OnnxWriter numbers = features();
  numbers.floats("half", {}, {0.5})
      .floats("one", {}, {1})
      .floats("root", {}, {std::sqrt(2.0f)})
      .floats("three", {}, {3});
  numbers.floats("c", {}, {0.044715f})
      .floats("k", {1}, {std::sqrt(2 / static_cast<float>(M_PI))})
      .floats("quick", {}, {1.702f});

  OnnxWriter erf = numbers;
  erf.node("Div", {"x", "root"}, {"a"}).node("Erf", {"a"}, {"b"}).node("Add", {"b", "one"}, {"d"});
  erf.node("Mul", {"x", "half"}, {"e"}).node("Mul", {"e", "d"}, {"y"});
  EXPECT_EQ(activation(erf), Op::gelu);

  OnnxWriter late = numbers;  // the half at the end
  late.node("Div", {"x", "root"}, {"a"}).node("Erf", {"a"}, {"b"}).node("Add", {"b", "one"}, {"d"});
  late.node("Mul", {"x", "d"}, {"e"}).node("Mul", {"e", "half"}, {"y"});
  EXPECT_EQ(activation(late), Op::gelu);

  OnnxWriter tanh = numbers;
  tanh.node("Pow", {"x", "three"}, {"a"}).node("Mul", {"a", "c"}, {"b"}).node("Add", {"x", "b"}, {"d"});
  tanh.node("Mul", {"d", "k"}, {"e"}).node("Tanh", {"e"}, {"f"}).node("Add", {"f", "one"}, {"g"});
  tanh.node("Mul", {"x", "half"}, {"h"}).node("Mul", {"h", "g"}, {"y"});
  EXPECT_EQ(activation(tanh), Op::gelu_tanh);

  EXPECT_EQ(activation(OnnxWriter(numbers).node("Sigmoid", {"x"}, {"a"}).node("Mul", {"a", "x"}, {"y"})),
            Op::silu);
  EXPECT_EQ(activation(OnnxWriter(numbers).node("Relu", {"x"}, {"y"})), Op::relu);
  EXPECT_EQ(activation(OnnxWriter(numbers).floats("zero", {}, {0}).node("Max", {"x", "zero"}, {"y"})),
            Op::relu);
  EXPECT_EQ(activation(OnnxWriter(numbers).node("Tanh", {"x"}, {"y"})), Op::tanh);
}

TEST(MatchActivation, LeavesOthersAlone) {
  OnnxWriter quick = features();
  quick.floats("k", {}, {1.702f})
      .node("Mul", {"x", "k"}, {"a"})
      .node("Sigmoid", {"a"}, {"b"})
      .node("Mul", {"x", "b"}, {"y"});
  EXPECT_EQ(activation(quick), std::nullopt);
  EXPECT_EQ(activation(features().node("Elu", {"x"}, {"y"})), std::nullopt);
  OnnxWriter image;
  image.input("x", {1, 2, 3, 4}).output("y").node("Relu", {"x"}, {"y"});
  EXPECT_EQ(activation(image), std::nullopt) << "convolutions keep theirs in the control unit";
}

OnnxWriter words() {
  OnnxWriter w;
  w.input("input_ids", {-1, -1}, 7).input("token_type_ids", {-1, -1}, 7).output("y");
  w.floats("word", {10, 4}, counted(40))
      .floats("place", {20, 4}, counted(80))
      .floats("kind", {2, 4}, counted(8));
  w.node("Gather", {"word", "input_ids"}, {"e"});
  return w;
}

TEST(MatchEmbedding, WordsPositionsAndTypes) {
  OnnxWriter w = words();
  w.integers("from", {2})
      .integers("to", {9})
      .integers("axis", {0})
      .node("Slice", {"place", "from", "to", "axis"}, {"p"});
  w.node("Gather", {"kind", "token_type_ids"}, {"k"})
      .node("Add", {"e", "k"}, {"a"})
      .node("Add", {"p", "a"}, {"y"});
  const Traced t(w, 7);
  const auto found = match_embedding(t.trace, t.value("y"));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->weight, t.value("word"));
  EXPECT_EQ(found->type, t.value("kind"));
  EXPECT_EQ(found->position, t.value("place")) << "the table behind the slice";
  EXPECT_EQ(found->first_position, 2U);
  EXPECT_EQ(found->stream, 0);
}

TEST(MatchEmbedding, ScalesAndTheRowOfTypeZero) {
  OnnxWriter w = words();
  w.floats("root", {}, {2})
      .node("Mul", {"e", "root"}, {"a"})
      .constant(testing_only::tensor_proto("zeros", {1, 7}, 7, std::string(56, '\0')));
  w.node("Gather", {"kind", "zeros"}, {"k"}).node("Add", {"a", "k"}, {"y"});
  const Traced t(w, 7);
  const auto found = match_embedding(t.trace, t.value("y"));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->scale, 2);
  EXPECT_EQ(found->type, t.value("kind"));
  EXPECT_EQ(found->position, -1);
}

TEST(MatchEmbedding, IsNoOtherLookUp) {
  OnnxWriter w = words();
  w.node("Gather", {"kind", "token_type_ids"}, {"k"}).node("Mul", {"e", "k"}, {"y"});
  const Traced t(w);
  EXPECT_FALSE(match_embedding(t.trace, t.value("k"))) << "types without words";
  EXPECT_FALSE(match_embedding(t.trace, t.value("y")));
  EXPECT_TRUE(match_embedding(t.trace, t.value("e")));
}

TEST(FindTable, RowsWithinALargerOne) {
  OnnxWriter w = words();
  w.integers("rows", {3, 4, 5})
      .node("Gather", {"place", "rows"}, {"p"})
      .output("p")
      .integers("odd", {3, 5, 7});
  w.node("Gather", {"place", "odd"}, {"q"}).output("q").node("Exp", {"e"}, {"y"});
  const Traced t(w);
  EXPECT_EQ(find_table(t.trace, t.value("p")).table, t.value("place"));
  EXPECT_EQ(find_table(t.trace, t.value("p")).first, 3U);
  EXPECT_EQ(find_table(t.trace, t.value("q")).table, t.value("q")) << "no rows in a row";
}

TEST(MatchRows, FirstLastAndMean) {
  OnnxWriter w = features();
  w.constant(testing_only::tensor_proto("zero", {}, 7, std::string(8, '\0')))
      .integers("last", {-1})
      .integers("middle", {1});
  w.node("Gather", {"x", "zero"}, {"a"}, {{"axis", {1}}})
      .node("Gather", {"x", "last"}, {"b"}, {{"axis", {1}}});
  w.node("Gather", {"x", "middle"}, {"c"}, {{"axis", {1}}})
      .node("ReduceMean", {"x"}, {"d"}, {{"axes", {1}}, {"keepdims", {0}}});
  w.integers("rows", {1})
      .node("ReduceSum", {"x", "rows"}, {"s"})
      .floats("three", {}, {3})
      .node("Div", {"s", "three"}, {"y"});
  w.output("a").output("b").output("c").output("d");
  const Traced t(w);
  const auto op = [&](const char* name) { return match_rows(t.trace, t.value(name)); };
  ASSERT_TRUE(op("a") && op("b") && op("d") && op("y"));
  EXPECT_EQ(op("a")->op, Op::take_first);
  EXPECT_EQ(op("b")->op, Op::take_last);
  EXPECT_EQ(op("d")->op, Op::mean_rows);
  EXPECT_EQ(op("y")->op, Op::mean_rows);
  EXPECT_FALSE(op("c"));
  EXPECT_EQ(op("y")->inputs, (std::vector<int>{t.value("x")}));
}

TEST(MatchRows, RowsAboveAndTables) {
  OnnxWriter w = features();
  w.floats("cls", {1, 1, 4}, counted(4))
      .floats("dist", {1, 1, 4}, counted(4))
      .floats("table", {1, 5, 4}, counted(20));
  w.node("Concat", {"cls", "dist", "x"}, {"a"}, {{"axis", {1}}}).node("Add", {"a", "table"}, {"y"});
  w.node("Concat", {"x", "cls"}, {"below"}, {{"axis", {1}}}).output("below");
  const Traced t(w);
  const auto prepend = match_rows(t.trace, t.value("a")), add = match_rows(t.trace, t.value("y"));
  ASSERT_TRUE(prepend && add);
  EXPECT_EQ(prepend->op, Op::prepend);
  EXPECT_EQ(prepend->stacked, (std::vector<int>{t.value("cls"), t.value("dist")}));
  EXPECT_EQ(add->op, Op::add_rows);
  EXPECT_EQ(add->weight, t.value("table"));
  EXPECT_FALSE(match_rows(t.trace, t.value("below")));
}

TEST(MatchRows, PairsOfValues) {
  OnnxWriter w = features();
  w.node("Exp", {"x"}, {"e"}).node("Add", {"x", "e"}, {"a"}).node("Mul", {"a", "e"}, {"y"});
  w.node("ReduceMean", {"x"}, {"m"}, {{"axes", {1}}}).node("Add", {"x", "m"}, {"b"}).output("b");
  const Traced t(w);
  EXPECT_EQ(match_rows(t.trace, t.value("a"))->op, Op::add);
  EXPECT_EQ(match_rows(t.trace, t.value("y"))->op, Op::multiply);
  EXPECT_FALSE(match_rows(t.trace, t.value("b"))) << "broadcast: a host operator";
}

OnnxWriter patches(const std::vector<std::int64_t>& strides, std::int64_t size = 2) {
  OnnxWriter w;
  w.input("x", {1, 3, 4, 6})
      .output("y")
      .floats("k", {5, 3, size, size}, counted(static_cast<std::size_t>(15 * size * size)));
  w.integers("s", {0, 0, -1}).node("Conv", {"x", "k"}, {"c"}, {{"strides", strides}});
  w.node("Reshape", {"c", "s"}, {"r"}).node("Transpose", {"r"}, {"y"}, {{"perm", {0, 2, 1}}});
  return w;
}

TEST(MatchPatches, StridesAsWideAsTheKernel) {
  const Traced t(patches({2, 2}));
  const auto found = match_patches(t.trace, t.value("y"));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->patch, 2U);
  EXPECT_EQ(found->linear.in, 12U);
  EXPECT_EQ(found->linear.out, 5U);
  EXPECT_FALSE(match_patches(t.trace, t.value("r"))) << "a row a channel";
  const Traced overlapping(patches({1, 1}));
  EXPECT_FALSE(match_patches(overlapping.trace, overlapping.value("y")));
}

}  // namespace
}  // namespace tron::network
