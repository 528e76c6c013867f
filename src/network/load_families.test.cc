#include <cmath>
#include <tuple>

#include <gtest/gtest.h>

#include "base/testing/scratch_folder.h"
#include "network/hugging_face/checkpoint/safetensors.h"
#include "network/load.h"
#include "network/preset/preset.h"

namespace tron::network {
namespace {

const Node& node(const Graph& graph, const std::string& name) {
  for (const Node& n : graph.nodes) {
    if (n.name == name) return n;
  }
  throw std::runtime_error("no node " + name);
}

const Matrix& value(const Graph& graph, int tensor) {
  return graph.tensors.at(static_cast<std::size_t>(tensor)).value;
}

/// A folder of config.json alone.
Graph shapes_of(const std::string& config) {
  const ScratchFolder folder;
  folder.write("config.json", config);
  return load_shapes(folder.path());
}

TEST(Albert, CountsSharedWeightsOnce) {
  const auto count = [](std::uint64_t v, std::uint64_t e, std::uint64_t p, std::uint64_t h, std::uint64_t f,
                        std::uint64_t classes) {
    const std::uint64_t stem = (v + p + 2 + 2) * e + e * h + h;
    const std::uint64_t layer = 4 * (h * h + h) + 2 * h + (h * f + f) + (f * h + h) + 2 * h;
    return stem + layer + (h * h + h) + (h * classes + classes);
  };
  const Graph small = load_network(golden_path("albert"));
  EXPECT_EQ(small.layers, 3U);
  EXPECT_EQ(small.parameters(), count(40, 8, 12, 16, 24, 3));
  const Graph base = shapes_of(
      R"({"model_type": "albert", "hidden_size": 768, "embedding_size": 128, "num_hidden_layers": 12,
          "num_attention_heads": 12, "intermediate_size": 3072, "vocab_size": 30000,
          "max_position_embeddings": 512, "num_labels": 2})");
  EXPECT_EQ(base.parameters(), count(30000, 128, 512, 768, 3072, 2));
  EXPECT_EQ(base.parameters(), 11'683'584U + 2 * 769) << "albert-base-v2 and its class head";
}

TEST(Albert, GroupsShareAmongNeighbours) {
  const Graph graph = load_network(golden_path("albert-embedding"));
  const auto query = [&](int layer) {
    return node(graph, "encoder." + std::to_string(layer) + ".attention").attention.query;
  };
  EXPECT_EQ(query(0), query(1));
  EXPECT_EQ(query(2), query(3));
  EXPECT_NE(query(1), query(2));
}

/// What the work of a network follows from: every product's sizes.
using Work = std::vector<std::tuple<Op, std::size_t, std::size_t, int, int>>;
Work work_of(const Graph& graph) {
  Work work;
  for (const Node& n : graph.nodes) {
    if (n.op == Op::linear)
      work.emplace_back(n.op, value(graph, n.weight).rows, value(graph, n.weight).cols, 0, 0);
    if (n.op != Op::attention) continue;
    const AttentionWeights& a = n.attention;
    for (int w : {a.query, a.key, a.value}) {
      work.emplace_back(n.op, value(graph, w).rows, value(graph, w).cols, a.heads, a.key_heads());
    }
  }
  return work;
}

void expect_as_preset(const std::string& config, const std::string& preset, std::uint64_t parameters) {
  const Graph loaded = shapes_of(config), wanted = load_preset(preset);
  EXPECT_EQ(work_of(loaded), work_of(wanted)) << preset;
  EXPECT_EQ(loaded.parameters(), parameters) << preset;
  EXPECT_EQ(wanted.parameters(), parameters) << preset;
  EXPECT_EQ(loaded.max_tokens, wanted.max_tokens);
  EXPECT_EQ(loaded.vocabulary, wanted.vocabulary);
  EXPECT_EQ(loaded.layers, wanted.layers);
  EXPECT_EQ(loaded.width, wanted.width);
  EXPECT_EQ(loaded.heads, wanted.heads);
  EXPECT_EQ(loaded.feed_forward, wanted.feed_forward);
}

// Each config.json as the checkpoint has it, remembered; the counts are PyTorch's.
TEST(LoadShapes, DecodersAgreeWithTheirPresets) {
  expect_as_preset(R"({"model_type": "gpt2", "n_embd": 768, "n_layer": 12, "n_head": 12, "n_positions": 1024,
                       "vocab_size": 50257, "bos_token_id": 50256, "eos_token_id": 50256})",
                   "gpt2", 124'439'808);
  expect_as_preset(R"({"model_type": "llama", "hidden_size": 4096, "intermediate_size": 11008,
                       "num_hidden_layers": 32, "num_attention_heads": 32, "max_position_embeddings": 4096,
                       "vocab_size": 32000, "rms_norm_eps": 1e-5})",
                   "llama-2-7b", 6'738'415'616);
  expect_as_preset(R"({"model_type": "opt", "hidden_size": 1024, "word_embed_proj_dim": 512, "ffn_dim": 4096,
                       "num_hidden_layers": 24, "num_attention_heads": 16, "max_position_embeddings": 2048,
                       "vocab_size": 50272, "do_layer_norm_before": false})",
                   "opt-350m", 331'196'416);
}

TEST(LoadShapes, EncodersAgreeWithTheirPresets) {
  const Graph bert = shapes_of(
      R"({"model_type": "bert", "hidden_size": 768, "num_hidden_layers": 12, "num_attention_heads": 12,
          "intermediate_size": 3072, "vocab_size": 30522, "max_position_embeddings": 512})");
  EXPECT_EQ(work_of(bert), work_of(load_preset("bert-base")));
  EXPECT_EQ(bert.parameters(), 109'482'240U + 2 * 769) << "bert-base-uncased and its class head";
}

TEST(LoadShapes, CountsWhatPublishedCheckpointsHave) {
  const Graph t5 = shapes_of(
      R"({"model_type": "t5", "d_model": 512, "d_kv": 64, "d_ff": 2048, "num_layers": 6, "num_heads": 8,
          "vocab_size": 32128, "decoder_start_token_id": 0})");
  EXPECT_EQ(t5.parameters(), 60'506'624U) << "t5-small";
  const Graph distilbert = shapes_of(
      R"({"model_type": "distilbert", "architectures": ["DistilBertModel"], "dim": 768, "n_layers": 6,
          "n_heads": 12, "hidden_dim": 3072, "vocab_size": 30522, "max_position_embeddings": 512})");
  EXPECT_EQ(distilbert.parameters(), 66'362'880U) << "distilbert-base-uncased";
  const Graph bart = shapes_of(
      R"({"model_type": "bart", "d_model": 768, "encoder_layers": 6, "decoder_layers": 6,
          "encoder_attention_heads": 12, "decoder_attention_heads": 12, "encoder_ffn_dim": 3072,
          "decoder_ffn_dim": 3072, "vocab_size": 50265, "max_position_embeddings": 1024,
          "decoder_start_token_id": 2})");
  EXPECT_EQ(bart.parameters(), 139'420'416U + 50'265) << "bart-base, and the bias of its logits";
}

TEST(Gpt2, TurnsItsMatricesAndCutsThemInThree) {
  const Graph graph = load_network(golden_path("gpt2"));
  const Safetensors file = Safetensors::open(golden_path("gpt2") + "/model.safetensors");
  const std::vector<float> fused = file.read(*file.find("transformer.h.0.attn.c_attn.weight"));
  const std::vector<float> up = file.read(*file.find("transformer.h.1.mlp.c_fc.weight"));
  const AttentionWeights& a = node(graph, "decoder.0.attention").attention;
  const Matrix& first = value(graph, node(graph, "decoder.1.feed_forward.up").weight);
  ASSERT_EQ(first.rows, 64U);
  for (std::size_t out = 0; out < 16; ++out) {
    for (std::size_t in = 0; in < 16; ++in) {
      EXPECT_EQ(value(graph, a.query)(out, in), fused[in * 48 + out]);
      EXPECT_EQ(value(graph, a.key)(out, in), fused[in * 48 + 16 + out]);
      EXPECT_EQ(value(graph, a.value)(out, in), fused[in * 48 + 32 + out]);
      EXPECT_EQ(first(out, in), up[in * 64 + out]);
    }
  }
  EXPECT_EQ(graph.parameters(),
            40U * 16 + 12 * 16 + 32 + 2 * (16 * 48 + 48 + 16 * 17 + 64 * 17 + 64 * 16 + 16 + 64));
}

TEST(Gpt2, ScalesScoresByTheLayer) {
  const Graph graph = load_network(golden_path("gpt2-bare"));
  EXPECT_DOUBLE_EQ(node(graph, "decoder.0.attention").attention.score_scale, 0.5);
  EXPECT_DOUBLE_EQ(node(graph, "decoder.1.attention").attention.score_scale, 0.25);
}

TEST(Decoders, TieTheirOutputToTheWordTable) {
  for (const char* name : {"gpt2", "opt", "opt-narrow", "qwen2", "marian", "bart", "t5"}) {
    const Graph graph = load_network(golden_path(name));
    const bool pair = graph.nodes.front().name == "source.embeddings";
    EXPECT_EQ(graph.nodes.back().weight, graph.nodes.front().weight) << name;
    EXPECT_TRUE(!pair || node(graph, "target.embeddings").weight == graph.nodes.front().weight) << name;
  }
  for (const char* name : {"llama", "mistral", "t5-gated"}) {
    const Graph graph = load_network(golden_path(name));
    EXPECT_NE(graph.nodes.back().weight, graph.nodes.front().weight) << name;
  }
}

TEST(Decoders, KnowTheirSpecialTokens) {
  const SpecialTokens gpt2 = load_network(golden_path("gpt2")).special;
  EXPECT_EQ(gpt2.begin, 39);
  EXPECT_EQ(gpt2.end, std::vector<int>{39});
  const SpecialTokens marian = load_network(golden_path("marian")).special;
  EXPECT_EQ(marian.start, 39);
  EXPECT_EQ(marian.pad, 39);
  EXPECT_EQ(marian.end, std::vector<int>{0});
}

TEST(Decoders, TakeTheEndOfTextsFromTheGenerationConfig) {
  const ScratchFolder folder("llama");
  EXPECT_EQ(load_network(folder.path()).special.end, std::vector<int>{2});
  folder.write("generation_config.json", R"({"eos_token_id": [2, 7], "do_sample": true})");
  const SpecialTokens special = load_network(folder.path()).special;
  EXPECT_EQ(special.end, (std::vector<int>{2, 7}));
  EXPECT_EQ(special.begin, 1);
}

TEST(Mistral, SeesAWindow) {
  for (const Node& n : load_network(golden_path("mistral")).nodes) {
    EXPECT_EQ(n.attention.window, n.op == Op::attention ? 3U : 0U);
  }
  const ScratchFolder folder("mistral");
  folder.edit("config.json", "\"sliding_window\": 3", "\"sliding_window\": null");
  EXPECT_EQ(node(load_network(folder.path()), "decoder.1.attention").attention.window, 0U);
}

TEST(Qwen2, SeesAWindowFromALayerOn) {
  const Graph graph = load_network(golden_path("qwen2"));
  EXPECT_EQ(node(graph, "decoder.0.attention").attention.window, 0U);
  EXPECT_EQ(node(graph, "decoder.1.attention").attention.window, 4U);
  EXPECT_GE(node(graph, "decoder.0.attention").attention.query_bias, 0);
  EXPECT_LT(node(graph, "decoder.0.attention.output").bias, 0);
}

TEST(Llama, StretchesItsRotaryPositions) {
  const std::vector<double> plain = rotary_frequencies(10'000, 6);
  const Graph linear = load_network(golden_path("llama-linear"));
  const std::vector<double>& slowed = node(linear, "decoder.0.attention").attention.rotary.frequencies;
  ASSERT_EQ(slowed.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_DOUBLE_EQ(slowed[i], plain[i] / 4);
  // Turns in the 16 trained positions: 2.5 and 0.025, so one lies between the limits and one below.
  const Graph three = load_network(golden_path("llama"));
  const std::vector<double>& mixed = node(three, "decoder.0.attention").attention.rotary.frequencies;
  ASSERT_EQ(mixed.size(), 2U);
  const double share = (16 / (2 * M_PI) - 1) / 3;
  EXPECT_NEAR(mixed[0], (1 - share) / 8 + share, 1e-15);
  EXPECT_NEAR(mixed[1], 0.01 / 8, 1e-17);
}

TEST(Llama, TakesScalingFromEitherPlace) {
  const ScratchFolder folder("llama-linear");
  folder.edit("config.json", "\"rope_theta\": 10000.0,", "");
  folder.edit("config.json", "\"rope_scaling\": {", "\"rope_parameters\": {\"rope_theta\": 10000.0,");
  const auto frequencies = [](const Graph& g) {
    return node(g, "decoder.0.attention").attention.rotary.frequencies;
  };
  EXPECT_EQ(frequencies(load_network(folder.path())), frequencies(load_network(golden_path("llama-linear"))));
}

TEST(Llama, MayHaveHeadsOfAWidthOfTheirOwn) {
  const Graph graph = load_network(golden_path("llama-linear"));
  const Node& attention = node(graph, "decoder.0.attention");
  EXPECT_EQ(attention.width, 24U);
  EXPECT_EQ(value(graph, attention.attention.query).rows, 24U);
  EXPECT_EQ(value(graph, attention.attention.key).rows, 6U);
  EXPECT_EQ(value(graph, node(graph, "decoder.0.attention.output").weight).cols, 24U);
}

TEST(Roberta, CountsPositionsFromThePaddingToken) {
  const Graph graph = load_network(golden_path("roberta"));
  EXPECT_EQ(graph.nodes.front().first_position, 2U);
  EXPECT_EQ(graph.max_tokens, 10U);
  EXPECT_EQ(value(graph, graph.nodes.front().position).rows, 12U);
}

TEST(Marian, HasSinesThenCosines) {
  const Graph graph = load_network(golden_path("marian"));
  const Node& embed = node(graph, "target.embeddings");
  EXPECT_EQ(embed.stream, 1);
  EXPECT_DOUBLE_EQ(embed.scale, 4);
  EXPECT_FALSE(graph.tensors[static_cast<std::size_t>(embed.position)].learned);
  const Matrix& table = value(graph, embed.position);
  EXPECT_EQ(table.rows, 12U);
  EXPECT_FLOAT_EQ(table(3, 0), std::sin(3.0F));
  EXPECT_FLOAT_EQ(table(3, 8), std::cos(3.0F));
  EXPECT_FLOAT_EQ(table(3, 1), static_cast<float>(std::sin(3 * std::pow(10'000.0, -2.0 / 16))));
  EXPECT_EQ(node(graph, "source.embeddings").position, embed.position);
}

TEST(T5, SharesOneRelativeBiasInAStack) {
  const Graph graph = load_network(golden_path("t5"));
  const RelativeBias& encoder = node(graph, "encoder.0.attention").attention.relative;
  const RelativeBias& decoder = node(graph, "decoder.0.attention").attention.relative;
  EXPECT_EQ(node(graph, "encoder.1.attention").attention.relative, encoder);
  EXPECT_EQ(node(graph, "decoder.1.attention").attention.relative, decoder);
  EXPECT_TRUE(encoder.bidirectional);
  EXPECT_FALSE(decoder.bidirectional);
  EXPECT_NE(encoder.tensor, decoder.tensor);
  EXPECT_EQ(encoder.max_distance, 9U);
  EXPECT_EQ(node(graph, "decoder.0.cross_attention").attention.relative.tensor, -1);
  EXPECT_EQ(node(graph, "decoder.0.cross_attention").attention.score_scale, 1);
}

TEST(T5, PutsTheFactorOfTiedLogitsIntoTheLastNorm) {
  const Graph tied = load_network(golden_path("t5")), apart = load_network(golden_path("t5-gated"));
  const Safetensors file = Safetensors::open(golden_path("t5") + "/model.safetensors");
  const std::vector<float> gamma = file.read(*file.find("decoder.final_layer_norm.weight"));
  const int weight = node(tied, "decoder.norm").weight;
  for (std::size_t i = 0; i < gamma.size(); ++i) EXPECT_EQ(value(tied, weight)(0, i), gamma[i] / 4);
  EXPECT_EQ(apart.tensors[static_cast<std::size_t>(node(apart, "decoder.norm").weight)].name,
            "decoder.final_layer_norm.weight");
}

TEST(Pairs, ReadTheSourceBeforeTheTarget) {
  for (const char* name : {"marian", "bart", "t5"}) {
    const Graph graph = load_network(golden_path(name));
    std::vector<int> streams;
    for (const Node& n : graph.nodes) {
      if (n.op == Op::embed) streams.push_back(n.stream);
    }
    EXPECT_EQ(streams, (std::vector<int>{0, 1})) << name;
    const Node& cross = node(graph, "decoder.0.cross_attention");
    EXPECT_FALSE(cross.attention.causal);
    EXPECT_LT(graph.nodes[static_cast<std::size_t>(cross.inputs[1])].layer,
              static_cast<int>(graph.layers) / 2);
    EXPECT_TRUE(node(graph, "decoder.0.attention").attention.causal);
    EXPECT_FALSE(node(graph, "encoder.0.attention").attention.causal);
  }
}

}  // namespace
}  // namespace tron::network
