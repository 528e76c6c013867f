#include "network/load.h"

#include <algorithm>
#include <cmath>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/files/npy.h"
#include "base/testing/source_tree.h"
#include "network/golden_for_test.h"
#include "network/interpret_for_test.h"

namespace tron::network {
namespace {

class Golden : public testing::TestWithParam<std::string> {};

TEST_P(Golden, GraphGivesTheLogitsOfPyTorch) {
  const Graph graph = load_network(golden_path(GetParam()));
  const NpyArray logits = read_npy(golden_path(GetParam()) + "/logits.npy");
  const testing_only::Interpreter interpreter(graph);
  std::vector<double> got;
  for (const Sample& sample : testing_only::golden_samples(GetParam(), graph.vocabulary > 0)) {
    const std::vector<double> rows = interpreter.logits(sample);
    got.insert(got.end(), rows.begin(), rows.end());
  }
  ASSERT_EQ(got.size(), logits.data.size());
  ASSERT_EQ(graph.nodes.back().width, logits.shape[1]);
  double error = 0, scale = 0;
  for (std::size_t i = 0; i < got.size(); ++i) {
    const double want = logits.data[i];
    error = std::max(error, std::abs(got[i] - want));
    scale = std::max(scale, std::abs(want));
  }
  RecordProperty("relative_error", fmt::format("{:.2g}", error / scale));
  EXPECT_LT(error, 1e-6 * scale);
}

INSTANTIATE_TEST_SUITE_P(Folders, Golden, testing::ValuesIn(testing_only::golden_networks()),
                         [](const auto& folder) {
                           std::string name = folder.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

TEST(LoadNetwork, EveryInputComesBeforeItsNode) {
  for (const std::string& name : testing_only::golden_networks()) {
    const Graph graph = load_network(golden_path(name));
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
      for (int input : graph.nodes[i].inputs) EXPECT_LT(input, static_cast<int>(i)) << graph.nodes[i].name;
    }
  }
}

TEST(LoadNetwork, DescribesViT) {
  const Graph graph = load_network(golden_path("vit") + "/");
  EXPECT_EQ(graph.name, "vit");
  EXPECT_EQ(graph.family, "vit");
  EXPECT_EQ(graph.layers, 2U);
  EXPECT_EQ(graph.width, 24U);
  EXPECT_EQ(graph.heads, 3U);
  EXPECT_EQ(graph.feed_forward, 40U);
  EXPECT_EQ(graph.max_tokens, 10U);
  EXPECT_EQ(graph.vocabulary, 0U);
  EXPECT_EQ(graph.labels[4], "class 4");
  EXPECT_EQ(graph.image.channels, 3);
  EXPECT_EQ(graph.image.patch, 4);
  EXPECT_EQ(graph.nodes[0].width, 48U);
  EXPECT_EQ(graph.nodes.back().name, "classifier");
}

TEST(LoadNetwork, NamesNodesByLayer) {
  const Graph graph = load_network(golden_path("bert"));
  std::vector<std::string> second;
  for (const Node& node : graph.nodes) {
    if (node.layer == 1) second.push_back(node.name);
  }
  EXPECT_EQ(second,
            (std::vector<std::string>{
                "encoder.1.attention", "encoder.1.attention.output", "encoder.1.attention.residual",
                "encoder.1.norm1", "encoder.1.feed_forward.up", "encoder.1.feed_forward.activation",
                "encoder.1.feed_forward.down", "encoder.1.feed_forward.residual", "encoder.1.norm2"}));
}

TEST(LoadNetwork, DeiTHasTwoTokensBeforeThePatches) {
  const Graph graph = load_network(golden_path("deit"));
  const auto prepend =
      std::find_if(graph.nodes.begin(), graph.nodes.end(), [](const Node& n) { return n.op == Op::prepend; });
  ASSERT_NE(prepend, graph.nodes.end());
  EXPECT_EQ(graph.tensors[static_cast<std::size_t>(prepend->weight)].value.rows, 2U);
  EXPECT_EQ(graph.max_tokens, 11U);
}

void expect_same_shapes(const Graph& graph, const Graph& of) {
  EXPECT_TRUE(graph.shapes_only);
  EXPECT_EQ(graph.parameters(), of.parameters());
  ASSERT_EQ(graph.tensors.size(), of.tensors.size());
  for (std::size_t t = 0; t < of.tensors.size(); ++t) {
    EXPECT_EQ(graph.tensors[t].value.rows, of.tensors[t].value.rows) << of.tensors[t].name;
    EXPECT_EQ(graph.tensors[t].value.cols, of.tensors[t].value.cols) << of.tensors[t].name;
    EXPECT_TRUE(graph.tensors[t].value.data.empty()) << of.tensors[t].name;
  }
  ASSERT_EQ(graph.nodes.size(), of.nodes.size());
  for (std::size_t n = 0; n < of.nodes.size(); ++n) EXPECT_EQ(graph.nodes[n].name, of.nodes[n].name);
  EXPECT_EQ(graph.max_tokens, of.max_tokens);
}

TEST(LoadShapes, AreThoseOfTheWeightsWithOrWithoutThem) {
  for (const std::string& name : testing_only::golden_networks()) {
    const Graph whole = load_network(golden_path(name));
    expect_same_shapes(load_shapes(golden_path(name)), whole);
    const ScratchFolder folder(name);
    std::filesystem::remove(folder.at("model.safetensors"));
    expect_same_shapes(load_shapes(folder.path()), whole);
    EXPECT_THROW(load_network(folder.path()), InputError);
  }
}

TEST(LoadShapes, HoldsTheTensorsAgainstTheConfiguration) {
  const ScratchFolder folder("bert");
  folder.edit("config.json", "\"num_hidden_layers\": 2", "\"num_hidden_layers\": 3");
  expect_refused([&] { load_shapes(folder.path()); }, {"model.safetensors", "encoder.layer.2"});
}

TEST(LoadShapes, TakesPresets) {
  EXPECT_EQ(load_shapes(source_file("data/network/gpt2.toml")).family, "gpt2");
  expect_refused([] { load_shapes("nowhere"); }, {"nowhere", "nothing there"});
}

}  // namespace
}  // namespace tron::network
