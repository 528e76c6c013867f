#include "network/hugging_face/graph_builder.h"

#include <gtest/gtest.h>

#include "base/testing/scratch_folder.h"
#include "network/hugging_face/checkpoint/safetensors_for_test.h"

namespace tron::network {
namespace {

using testing_only::RawTensor;

RawTensor floats(const std::string& name, std::vector<std::size_t> shape, const std::vector<float>& values) {
  return {name, "F32", std::move(shape), {reinterpret_cast<const char*>(values.data()), values.size() * 4}};
}

/// A file of three small tensors.
class GraphBuilderTest : public testing::Test {
 protected:
  GraphBuilderTest() {
    folder_.write("model.safetensors", testing_only::safetensors_of({floats("a", {2, 3}, {1, 2, 3, 4, 5, 6}),
                                                                     floats("b", {3}, {7, 8, 9}),
                                                                     floats("twin", {3}, {7, 8, 9})}));
    config_.family = "test";
    files_ = Checkpoint::open(folder_.path(), Checkpoint::Access::values);
  }

  const std::vector<float>& data(const Graph& graph, int tensor) {
    return graph.tensors.at(static_cast<std::size_t>(tensor)).value.data;
  }

  ScratchFolder folder_;
  NetworkConfig config_;
  std::optional<Checkpoint> files_;
};

TEST_F(GraphBuilderTest, ReadsOneTensorOnceHoweverOftenItIsAsked) {
  GraphBuilder b(config_, &*files_);
  b.pass_over({"b", "twin"});
  EXPECT_EQ(b.tensor("a", {2, 3}, 2), b.tensor("a", {2, 3}, 2));
  const Graph graph = b.finish();
  EXPECT_EQ(graph.tensors.size(), 1U);
  EXPECT_EQ(graph.parameters(), 6U);
}

TEST_F(GraphBuilderTest, TurnsCutsAndScales) {
  GraphBuilder b(config_, &*files_);
  b.pass_over({"twin"});
  TensorSource turned;
  turned.name = "a", turned.shape = {2, 3}, turned.rows = 1;
  turned.transposed = true, turned.parts = 3, turned.part = 1, turned.part_name = "middle";
  const int middle = b.tensor(turned);
  TensorSource half;
  half.name = "b", half.shape = {3}, half.factor = 0.5, half.part_name = "half";
  const int halved = b.tensor(half), plain = b.tensor("b", {3});
  const Graph graph = b.finish();
  EXPECT_EQ(data(graph, middle), (std::vector<float>{2, 5}));
  EXPECT_EQ(data(graph, halved), (std::vector<float>{3.5, 4, 4.5}));
  EXPECT_EQ(data(graph, plain), (std::vector<float>{7, 8, 9}));
  EXPECT_EQ(graph.tensors[0].name, "a (middle)");
}

TEST_F(GraphBuilderTest, StacksRowsWithoutCountingThemTwice) {
  GraphBuilder b(config_, &*files_);
  const int both = b.stack(b.tensor("b", {3}), b.tensor("twin", {3}));
  b.pass_over({"a"});
  const Graph graph = b.finish();
  EXPECT_EQ(data(graph, both), (std::vector<float>{7, 8, 9, 7, 8, 9}));
  EXPECT_EQ(graph.tensors[static_cast<std::size_t>(both)].value.rows, 2U);
  EXPECT_EQ(graph.parameters(), 6U);
}

TEST_F(GraphBuilderTest, TiesWhatHoldsTheSameValues) {
  GraphBuilder b(config_, &*files_);
  b.pass_over({"a"});
  EXPECT_EQ(b.tied({"nowhere", "twin", "b"}, {3}), 0);
  EXPECT_EQ(b.finish().tensors[0].name, "twin");
  GraphBuilder c(config_, &*files_);
  expect_refused([&] { c.tied({"a", "b"}, {2, 3}); }, {"tensor 'b'", "shape [3]", "[2, 3]"});
  expect_refused([&] { c.tied({"none", "neither"}, {3}); }, {"tensor 'none'", "no such tensor"});
}

TEST_F(GraphBuilderTest, ComputesWhatNoFileHolds) {
  GraphBuilder b(config_, &*files_);
  b.pass_over({"a", "b", "twin"});
  const int made = b.computed("ones", 2, 2, [] { return std::vector<float>(4, 1); });
  EXPECT_EQ(b.computed("ones", 2, 2, [] { return std::vector<float>(4, 2); }), made);
  const Graph graph = b.finish();
  EXPECT_EQ(data(graph, made), std::vector<float>(4, 1));
  EXPECT_EQ(graph.parameters(), 0U);
}

TEST_F(GraphBuilderTest, ReadsNothingForShapes) {
  GraphBuilder with(config_, &*files_, true), without(config_, nullptr, true);
  for (GraphBuilder* b : {&with, &without}) {
    b->pass_over({"a", "b"});
    b->tensor("twin", {3});
    b->computed("ones", 2, 2, []() -> std::vector<float> { throw std::logic_error("filled"); });
    const Graph graph = b->finish();
    EXPECT_EQ(graph.parameters(), 3U);
    for (const Tensor& t : graph.tensors) EXPECT_TRUE(t.value.data.empty());
  }
}

TEST_F(GraphBuilderTest, PassesOverPrefixesSuffixesAndNames) {
  const auto finish = [&](const std::vector<std::string>& names) {
    GraphBuilder b(config_, &*files_);
    b.pass_over(names);
    return b.finish();
  };
  EXPECT_NO_THROW(finish({"a", "b", "twin"}));
  expect_refused([&] { finish({"a", "b", "twi"}); }, {"tensor 'twin'", "does not have"});
  expect_refused([&] { finish({"a", "b", "twi."}); }, {"tensor 'twin'"});
  expect_refused([&] { finish({"a", "b", ".win"}); }, {"tensor 'twin'"});
}

TEST_F(GraphBuilderTest, FindsTheRootThatIsThere) {
  const GraphBuilder b(config_, &*files_), none(config_, nullptr, true);
  EXPECT_EQ(b.root({"model.", "tw"}, "in"), "tw");
  EXPECT_EQ(b.root({"model.", "tw"}, "out"), "model.");
  EXPECT_EQ(none.root({"model.", "tw"}, "in"), "model.");
  EXPECT_EQ(b.table_rows("a", 9), 2U);
  EXPECT_EQ(b.table_rows("b", 9), 0U);
  EXPECT_EQ(none.table_rows("a", 9), 9U);
}

}  // namespace
}  // namespace tron::network
