#include "network/onnx/file/onnx_trace.h"

#include <gtest/gtest.h>

#include "network/onnx/file/onnx_traced_for_test.h"

namespace tron::network {
namespace {

using testing_only::OnnxWriter;
using testing_only::Traced;
using Wholes = std::vector<std::int64_t>;

OnnxWriter text() {
  OnnxWriter w;
  w.input("input_ids", {-1, -1}, 7).output("y").floats("word", {10, 4}, std::vector<float>(40, 1));
  w.node("Gather", {"word", "input_ids"}, {"e"});
  return w;
}

TEST(OnnxTrace, FoldsArithmeticOnShapes) {
  OnnxWriter w = text();
  w.integers("one", {1}).integers("rest", {-1, 2}).node("Shape", {"input_ids"}, {"shape"});
  w.node("Gather", {"shape", "one"}, {"length"})
      .node("Concat", {"length", "rest"}, {"target"}, {{"axis", {0}}});
  w.node("Reshape", {"e", "target"}, {"y"});
  const Traced t(w, 6);
  EXPECT_EQ(t.constant("length")->whole, (Wholes{6}));
  EXPECT_EQ(t.constant("target")->whole, (Wholes{6, -1, 2}));
  EXPECT_EQ(t.dims("y"), (Dims{6, 2, 2}));
  EXPECT_EQ(t.constant("y"), nullptr) << "the sample has a part in it";
  EXPECT_TRUE(t.trace.free_tokens);
}

TEST(OnnxTrace, BuildsMasksOfTheRightSize) {
  OnnxWriter w = text();
  w.integers("one", {1}).node("Shape", {"input_ids"}, {"s"}).node("Gather", {"s", "one"}, {"n"});
  w.node("Concat", {"n", "n"}, {"nn"}, {{"axis", {0}}}).node("ConstantOfShape", {"nn"}, {"zeros"});
  w.floats("low", {}, {-9}).node("Add", {"zeros", "low"}, {"full"}).integers("up", {1});
  w.node("Trilu", {"full", "up"}, {"mask"}, {{"upper", {1}}}).node("Exp", {"e"}, {"y"}).output("mask");
  const Traced t(w, 3, 14);
  EXPECT_EQ(t.constant("mask")->real, (std::vector<float>{0, -9, -9, 0, 0, -9, 0, 0, 0}));
}

TEST(OnnxTrace, MasksAndPositionsAreNoPartOfTheSample) {
  OnnxWriter w = text();
  w.input("attention_mask", {-1, -1}, 7)
      .input("position_ids", {-1, -1}, 7)
      .input("token_type_ids", {-1, -1}, 7);
  w.node("Exp", {"e"}, {"y"});
  const Traced t(w, 4);
  EXPECT_EQ(t.constant("attention_mask")->whole, (Wholes{1, 1, 1, 1}));
  EXPECT_EQ(t.constant("position_ids")->whole, (Wholes{0, 1, 2, 3}));
  EXPECT_EQ(t.constant("input_ids"), nullptr);
  EXPECT_EQ(t.trace.values[t.value("input_ids")].source, OnnxSource::tokens);
  EXPECT_EQ(t.trace.values[t.value("token_type_ids")].source, OnnxSource::types);
}

// RoBERTa's positions: the running number of tokens that are not the padding's, plus the padding's id.
TEST(OnnxTrace, NoTokenIsPadding) {
  OnnxWriter w = text();
  w.integers("pad", {1}).node("Equal", {"input_ids", "pad"}, {"is"}).node("Not", {"is"}, {"seen"});
  w.node("Cast", {"seen"}, {"count"}, {{"to", {7}}}).node("CumSum", {"count", "pad"}, {"running"});
  w.node("Add", {"running", "pad"}, {"positions"}).node("Exp", {"e"}, {"y"}).output("positions");
  EXPECT_EQ(Traced(w, 3).constant("positions")->whole, (Wholes{2, 3, 4}));
}

TEST(OnnxTrace, TheAnswerIsCalledLogitsOrStandsFirst) {
  OnnxWriter first = text();
  first.output("z").node("Exp", {"e"}, {"y"}).node("Tanh", {"e"}, {"z"});
  const Traced a(first);
  EXPECT_EQ(a.trace.result, a.value("y"));
  OnnxWriter named = text();
  named.output("logits").node("Exp", {"e"}, {"y"}).node("Tanh", {"e"}, {"logits"});
  const Traced b(named);
  EXPECT_EQ(b.trace.result, b.value("logits"));
}

TEST(OnnxTrace, OutputsThatNobodyReadsAreNotMade) {
  OnnxWriter w = text();
  w.node("Dropout", {"e"}, {"y", "mask"});
  const Traced t(w);
  EXPECT_EQ(t.trace.ops.back().outputs, (std::vector<int>{t.value("y"), -1}));
}

TEST(OnnxTrace, ConstantsOfEveryForm) {
  OnnxWriter w = text();
  const auto constant = [&](const std::string& name, const Wire& attribute) {
    w.node("Constant", {}, {name}, {}, Wire().bytes(5, attribute.text()).text());
    w.node("Identity", {name}, {name + "_again"}).output(name + "_again");
  };
  constant("a", Wire().bytes(1, "value_float").real(2, 1.5f));
  constant("b", Wire().bytes(1, "value_int").number(3, 7));
  constant("c", Wire().bytes(1, "value_ints").number(8, 7).number(8, 8));
  w.node("Exp", {"e"}, {"y"});
  const Traced t(w);
  EXPECT_EQ(t.constant("a_again")->real, (std::vector<float>{1.5f}));
  EXPECT_EQ(t.constant("b_again")->whole, (Wholes{7}));
  EXPECT_EQ(t.constant("c_again")->dims, (Dims{2}));
}

TEST(OnnxTrace, PlacesNameNodeAndOperator) {
  OnnxWriter w = text();
  w.node("Exp", {"e"}, {"y"});
  const Traced t(w);
  EXPECT_EQ(t.trace.place(t.value("y")).text(), "net.onnx: node 'n1' (Exp)");
  EXPECT_EQ(t.trace.place(t.value("word")).text(), "net.onnx: value 'word'");
  EXPECT_EQ(t.trace.type(t.value("word")), "");
}

TEST(OnnxTrace, InputsOfOneKindStandOnce) {
  EXPECT_THROW(Traced(text().input("more_ids", {-1, -1}, 7).node("Exp", {"e"}, {"y"})), InputError);
  EXPECT_THROW(
      Traced(OnnxWriter().input("a", {1, 4}).input("b", {1, 4}).output("y").node("Add", {"a", "b"}, {"y"})),
      InputError);
}

}  // namespace
}  // namespace tron::network
