#include "tokenizer/sentencepiece/sentencepiece_tokenizer.h"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

#include "base/testing/scratch_folder.h"

namespace tron::tokenizer {
namespace {

using Ids = std::vector<int>;

TEST(AlbertText, IsWhatThePythonCodeMakesOfIt) {
  EXPECT_EQ(albert_text("  A \t``b''\n\x1c C ", false, true), "a \"b\" c");
  EXPECT_EQ(albert_text("Caf\u00e9 \ufb01", false, false), "Cafe fi");
  EXPECT_EQ(albert_text("Caf\u00e9", true, true), "caf\u00e9");
  EXPECT_EQ(albert_text("'''`", true, true), "\"'`");
  EXPECT_EQ(albert_text(" \n ", false, true), "");
}

TEST(SentencePieceModel, KnowsItsPieces) {
  const std::string file = golden_path("tokenizer-t5-model/spiece.model");
  const SentencePieceModel model(read_file(file), file, 1000);
  EXPECT_EQ(model.size(), 300U);
  EXPECT_EQ(model.piece(0), "<pad>");
  EXPECT_EQ(model.piece(-1), "");
  EXPECT_EQ(model.piece(300), "");
  EXPECT_EQ(model.unknown(), 2);
  EXPECT_EQ(model.pad(), 0);
  EXPECT_EQ(model.eos(), 1);
  EXPECT_EQ(model.bos(), std::nullopt);
  EXPECT_EQ(model.id("no such piece"), std::nullopt);
  std::vector<std::string> pieces;
  for (const int id : model.encode("the rings")) pieces.push_back(model.piece(id));
  EXPECT_EQ(model.decode(pieces), "the rings");
}

TEST(SentencePieceTokenizer, GivesEachStretchToTheLibraryAlone) {
  const auto tokenizer = open_tokenizer(golden_path("tokenizer-llama2-model"), 1000, 64);
  Ids want = tokenizer->encode_plain("the");
  want.push_back(2);
  const Ids ring = tokenizer->encode_plain("ring");
  want.insert(want.end(), ring.begin(), ring.end());
  EXPECT_EQ(tokenizer->encode_plain("the</s>ring"), want);
  EXPECT_EQ(tokenizer->decode(want, false), "the</s>ring");
  EXPECT_EQ(tokenizer->decode(want), "the ring");
}

TEST(SentencePieceTokenizer, PutsTheGapsOfT5BehindThePieces) {
  const std::string folder = golden_path("tokenizer-t5-model");
  const auto tokenizer = open_tokenizer(folder, 400, 64);
  EXPECT_EQ(tokenizer->encode_plain("<extra_id_0>"), (Ids{399}));
  EXPECT_EQ(tokenizer->encode_plain("<extra_id_99>"), (Ids{300}));
  // A table without room for them has none.
  EXPECT_EQ(open_tokenizer(folder, 399, 64)->size(), 300U);
}

TEST(SentencePieceTokenizer, RefusesModelsWithoutTheTokensOfTheFamily) {
  const ScratchFolder folder("tokenizer-t5-model");
  folder.write("tokenizer_config.json", R"({"tokenizer_class": "AlbertTokenizer"})");
  expect_refused([&] { open_tokenizer(folder.path(), 1000, 64); }, {"spiece.model", "cls_token", "[CLS]"});
  folder.write("tokenizer_config.json", R"({"tokenizer_class": "T5Tokenizer", "eos_token": "<end>"})");
  expect_refused([&] { open_tokenizer(folder.path(), 1000, 64); }, {"eos_token", "<end>"});
}

TEST(MarianTokenizer, NeedsAllItsFiles) {
  for (const char* missing : {"target.spm", "vocab.json"}) {
    const ScratchFolder folder("tokenizer-marian");
    std::filesystem::remove(folder.at(missing));
    expect_refused([&] { open_tokenizer(folder.path(), 1000, 64); }, {missing});
  }
  const ScratchFolder folder("tokenizer-marian");
  folder.write("vocab.json", R"({"a": 0, "</s>": 1, "<pad>": 2})");
  expect_refused([&] { open_tokenizer(folder.path(), 1000, 64); }, {"vocab.json", "unk_token", "<unk>"});
}

// What a translator writes is cut by target.spm: then decoding it, by that model too, gives the text back.
TEST(MarianTokenizer, CutsTargetsByTheirOwnModel) {
  const auto tokenizer = open_tokenizer(golden_path("tokenizer-marian"), 10'000, 512);
  bool differ = false;
  for (const std::string text : {"the rings", "light and noise", "one program is read", "wavelengths"}) {
    const Ids target = tokenizer->encode_target(text);
    differ = differ || target != tokenizer->encode_plain(text);
    if (std::find(target.begin(), target.end(), *tokenizer->unk()) == target.end()) {
      EXPECT_EQ(tokenizer->decode(target), text);
    }
  }
  EXPECT_TRUE(differ) << "the two models cut some text otherwise";
  const std::string text = "the rings";
  const auto bert = open_tokenizer(golden_path("tokenizer-bert"), 10'000, 512);
  EXPECT_EQ(bert->encode_target(text), bert->encode_plain(text));
}

TEST(MarianTokenizer, TakesLanguageCodesAndForeignPieces) {
  const auto tokenizer = open_tokenizer(golden_path("tokenizer-marian"), 1000, 64);
  EXPECT_EQ(tokenizer->encode(">>de<< the").front(), 2);
  EXPECT_EQ(tokenizer->encode("the").back(), 0);
  EXPECT_EQ(tokenizer->unk(), 1);
}

}  // namespace
}  // namespace tron::tokenizer
