#include "network/hugging_face/config/sentence_pooling.h"

#include <gtest/gtest.h>

#include "base/testing/scratch_folder.h"
#include "network/load.h"

namespace tron::network {
namespace {

const std::string kPooling = "1_Pooling/config.json";

Op last_op(const ScratchFolder& folder) {
  return load_shapes(folder.path()).nodes.back().op;
}

TEST(SentencePooling, IsTheMeanUnlessTheFolderSaysOtherwise) {
  const ScratchFolder folder("bert-embedding");
  EXPECT_EQ(last_op(folder), Op::mean_rows);
  folder.write(kPooling, R"({"pooling_mode_cls_token": true, "pooling_mode_mean_tokens": false})");
  EXPECT_EQ(last_op(folder), Op::take_first);
  folder.write(kPooling, R"({"pooling_mode_cls_token": true})");
  EXPECT_EQ(last_op(folder), Op::take_first);
  folder.write(kPooling, "{}");
  EXPECT_EQ(last_op(folder), Op::mean_rows);
  std::filesystem::remove_all(folder.at("1_Pooling"));
  EXPECT_EQ(last_op(folder), Op::mean_rows);
}

TEST(SentencePooling, MakesAnEmbeddingOfAnyHead) {
  const ScratchFolder folder("bert-words");
  EXPECT_EQ(load_network(folder.path()).output, Output::rows);
  std::filesystem::create_directory(folder.at("1_Pooling"));
  folder.write(kPooling, R"({"word_embedding_dimension": 16, "pooling_mode_mean_tokens": true})");
  const Graph graph = load_network(folder.path());
  EXPECT_EQ(graph.output, Output::embedding);
  EXPECT_EQ(graph.nodes.back().op, Op::mean_rows);
}

TEST(SentencePooling, LeavesDecodersAlone) {
  const ScratchFolder folder("gpt2");
  std::filesystem::create_directory(folder.at("1_Pooling"));
  folder.write(kPooling, "broken");
  EXPECT_EQ(load_network(folder.path()).output, Output::next_tokens);
}

TEST(SentencePooling, RefusesOtherModes) {
  const ScratchFolder folder("bert-embedding");
  const auto with = [&](const std::string& text) {
    folder.write(kPooling, text);
    load_network(folder.path());
  };
  for (const char* mode : {"max_tokens", "mean_sqrt_len_tokens", "weightedmean_tokens", "lasttoken"}) {
    const std::string key = std::string("pooling_mode_") + mode;
    expect_refused([&] { with("{\"" + key + "\": true}"); }, {kPooling, key, "pooling_mode_mean_tokens"});
  }
  expect_refused([&] { with(R"({"pooling_mode_cls_token": true, "pooling_mode_mean_tokens": true})"); },
                 {kPooling, "pooling_mode_mean_tokens"});
  expect_refused([&] { with(R"({"pooling_mode_mean_tokens": false})"); }, {kPooling, "false"});
  expect_refused([&] { with(R"({"word_embedding_dimension": 17})"); },
                 {kPooling, "word_embedding_dimension", "17"});
  expect_refused([&] { with("[]"); }, {kPooling, "a JSON object"});
}

TEST(SentencePooling, RefusesModulesThatTurnTheEmbedding) {
  const ScratchFolder folder("bert-embedding");
  const std::string of = "sentence_transformers.models.";
  const auto with = [&](const std::string& last) {
    folder.write("modules.json", R"([{"type": ")" + of + R"(Transformer"}, {"type": ")" + of +
                                     R"(Pooling"}, {"type": ")" + of + last + "\"}]");
    return load_network(folder.path());
  };
  EXPECT_EQ(with("Normalize").output, Output::embedding);
  expect_refused([&] { with("Dense"); }, {"modules.json", "Dense", "Normalize"});
  for (const char* text : {"{}", "[7]", "[{}]", "7"}) {
    folder.write("modules.json", text);
    expect_refused([&] { load_network(folder.path()); }, {"modules.json"});
  }
}

}  // namespace
}  // namespace tron::network
