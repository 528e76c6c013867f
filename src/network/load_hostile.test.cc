#include <filesystem>
#include <limits>

#include <gtest/gtest.h>

#include "base/testing/scratch_folder.h"
#include "network/hugging_face/checkpoint/safetensors.h"
#include "network/load.h"

namespace tron::network {
namespace {

const std::string kWeights = "model.safetensors";

/// Replaces `from` in the JSON header of the weights, keeping the length by leaving out or adding spaces at
/// the end.
void edit_header(const ScratchFolder& folder, const std::string& from, const std::string& to) {
  std::string bytes = folder.read(kWeights);
  const std::size_t length = static_cast<unsigned char>(bytes[0]) | static_cast<unsigned char>(bytes[1])
                                                                        << 8U;
  std::string header = bytes.substr(8, length);
  const std::size_t at = header.find(from);
  ASSERT_NE(at, std::string::npos) << from;
  header.replace(at, from.size(), to);
  header.resize(std::max(header.size(), length), ' ');
  std::string prefix(8, '\0');
  for (std::size_t i = 0; i < 8; ++i) prefix[i] = static_cast<char>(header.size() >> (8 * i) & 0xff);
  folder.write(kWeights, prefix + header + bytes.substr(8 + length));
}

TEST(LoadNetwork, NamesTheFileThatIsMissing) {
  expect_refused([] { load_network("no/such/folder"); }, {"no/such/folder", "nothing there", "config.json"});
  expect_refused([] { load_network(golden_path("vit/config.json")); }, {"config.json", "a file", "a folder"});
  const ScratchFolder folder("vit");
  std::filesystem::remove(folder.at(kWeights));
  expect_refused([&] { load_network(folder.path()); }, {"model.safetensors"});
  std::filesystem::remove(folder.at("config.json"));
  expect_refused([&] { load_network(folder.path()); }, {"config.json"});
}

TEST(LoadNetwork, NamesAMissingTensorAndTheNearest) {
  const ScratchFolder folder("vit");
  edit_header(folder, "vit.layernorm.weight", "vit.layernorm.wieght");
  expect_refused([&] { load_network(folder.path()); },
                 {kWeights, "tensor 'vit.layernorm.weight'", "no such tensor",
                  "nearest is 'vit.layernorm.wieght'", "shape [24]"});
}

TEST(LoadNetwork, NamesAnExtraTensor) {
  const ScratchFolder folder("bert");
  folder.edit("config.json", "\"num_hidden_layers\": 2", "\"num_hidden_layers\": 1");
  expect_refused([&] { load_network(folder.path()); },
                 {kWeights, "tensor 'bert.encoder.layer.1.", "a tensor that the network does not have"});
}

TEST(LoadNetwork, NamesATensorOfAnotherShape) {
  const ScratchFolder folder("vit");
  folder.edit("config.json", "\"intermediate_size\": 40", "\"intermediate_size\": 39");
  expect_refused(
      [&] { load_network(folder.path()); },
      {kWeights, "tensor 'vit.encoder.layer.0.intermediate.dense.weight'", "shape [40, 24]", "[39, 24]"});
}

TEST(LoadNetwork, NamesAClassifierOfAnotherSize) {
  const ScratchFolder folder("bert");
  folder.edit("config.json", "\"2\": \"class 2\"", "\"2\": \"class 2\", \"3\": \"class 3\"");
  expect_refused([&] { load_network(folder.path()); }, {"tensor 'classifier.weight'", "[3, 32]", "[4, 32]"});
}

TEST(LoadNetwork, RefusesMoreLayersThanTheFileHas) {
  const ScratchFolder folder("deit");
  folder.edit("config.json", "\"num_hidden_layers\": 2", "\"num_hidden_layers\": 1000");
  expect_refused([&] { load_network(folder.path()); },
                 {"tensor 'deit.encoder.layer.2.layernorm_before.weight'"});
}

TEST(LoadNetwork, RefusesAVocabularyLargerThanItsTable) {
  const ScratchFolder folder("bert");
  folder.edit("config.json", "\"vocab_size\": 60", "\"vocab_size\": 6000000");
  expect_refused([&] { load_network(folder.path()); }, {"word_embeddings", "[60, 32]", "[6000000, 32]"});
}

TEST(LoadNetwork, RefusesATypeTableLargerThanItsConfig) {
  const ScratchFolder folder("bert");
  folder.edit("config.json", "\"type_vocab_size\": 2", "\"type_vocab_size\": 1");
  expect_refused([&] { load_network(folder.path()); }, {"token_type_embeddings", "[2, 32]", "[1, 32]"});
}

TEST(LoadNetwork, NamesANaNWeightByIndex) {
  const ScratchFolder folder("vit");
  std::string bytes = folder.read(kWeights);
  const float nan = std::numeric_limits<float>::quiet_NaN();
  bytes.replace(bytes.size() - 8, 4, reinterpret_cast<const char*>(&nan), 4);
  folder.write(kWeights, bytes);
  expect_refused([&] { load_network(folder.path()); },
                 {kWeights, "tensor 'classifier.bias'", "nan at index 3"});
}

TEST(LoadNetwork, RefusesTruncatedWeights) {
  const ScratchFolder folder("vit");
  const std::string bytes = folder.read(kWeights);
  for (std::size_t size :
       {std::size_t{0}, std::size_t{5}, std::size_t{100}, bytes.size() / 2, bytes.size() - 1}) {
    folder.write(kWeights, bytes.substr(0, size));
    expect_refused([&] { load_network(folder.path()); }, {kWeights});
  }
}

TEST(LoadNetwork, RefusesIntegerWeights) {
  const ScratchFolder folder("vit");
  edit_header(folder, R"("dtype":"F32","shape":[5])", R"("dtype":"I32","shape":[5])");
  expect_refused([&] { load_network(folder.path()); }, {"tensor 'classifier.bias'", "dtype 'I32'"});
}

TEST(LoadNetwork, PassesOverPositionIds) {
  const ScratchFolder folder("bert");
  const std::size_t end = Safetensors::open(folder.at(kWeights)).entries().back().end;
  edit_header(folder, R"({"__metadata__")",
              R"({"bert.embeddings.position_ids":{"dtype":"I64","shape":[1],"data_offsets":[)" +
                  std::to_string(end) + "," + std::to_string(end + 8) + R"(]},"__metadata__")");
  folder.write(kWeights, folder.read(kWeights) + std::string(8, '\0'));
  EXPECT_EQ(load_network(folder.path()).family, "bert");
}

TEST(LoadNetwork, ReadsTheNormNamesOfTensorFlow) {
  const ScratchFolder folder("bert");
  edit_header(folder, "embeddings.LayerNorm.weight", "embeddings.LayerNorm.gamma");
  edit_header(folder, "embeddings.LayerNorm.bias", "embeddings.LayerNorm.beta");
  EXPECT_EQ(load_network(folder.path()).nodes.size(), load_network(golden_path("bert")).nodes.size());
}

TEST(LoadNetwork, TakesATypeTableShorterThanItsConfig) {
  const ScratchFolder folder("bert");
  folder.edit("config.json", "\"type_vocab_size\": 2", "\"type_vocab_size\": 4");
  EXPECT_EQ(load_network(folder.path()).vocabulary, 60U);
}

TEST(LoadNetwork, RefusesBiasesThatTheConfigDenies) {
  const ScratchFolder folder("vit");
  folder.edit("config.json", "\"qkv_bias\": true", "\"qkv_bias\": false");
  expect_refused([&] { load_network(folder.path()); }, {"attention.attention.query.bias", "does not have"});
}

TEST(LoadNetwork, NamesAMissingClassToken) {
  const ScratchFolder folder("vit");
  edit_header(folder, "vit.embeddings.cls_token", "vit.embeddings.class");
  expect_refused([&] { load_network(folder.path()); },
                 {"tensor 'vit.embeddings.cls_token'", "no such tensor", "shape [1, 1, 24]"});
}

TEST(LoadNetwork, ReadsTheImageFormat) {
  const ScratchFolder folder("vit");
  EXPECT_EQ(load_network(folder.path()).image.mean, (std::vector<float>{0.5F, 0.5F, 0.5F}));
  folder.write("preprocessor_config.json",
               R"({"image_mean": [0.1, 0.2, 0.3], "image_std": [0.4], "rescale_factor": 0.25})");
  const ImageFormat format = load_network(folder.path()).image;
  EXPECT_EQ(format.mean, (std::vector<float>{0.1F, 0.2F, 0.3F}));
  EXPECT_EQ(format.std, (std::vector<float>{0.4F, 0.4F, 0.4F}));
  EXPECT_EQ(format.rescale, 0.25F);
  folder.write("preprocessor_config.json",
               R"({"image_mean": [0.1], "do_normalize": false, "do_rescale": false})");
  const ImageFormat plain = load_network(folder.path()).image;
  EXPECT_EQ(plain.mean, (std::vector<float>{0, 0, 0}));
  EXPECT_EQ(plain.std, (std::vector<float>{1, 1, 1}));
  EXPECT_EQ(plain.rescale, 1.0F);
}

TEST(LoadNetwork, RefusesABrokenImageFormat) {
  const ScratchFolder folder("vit");
  const auto with = [&](const std::string& text) {
    folder.write("preprocessor_config.json", text);
    load_network(folder.path());
  };
  const std::string file = "preprocessor_config.json";
  expect_refused([&] { with("{"); }, {file});
  expect_refused([&] { with("[]"); }, {file, "a JSON object"});
  expect_refused([&] { with(R"({"image_mean": [0.1, 0.2]})"); },
                 {file, "image_mean", "2 values", "3 channels"});
  expect_refused([&] { with(R"({"image_std": [0, 1, 1]})"); }, {file, "image_std", "found 0"});
  expect_refused([&] { with(R"({"image_std": "x"})"); }, {file, "image_std", "a list of numbers"});
  expect_refused([&] { with(R"({"rescale_factor": 0})"); }, {file, "rescale_factor"});
}

}  // namespace
}  // namespace tron::network
