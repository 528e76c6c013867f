#include "network/preset/preset.h"

#include <filesystem>
#include <set>

#include <gtest/gtest.h>

#include "base/config/config.h"
#include "base/testing/source_tree.h"
#include "network/find_network.h"
#include "network/preset/example_preset.h"

namespace tron::network {
namespace {

std::string shipped(const std::string& name) {
  return source_file("data/network/") + name + ".toml";
}

std::vector<std::string> shipped_names() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(source_file("data/network"))) {
    if (entry.path().extension() == ".toml") names.push_back(entry.path().stem().string());
  }
  return names;
}

struct Published {
  const char* name;
  double parameters, within;
  std::size_t layers, width, heads, tokens;
};

void PrintTo(const Published& p, std::ostream* out) {
  *out << p.name;
}

class Preset : public testing::TestWithParam<Published> {};

// Millions as the papers give them, to the digits they give.
TEST_P(Preset, HasThePublishedSizes) {
  const Published& p = GetParam();
  const Graph graph = load_preset(shipped(p.name));
  EXPECT_NEAR(static_cast<double>(graph.parameters()) / 1e6, p.parameters, p.within);
  EXPECT_EQ(graph.name, p.name);
  EXPECT_EQ(graph.layers, p.layers);
  EXPECT_EQ(graph.width, p.width);
  EXPECT_EQ(graph.heads, p.heads);
  EXPECT_EQ(graph.max_tokens, p.tokens);
}

INSTANTIATE_TEST_SUITE_P(Shipped, Preset,
                         testing::Values(Published{"transformer-base", 65, 2, 12, 512, 8, 1024},
                                         Published{"bert-base", 110, 0.6, 12, 768, 12, 512},
                                         Published{"bert-large", 336, 1, 24, 1024, 16, 512},
                                         Published{"albert-base", 12, 0.5, 12, 768, 12, 512},
                                         Published{"vit-base", 86.6, 0.05, 12, 768, 12, 197},
                                         Published{"deit-tiny", 5.72, 0.01, 12, 192, 3, 197},
                                         Published{"deit-small", 22.05, 0.01, 12, 384, 6, 197},
                                         Published{"deit-base", 86.6, 0.05, 12, 768, 12, 197},
                                         Published{"gpt2", 124.4, 0.1, 12, 768, 12, 1024},
                                         Published{"opt-350m", 331.2, 0.1, 24, 1024, 16, 2048},
                                         Published{"llama-2-7b", 6738, 1, 32, 4096, 32, 4096}),
                         [](const auto& param_info) {
                           std::string name = param_info.param.name;
                           for (char& c : name) c = c == '-' ? '_' : c;
                           return name;
                         });

TEST(Presets, AllOfTheFolderAreTested) {
  EXPECT_EQ(shipped_names().size(), 11u);
}

/// Paths of leaves without a source or a tag, `name`, `what` and `family` apart.
void find_bare(const Json& json, const std::string& path, std::vector<std::string>& bare) {
  for (const auto& [key, value] : json.as_object()) {
    const std::string below = path.empty() ? key : path + "." + key;
    if (below == "name" || below == "what" || below == "family") continue;
    if (value.is_object() && value.find("value") == nullptr) {
      find_bare(value, below, bare);
    } else if (!value.is_object() || value.find("source") == nullptr || value.find("tag") == nullptr) {
      bare.push_back(below);
    }
  }
}

TEST(Presets, EveryValueCarriesItsSourceAndTag) {
  for (const std::string& name : shipped_names()) {
    std::vector<std::string> bare;
    find_bare(Config::read(shipped(name)).resolved(), "", bare);
    EXPECT_EQ(bare, std::vector<std::string>{}) << name;
  }
}

TEST(Presets, AreShapesWithoutData) {
  const Graph graph = load_preset(shipped("llama-2-7b"));
  EXPECT_TRUE(graph.shapes_only);
  for (const Tensor& tensor : graph.tensors) {
    EXPECT_GT(tensor.value.rows * tensor.value.cols, 0u) << tensor.name;
    EXPECT_TRUE(tensor.value.data.empty()) << tensor.name;
  }
}

TEST(Presets, InputsComeFirstAndWidthsFit) {
  for (const std::string& name : shipped_names()) {
    const Graph graph = load_preset(shipped(name));
    std::set<std::string> names;
    for (std::size_t n = 0; n < graph.nodes.size(); ++n) {
      const Node& node = graph.nodes[n];
      EXPECT_TRUE(names.insert(node.name).second) << name << " " << node.name;
      for (int input : node.inputs) EXPECT_LT(input, static_cast<int>(n)) << name << " " << node.name;
      if (node.op != Op::linear) continue;
      const Matrix& w = graph.tensors.at(node.weight).value;
      EXPECT_EQ(w.cols, graph.nodes[node.inputs[0]].width) << name << " " << node.name;
      EXPECT_EQ(w.rows, node.width) << name << " " << node.name;
    }
  }
}

TEST(ParsePreset, SharedLayersHaveOneSetOfTensors) {
  const Graph own = parse_preset(examples::preset_text(), "own");
  const Graph shared =
      parse_preset(examples::preset_text({{"bias = true", "bias = true\nshared = true"}}), "shared");
  EXPECT_EQ(own.nodes.size(), shared.nodes.size());
  // 2 layers of 16 tensors (4 x 2 of attention, 2 x 2 of the dense layers, 2 x 2 of the norms) become 1.
  EXPECT_EQ(own.tensors.size() - shared.tensors.size(), 16u);
  EXPECT_LT(shared.parameters(), own.parameters());
}

// By hand: word 50 x 8, positions 16 x 8, embedding norm none; a layer 4 (64 + 8) + 2 x 8 x 20 + 20 + 8 + 2 x
// 16; classifier 3 x 8 + 3.
TEST(ParsePreset, CountsByHand) {
  const Graph graph = parse_preset(examples::preset_text(), "small");
  EXPECT_EQ(graph.parameters(), 50u * 8 + 16 * 8 + 2 * (4 * 72 + 320 + 28 + 32) + 27);
  EXPECT_EQ(graph.classes(), 3u);
}

TEST(ParsePreset, ATiedVocabularyIsTheWordTable) {
  const Graph tied = parse_preset(examples::decoder_text(), "tied");
  const Graph apart = parse_preset(examples::decoder_text({{"tied = true", "tied = false"}}), "apart");
  EXPECT_EQ(tied.nodes.at(tied.nodes.size() - 2).weight, tied.nodes.front().weight);
  EXPECT_EQ(apart.parameters() - tied.parameters(), 50u * 8);
}

TEST(ParsePreset, ComputedPositionsAreNoParameters) {
  const Graph learned = parse_preset(examples::decoder_text(), "learned");
  const Graph computed =
      parse_preset(examples::decoder_text({{"\"learned\"", "\"sinusoidal\""}}), "computed");
  EXPECT_EQ(learned.parameters() - computed.parameters(), 16u * 8);
  EXPECT_EQ(learned.max_tokens, computed.max_tokens);
}

TEST(ParsePreset, ANarrowWordTableIsProjectedInAndOut) {
  const Graph graph =
      parse_preset(examples::decoder_text(
                       {{"positions = 16", "positions = 16\nembedding_width = 4\npositions_last = true"}}),
                   "narrow");
  std::vector<std::string> names;
  for (const Node& node : graph.nodes) {
    if (node.layer < 0) names.push_back(node.name);
  }
  EXPECT_EQ(names, (std::vector<std::string>{"embeddings", "embeddings.projection", "embeddings.position",
                                             "decoder.norm", "last", "projection", "vocabulary", "sample"}));
  EXPECT_EQ(graph.nodes[0].width, 4u);
  EXPECT_EQ(graph.nodes[0].position, -1);
}

TEST(ParsePreset, APairSharesTheWordTableAndReadsTheEncoder) {
  const Graph graph = parse_preset(examples::pair_text(), "pair");
  int embeds = 0, cross = 0;
  for (const Node& node : graph.nodes) {
    if (node.op == Op::embed) {
      ++embeds;
      EXPECT_EQ(node.weight, graph.nodes[0].weight);
    }
    if (node.op != Op::attention || node.inputs[0] == node.inputs[1]) continue;
    ++cross;
    EXPECT_FALSE(node.attention.causal);
    EXPECT_EQ(graph.nodes[node.inputs[1]].layer, -1) << "the norm above the encoder";
    EXPECT_EQ(graph.nodes[node.inputs[1]].name, "encoder.norm");
  }
  EXPECT_EQ(embeds, 2);
  EXPECT_EQ(cross, 2);
  EXPECT_EQ(graph.layers, 4u);
}

}  // namespace
}  // namespace tron::network
