#include "network/load.h"

#include <algorithm>
#include <cmath>
#include <string>

#include <gtest/gtest.h>

#include "base/npy.h"
#include "network/dataset.h"
#include "network/folder_for_test.h"
#include "network/interpret_for_test.h"

namespace tron {
namespace {

using testing_only::expect_refused;
using testing_only::Folder;
using testing_only::golden;

Sample golden_sample(const NpyArray& inputs, std::size_t index, bool text) {
  const std::size_t size = inputs.data.size() / inputs.shape[0];
  const float* from = inputs.data.data() + index * size;
  Sample sample;
  if (!text) sample.image.assign(from, from + size);
  for (std::size_t i = 0; text && i < size && from[i] >= 0; ++i)
    sample.tokens.push_back(static_cast<int>(from[i]));
  sample.token_types.assign(sample.tokens.size(), 0);
  return sample;
}

class Golden : public testing::TestWithParam<const char*> {};

TEST_P(Golden, GraphGivesTheLogitsOfPyTorch) {
  const Graph graph = load_network(golden(GetParam()));
  const NpyArray inputs = read_npy(golden(GetParam()) + "/inputs.npy");
  const NpyArray logits = read_npy(golden(GetParam()) + "/logits.npy");
  ASSERT_EQ(logits.shape[1], graph.classes());
  const testing_only::Interpreter interpreter(graph);
  double error = 0, scale = 0;
  for (std::size_t s = 0; s < logits.shape[0]; ++s) {
    const std::vector<double> got = interpreter.logits(golden_sample(inputs, s, graph.vocabulary > 0));
    ASSERT_EQ(got.size(), graph.classes());
    for (std::size_t i = 0; i < got.size(); ++i) {
      const double want = logits.data[s * got.size() + i];
      error = std::max(error, std::abs(got[i] - want));
      scale = std::max(scale, std::abs(want));
    }
  }
  EXPECT_LT(error, 1e-6 * scale);
}

INSTANTIATE_TEST_SUITE_P(Folders, Golden, testing::Values("vit", "vit-tanh", "deit", "bert", "bert-relu"),
                         [](const auto& folder) {
                           std::string name = folder.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

TEST(LoadNetwork, EveryInputComesBeforeItsNode) {
  for (const char* name : {"vit", "deit", "bert"}) {
    const Graph graph = load_network(golden(name));
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
      for (int input : graph.nodes[i].inputs) EXPECT_LT(input, static_cast<int>(i)) << graph.nodes[i].name;
    }
  }
}

TEST(LoadNetwork, DescribesViT) {
  const Graph graph = load_network(golden("vit") + "/");
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
  const Graph graph = load_network(golden("bert"));
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
  const Graph graph = load_network(golden("deit"));
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
  for (const char* name : {"vit", "vit-tanh", "deit", "bert", "bert-relu"}) {
    const Graph whole = load_network(golden(name));
    expect_same_shapes(load_shapes(golden(name)), whole);
    const Folder folder(name);
    std::filesystem::remove(folder.at("model.safetensors"));
    expect_same_shapes(load_shapes(folder.path()), whole);
    EXPECT_THROW(load_network(folder.path()), InputError);
  }
}

TEST(LoadShapes, HoldsTheTensorsAgainstTheConfiguration) {
  const Folder folder("bert");
  folder.edit("config.json", "\"num_hidden_layers\": 2", "\"num_hidden_layers\": 3");
  expect_refused([&] { load_shapes(folder.path()); }, {"model.safetensors", "encoder.layer.2"});
}

TEST(LoadShapes, TakesPresets) {
  EXPECT_EQ(load_shapes(TRON_SOURCE_DIR "/data/network/gpt2.toml").family, "gpt2");
  expect_refused([] { load_shapes("nowhere"); }, {"nowhere", "nothing there"});
}

}  // namespace
}  // namespace tron
