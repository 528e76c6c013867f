#include <gtest/gtest.h>

#include "base/testing/source_tree.h"
#include "network/preset/preset.h"
#include "program/example_networks.h"

namespace tron::schedule {
namespace {

using examples::tiny_chip;

Graph preset(const std::string& name) {
  return load_preset(source_file("data/network/") + name + ".toml");
}

std::uint64_t macs(const Graph& graph, ScoreOrder order, std::size_t tokens, std::size_t context = 0) {
  return count_work(compile(graph, tiny_chip(order)), {tokens, context}).macs;
}

/// Multiply-accumulates of a layer with feed-forward 4 d: half of 24 n d^2 + 4 n^2 d operations.
std::uint64_t layer(std::uint64_t n, std::uint64_t d) {
  return 12 * n * d * d + 2 * n * n * d;
}

struct Encoder {
  const char* name;
  std::uint64_t layers, n, d, heads;
  std::uint64_t around;  ///< stem and head
};

void PrintTo(const Encoder& e, std::ostream* out) {
  *out << e.name;
}

class EncoderPreset : public testing::TestWithParam<Encoder> {};

TEST_P(EncoderPreset, MultipliesAsTheClosedFormSays) {
  const Encoder& e = GetParam();
  const Graph graph = preset(e.name);
  const std::uint64_t classic = e.layers * layer(e.n, e.d) + e.around;
  EXPECT_EQ(macs(graph, ScoreOrder::classic, e.n), classic);
  // (Q W_K^T) X^T has d instead of d_k columns in every head's scores.
  EXPECT_EQ(macs(graph, ScoreOrder::tron, e.n), classic + e.layers * (e.heads - 1) * e.n * e.n * e.d);
}

constexpr std::uint64_t patches(std::uint64_t d) {
  return 196 * 768 * d + 1000 * d;
}

INSTANTIATE_TEST_SUITE_P(Shipped, EncoderPreset,
                         testing::Values(Encoder{"bert-base", 12, 128, 768, 12, 768 * 768 + 2 * 768},
                                         Encoder{"bert-large", 24, 128, 1024, 16, 1024 * 1024 + 2 * 1024},
                                         Encoder{"albert-base", 12, 128, 768, 12,
                                                 128 * 128 * 768 + 768 * 768 + 2 * 768},
                                         Encoder{"vit-base", 12, 197, 768, 12, patches(768)},
                                         Encoder{"deit-tiny", 12, 197, 192, 3, patches(192)},
                                         Encoder{"deit-small", 12, 197, 384, 6, patches(384)},
                                         Encoder{"deit-base", 12, 197, 768, 12, patches(768)}),
                         [](const auto& param_info) {
                           std::string name = param_info.param.name;
                           for (char& c : name) c = c == '-' ? '_' : c;
                           return name;
                         });

TEST(DecoderPreset, Gpt2MultipliesAsTheClosedFormSays) {
  const Graph graph = preset("gpt2");
  const std::uint64_t d = 768, vocabulary = 50257;
  EXPECT_EQ(macs(graph, ScoreOrder::classic, 100), 12 * layer(100, d) + d * vocabulary);
  EXPECT_EQ(macs(graph, ScoreOrder::classic, 1, 99), 12 * (12 * d * d + 2 * 100 * d) + d * vocabulary);
}

TEST(DecoderPreset, Opt350mMultipliesAsTheClosedFormSays) {
  const Graph graph = preset("opt-350m");
  const std::uint64_t d = 1024, narrow = 512, vocabulary = 50272;
  EXPECT_EQ(macs(graph, ScoreOrder::classic, 100),
            24 * layer(100, d) + 100 * narrow * d + d * narrow + narrow * vocabulary);
}

TEST(DecoderPreset, Llama2MultipliesAsTheClosedFormSays) {
  const Graph graph = preset("llama-2-7b");
  const std::uint64_t d = 4096, hidden = 11008, head = d * 32000;
  const std::uint64_t dense = 4 * d * d + 3 * d * hidden;
  for (ScoreOrder order : {ScoreOrder::tron, ScoreOrder::classic}) {
    EXPECT_EQ(macs(graph, order, 128), 32 * (128 * dense + 2 * 128 * 128 * d) + head);
    EXPECT_EQ(macs(graph, order, 1, 255), 32 * (dense + 2 * 256 * d) + head);
  }
}

TEST(PairPreset, TransformerBaseMultipliesAsTheClosedFormSays) {
  const Graph graph = preset("transformer-base");
  const std::uint64_t n = 128, d = 512, square = n * d * d, scores = 2 * n * n * d;
  EXPECT_EQ(macs(graph, ScoreOrder::classic, n),
            6 * layer(n, d) + 6 * (16 * square + 2 * scores) + n * d * 37000);
}

}  // namespace
}  // namespace tron::schedule
