#include "network/hugging_face/config/network_config.h"

#include <gtest/gtest.h>

#include "base/testing/scratch_folder.h"

namespace tron::network {
namespace {

std::string config_text(const std::string& name) {
  return read_file(golden_path(name) + "/config.json");
}

TEST(NetworkConfig, ReadsAnImageNetwork) {
  const NetworkConfig c = parse_network_config(config_text("vit"), "config.json");
  EXPECT_EQ(c.family, "vit");
  EXPECT_EQ(c.width, 24U);
  EXPECT_EQ(c.layers, 2U);
  EXPECT_EQ(c.heads, 3U);
  EXPECT_EQ(c.feed_forward, 40U);
  EXPECT_EQ(c.activation, Op::gelu);
  EXPECT_DOUBLE_EQ(c.epsilon, 1e-6);
  EXPECT_TRUE(c.qkv_bias);
  EXPECT_EQ(c.labels.size(), 5U);
  EXPECT_EQ(c.channels, 3U);
  EXPECT_EQ(c.image_height, 12U);
  EXPECT_EQ(c.image_width, 12U);
  EXPECT_EQ(c.patch, 4U);
  EXPECT_EQ(c.vocabulary, 0U);
}

TEST(NetworkConfig, ReadsATextNetwork) {
  const NetworkConfig c = parse_network_config(config_text("bert"), "config.json");
  EXPECT_EQ(c.family, "bert");
  EXPECT_EQ(c.vocabulary, 60U);
  EXPECT_EQ(c.positions, 16U);
  EXPECT_EQ(c.types, 2U);
  EXPECT_EQ(c.channels, 0U);
}

TEST(NetworkConfig, FillsInWhatHuggingFaceLeavesOut) {
  const NetworkConfig c = parse_network_config(
      R"({"model_type":"vit","hidden_size":8,"num_hidden_layers":1,"num_attention_heads":2,"intermediate_size":16,
          "image_size":[8, 12],"patch_size":4})",
      "c");
  EXPECT_EQ(c.labels, (std::vector<std::string>{"LABEL_0", "LABEL_1"}));
  EXPECT_EQ(c.activation, Op::gelu);
  EXPECT_DOUBLE_EQ(c.epsilon, 1e-12);
  EXPECT_EQ(c.channels, 3U);
  EXPECT_EQ(c.image_height, 8U);
  EXPECT_EQ(c.image_width, 12U);
}

TEST(NetworkConfig, KnowsTheNamesOfActivations) {
  const auto of = [](const std::string& name) {
    std::string text = config_text("vit");
    text.replace(text.find("\"gelu\""), 6, "\"" + name + "\"");
    return parse_network_config(text, "c").activation;
  };
  EXPECT_EQ(of("gelu_python"), Op::gelu);
  EXPECT_EQ(of("gelu_new"), Op::gelu_tanh);
  EXPECT_EQ(of("gelu_pytorch_tanh"), Op::gelu_tanh);
  EXPECT_EQ(of("relu"), Op::relu);
}

struct Broken {
  const char* what;
  const char* golden;
  std::string from, to;
  std::vector<std::string> message;
};

class BrokenConfig : public testing::TestWithParam<Broken> {};

TEST_P(BrokenConfig, IsRefused) {
  std::string text = config_text(GetParam().golden);
  const std::size_t at = text.find(GetParam().from);
  ASSERT_NE(at, std::string::npos);
  text.replace(at, GetParam().from.size(), GetParam().to);
  auto fragments = GetParam().message;
  fragments.push_back("config.json");
  expect_refused([&] { parse_network_config(text, "config.json"); }, fragments);
}

const std::vector<Broken> kBroken = {
    {"json", "vit", "\"vit\",", "\"vit\"", {"config.json:"}},
    {"duplicate_key", "vit", "\"patch_size\": 4", "\"patch_size\": 4, \"patch_size\": 2", {"patch_size"}},
    {"model_type",
     "vit",
     "\"vit\"",
     "\"vti\"",
     {"model_type", "found 'vti'", "vit, deit, bert", "did you mean 'vit'?"}},
    {"no_model_type", "vit", "\"model_type\"", "\"mode\"", {"model_type", "found nothing"}},
    {"model_type_number", "vit", "\"vit\"", "3", {"model_type", "found 3", "a text"}},
    {"other_head",
     "vit",
     "ViTForImageClassification",
     "ViTForMaskedImageModeling",
     {"architectures", "ViTForImageClassification"}},
    {"two_heads",
     "deit",
     "DeiTForImageClassification",
     "DeiTForImageClassificationWithTeacher",
     {"architectures", "averages two heads"}},
    {"no_width",
     "vit",
     "\"hidden_size\"",
     "\"hidden\"",
     {"hidden_size", "found nothing", "an integer from 1"}},
    {"zero_width", "vit", "\"hidden_size\": 24", "\"hidden_size\": 0", {"hidden_size", "found 0"}},
    {"absurd_width",
     "vit",
     "\"hidden_size\": 24",
     "\"hidden_size\": 24000000000",
     {"hidden_size", "found 24000000000", "from 1 to 65536"}},
    {"width_beyond_64_bits",
     "vit",
     "\"hidden_size\": 24",
     "\"hidden_size\": 99999999999999999999",
     {"hidden_size"}},
    {"absurd_layers",
     "bert",
     "\"num_hidden_layers\": 2",
     "\"num_hidden_layers\": 2000000",
     {"num_hidden_layers"}},
    {"negative_layers",
     "bert",
     "\"num_hidden_layers\": 2",
     "\"num_hidden_layers\": -2",
     {"num_hidden_layers", "found -2"}},
    {"heads",
     "vit",
     "\"num_attention_heads\": 3",
     "\"num_attention_heads\": 5",
     {"num_attention_heads", "found 5", "a divisor of hidden_size 24"}},
    {"zero_heads",
     "vit",
     "\"num_attention_heads\": 3",
     "\"num_attention_heads\": 0",
     {"num_attention_heads"}},
    {"activation",
     "vit",
     "\"gelu\"",
     "\"quick_gelu\"",
     {"hidden_act", "found 'quick_gelu'", "gelu_pytorch_tanh"}},
    {"epsilon", "vit", "1e-06", "-1", {"layer_norm_eps", "found -1"}},
    {"epsilon_text", "vit", "1e-06", "\"small\"", {"layer_norm_eps", "\"small\"", "a number"}},
    {"label_hole", "vit", "\"4\": \"class 4\"", "\"7\": \"class 4\"", {"id2label", "key \"7\" among 5"}},
    {"label_key", "vit", "\"4\": \"class 4\"", "\"x\": \"class 4\"", {"id2label", "key \"x\""}},
    {"label_twice",
     "vit",
     "\"4\": \"class 4\"",
     "\"04\": \"class 4\", \"4\": \"b\", \"5\": \"c\"",
     {"id2label"}},
    {"label_number", "vit", "\"class 4\"", "4", {"id2label", "found 4"}},
    {"label_count",
     "vit",
     "\"id2label\"",
     "\"num_labels\": 4, \"id2label\"",
     {"num_labels", "found 4", "5, as id2label has"}},
    {"bias_text", "vit", "\"qkv_bias\": true", "\"qkv_bias\": \"yes\"", {"qkv_bias", "true or false"}},
    {"patch", "vit", "\"patch_size\": 4", "\"patch_size\": 5", {"patch_size", "found 5", "12 x 12 pixels"}},
    {"patch_beyond_image", "vit", "\"patch_size\": 4", "\"patch_size\": 16", {"patch_size", "from 1 to 12"}},
    {"image_list", "vit", "\"image_size\": 12", "\"image_size\": [12]", {"image_size", "[height, width]"}},
    {"image_fraction",
     "vit",
     "\"image_size\": 12",
     "\"image_size\": [12.5, 12]",
     {"image_size", "[height, width]"}},
    {"absurd_image", "vit", "\"image_size\": 12", "\"image_size\": 1000000", {"image_size", "found 1000000"}},
    {"absurd_vocabulary", "bert", "\"vocab_size\": 60", "\"vocab_size\": 60000000000", {"vocab_size"}},
    {"positions",
     "bert",
     "\"max_position_embeddings\": 16",
     "\"max_position_embeddings\": 2",
     {"max_position_embeddings", "found 2"}},
    {"relative_positions",
     "bert",
     "\"vocab_size\"",
     "\"position_embedding_type\": \"relative_key\", \"vocab_size\"",
     {"position_embedding_type", "relative_key", "absolute"}},
    {"decoder",
     "bert",
     "\"vocab_size\"",
     "\"is_decoder\": true, \"vocab_size\"",
     {"is_decoder", "an encoder"}},
};

INSTANTIATE_TEST_SUITE_P(NetworkConfig, BrokenConfig, testing::ValuesIn(kBroken),
                         [](const auto& broken) { return broken.param.what; });

TEST(NetworkConfig, RefusesOtherDocuments) {
  for (const char* text : {"", "[]", "7", "{\"model_type\":"}) {
    expect_refused([&] { parse_network_config(text, "config.json"); }, {"config.json"});
  }
}

}  // namespace
}  // namespace tron::network
