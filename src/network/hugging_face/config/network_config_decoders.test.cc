#include <cmath>

#include <gtest/gtest.h>

#include "base/testing/scratch_folder.h"
#include "network/hugging_face/config/network_config.h"

namespace tron::network {
namespace {

std::string config_text(const std::string& name) {
  return read_file(golden_path(name) + "/config.json");
}

NetworkConfig of(const std::string& name) {
  return parse_network_config(config_text(name), "config.json");
}

TEST(NetworkConfig, ReadsGpt2) {
  const NetworkConfig c = of("gpt2");
  EXPECT_EQ(c.head, Head::next_words);
  EXPECT_EQ(c.feed_forward, 64U) << "four times the width where n_inner is null";
  EXPECT_EQ(c.activation, Op::gelu_tanh);
  EXPECT_EQ(c.positions, 12U);
  EXPECT_TRUE(c.norm_first);
  EXPECT_TRUE(c.tied);
  EXPECT_TRUE(c.labels.empty());
  EXPECT_EQ(c.score_scale, 0);
  EXPECT_TRUE(of("gpt2-bare").scale_by_layer);
}

TEST(NetworkConfig, ReadsOptWithItsNormsOnEitherSide) {
  const NetworkConfig before = of("opt"), behind = of("opt-narrow");
  EXPECT_TRUE(before.norm_first && before.final_norm);
  EXPECT_FALSE(behind.norm_first || behind.final_norm);
  EXPECT_EQ(before.embedding_width, 16U);
  EXPECT_EQ(behind.embedding_width, 8U);
  EXPECT_EQ(before.first_position, 2U);
  EXPECT_EQ(before.activation, Op::relu);
}

TEST(NetworkConfig, ReadsLlama) {
  const NetworkConfig c = of("llama");
  EXPECT_EQ(c.key_heads, 2U);
  EXPECT_EQ(c.head_depth, 4U);
  EXPECT_TRUE(c.gated);
  EXPECT_FALSE(c.qkv_bias || c.bias || c.tied);
  EXPECT_EQ(c.activation, Op::silu);
  EXPECT_EQ(of("llama-linear").head_depth, 6U);
  EXPECT_TRUE(of("qwen2").qkv_bias);
}

TEST(NetworkConfig, FillsInWhatLlamaLeavesOut) {
  const NetworkConfig c = parse_network_config(
      R"({"model_type": "mistral", "hidden_size": 8, "intermediate_size": 12, "num_hidden_layers": 1,
          "num_attention_heads": 2, "vocab_size": 30})",
      "c");
  EXPECT_EQ(c.key_heads, 2U);
  EXPECT_EQ(c.rotary.frequencies, rotary_frequencies(10'000, 4));
  EXPECT_DOUBLE_EQ(c.epsilon, 1e-6);
  EXPECT_EQ(c.window, 4096U) << "Mistral's default where the key is missing altogether";
  EXPECT_FALSE(c.tied);
}

TEST(NetworkConfig, ReadsPairs) {
  const NetworkConfig marian = of("marian");
  EXPECT_EQ(marian.decoder.layers, 2U);
  EXPECT_EQ(marian.decoder.heads, 2U);
  EXPECT_EQ(marian.decoder.feed_forward, 20U);
  EXPECT_EQ(marian.activation, Op::silu);
  EXPECT_DOUBLE_EQ(marian.embedding_scale, 4);
  EXPECT_EQ(marian.special.start, 39);
  const NetworkConfig bart = of("bart");
  EXPECT_TRUE(bart.stem_norm);
  EXPECT_DOUBLE_EQ(bart.embedding_scale, 1);
  const NetworkConfig t5 = of("t5-gated");
  EXPECT_TRUE(t5.gated);
  EXPECT_EQ(t5.activation, Op::gelu_tanh);
  EXPECT_EQ(t5.head_depth, 6U);
  EXPECT_EQ(t5.buckets, 8U);
  EXPECT_EQ(t5.score_scale, 1);
  EXPECT_FALSE(t5.tied || of("t5").gated);
  EXPECT_EQ(t5.layers, 1U);
  EXPECT_EQ(t5.decoder.layers, 2U);
}

struct Broken {
  const char* what;
  const char* golden;
  std::string from, to;
  std::vector<std::string> message;
};

class BrokenDecoder : public testing::TestWithParam<Broken> {};

TEST_P(BrokenDecoder, IsRefused) {
  std::string text = config_text(GetParam().golden);
  const std::size_t at = text.find(GetParam().from);
  ASSERT_NE(at, std::string::npos);
  text.replace(at, GetParam().from.size(), GetParam().to);
  auto fragments = GetParam().message;
  fragments.push_back("config.json");
  expect_refused([&] { parse_network_config(text, "config.json"); }, fragments);
}

/// `key`: `value` put in front of a golden's first size.
Broken added(const char* what, const char* golden, const std::string& line,
             std::vector<std::string> message) {
  return {what, golden, "\"vocab_size\"", line + ", \"vocab_size\"", std::move(message)};
}

/// "rope_scaling" of a golden replaced by another object.
Broken scaled(const char* what, const std::string& object, std::vector<std::string> message) {
  return added(what, "qwen2", "\"rope_scaling\": " + object, std::move(message));
}

const std::vector<Broken> kBroken = {
    {"vocabulary", "gpt2", "\"vocab_size\": 40", "\"vocab_size\": -40", {"vocab_size", "found -40"}},
    {"layers", "gpt2", "\"n_layer\": 2", "\"n_layer\": 1000000000", {"n_layer", "from 1 to 1000"}},
    {"heads", "gpt2", "\"n_head\": 4", "\"n_head\": 5", {"n_head", "a divisor of n_embd 16"}},
    {"activation", "gpt2", "gelu_new", "mish", {"activation_function", "'mish'", "gelu_new"}},
    {"end", "gpt2", "\"eos_token_id\": 39", "\"eos_token_id\": 40", {"eos_token_id", "40 words"}},
    {"begin", "gpt2", "\"bos_token_id\": 39", "\"bos_token_id\": -7", {"bos_token_id", "found -7"}},
    added("cross", "gpt2", "\"add_cross_attention\": true", {"add_cross_attention", "a decoder alone"}),
    {"no_width", "gpt2", "\"n_embd\"", "\"embd\"", {"n_embd", "found nothing"}},
    {"opt_norm",
     "opt",
     "\"do_layer_norm_before\": true",
     "\"do_layer_norm_before\": \"yes\"",
     {"do_layer_norm_before", "true or false"}},
    added("opt_affine", "opt", "\"layer_norm_elementwise_affine\": false", {"layer_norm_elementwise_affine"}),
    {"opt_width",
     "opt",
     "\"word_embed_proj_dim\": 16",
     "\"word_embed_proj_dim\": 0",
     {"word_embed_proj_dim", "found 0"}},
    {"key_heads",
     "llama",
     "\"num_key_value_heads\": 2",
     "\"num_key_value_heads\": 3",
     {"num_key_value_heads", "found 3", "a divisor of num_attention_heads 4"}},
    {"no_key_heads", "llama", "\"num_key_value_heads\": 2", "\"num_key_value_heads\": 0", {"found 0"}},
    {"head_width",
     "llama",
     "\"num_attention_heads\": 4",
     "\"num_attention_heads\": 6",
     {"num_attention_heads", "a divisor of hidden_size 16, or a head_dim"}},
    {"odd_head", "llama-linear", "\"head_dim\": 6", "\"head_dim\": 5", {"head_dim", "an even number"}},
    {"wide_head", "llama-linear", "\"head_dim\": 6", "\"head_dim\": 90000", {"head_dim", "found 90000"}},
    {"layer_kinds", "llama", "\"silu\"", "\"relu6\"", {"hidden_act", "'relu6'"}},
    {"base", "llama", "10000.0", "0", {"rope_theta", "found 0"}},
    added("part", "llama", "\"partial_rotary_factor\": 0.5", {"partial_rotary_factor", "found 0.5"}),
    added("mlp_bias", "llama", "\"mlp_bias\": true", {"mlp_bias", "false, as attention_bias"}),
    scaled("yarn", R"({"rope_type": "yarn", "factor": 4})", {"rope_scaling.rope_type", "'yarn'", "llama3"}),
    scaled("dynamic", R"({"type": "dynamic", "factor": 4})", {"rope_scaling.rope_type", "'dynamic'"}),
    scaled("no_factor", R"({"type": "linear"})", {"rope_scaling.factor", "found nothing"}),
    scaled("zero_factor", R"({"type": "linear", "factor": 0})", {"rope_scaling.factor", "found 0"}),
    scaled("limits",
           R"({"rope_type": "llama3", "factor": 8, "low_freq_factor": 4, "high_freq_factor": 4,
               "original_max_position_embeddings": 16})",
           {"rope_scaling.high_freq_factor", "above low_freq_factor 4"}),
    scaled("no_object", "4", {"rope_scaling", "found 4", "a JSON object"}),
    {"window", "mistral", "\"sliding_window\": 3", "\"sliding_window\": 0", {"sliding_window", "found 0"}},
    added("layer_types", "mistral", R"("layer_types": ["sliding_attention", "full_attention"])",
          {"layer_types", "full_attention"}),
    added("short_layer_types", "qwen2", R"("layer_types": ["full_attention"])", {"layer_types"}),
    added("norm_first", "marian", "\"normalize_before\": true", {"normalize_before", "behind the residuals"}),
    added("learned", "marian", "\"static_position_embeddings\": false", {"static_position_embeddings"}),
    added("two_tables", "marian", "\"share_encoder_decoder_embeddings\": false",
          {"share_encoder_decoder_embeddings", "one table"}),
    added("target_words", "marian", "\"decoder_vocab_size\": 41",
          {"decoder_vocab_size", "40, as vocab_size"}),
    added("untied", "bart", "\"tie_word_embeddings\": false", {"tie_word_embeddings", "one table"}),
    {"absurd_sines",
     "marian",
     "\"max_position_embeddings\": 12",
     "\"max_position_embeddings\": 900000000",
     {"max_position_embeddings", "from 1 to 65536"}},
    {"decoder_heads",
     "marian",
     "\"decoder_attention_heads\": 2",
     "\"decoder_attention_heads\": 3",
     {"decoder_attention_heads", "a divisor of d_model 16"}},
    {"start", "marian", "\"decoder_start_token_id\": 39", "\"decoder_start_token_id\": 77", {"found 77"}},
    {"no_depth", "t5", "\"d_kv\": 6", "\"d_kv\": 0", {"d_kv", "found 0"}},
    {"gate", "t5", "\"relu\"", "\"gated-\"", {"feed_forward_proj", "''"}},
    {"odd_gate", "t5", "\"relu\"", "\"gated-mish\"", {"feed_forward_proj", "'mish'"}},
    {"buckets",
     "t5",
     "\"relative_attention_num_buckets\": 8",
     "\"relative_attention_num_buckets\": 6",
     {"relative_attention_num_buckets", "a multiple of 4"}},
    {"no_buckets",
     "t5",
     "\"relative_attention_num_buckets\": 8",
     "\"relative_attention_num_buckets\": 0",
     {"relative_attention_num_buckets", "found 0"}},
    {"near",
     "t5",
     "\"relative_attention_max_distance\": 9",
     "\"relative_attention_max_distance\": 4",
     {"relative_attention_max_distance", "found 4"}},
    {"default_distance",
     "t5",
     "\"relative_attention_num_buckets\": 8,\n \"relative_attention_max_distance\": 9",
     "\"relative_attention_num_buckets\": 512",
     {"relative_attention_max_distance", "more than half the 512 buckets"}},
    {"padding", "roberta", "\"pad_token_id\": 1", "\"pad_token_id\": 11", {"pad_token_id", "found 11"}},
    {"groups",
     "albert",
     "\"num_hidden_groups\": 1",
     "\"num_hidden_groups\": 2",
     {"num_hidden_groups", "a divisor of the 3 layers"}},
    {"inner", "albert", "\"inner_group_num\": 1", "\"inner_group_num\": 2", {"inner_group_num", "found 2"}},
};

INSTANTIATE_TEST_SUITE_P(NetworkConfig, BrokenDecoder, testing::ValuesIn(kBroken),
                         [](const auto& broken) { return broken.param.what; });

}  // namespace
}  // namespace tron::network
