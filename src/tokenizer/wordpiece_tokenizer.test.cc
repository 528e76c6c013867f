#include "tokenizer/wordpiece_tokenizer.h"

#include <algorithm>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/testing/scratch_folder.h"
#include "base/text/json.h"
#include "tokenizer/unicode/unicode_text.h"

namespace tron::tokenizer {
namespace {

TEST(WordPieceTokenizer, GivesTheIdsOfTheReference) {
  const std::string folder = golden_path("tokenizer");
  const std::string vocabulary = read_file(folder + "/vocab.txt");
  const WordPieceTokenizer uncased(vocabulary, "vocab.txt", {true, true, true}, 10'000);
  const WordPieceTokenizer cased(vocabulary, "vocab.txt", {false, false, true}, 10'000);
  const Json cases = Json::read(folder + "/cases.json");
  ASSERT_GT(cases.size(), 50U);
  for (const Json& item : cases.as_array()) {
    const std::string& text = item.find("text")->as_string();
    std::vector<int> want;
    for (const Json& id : item.find("ids")->as_array()) want.push_back(static_cast<int>(id.as_integer()));
    const WordPieceTokenizer& tokenizer = item.find("cased")->as_bool() ? cased : uncased;
    EXPECT_EQ(tokenizer.encode(text), want) << text;
  }
}

TEST(WordPieceTokenizer, CutsToTheLongestSequence) {
  const WordPieceTokenizer tokenizer("[UNK]\n[CLS]\n[SEP]\na\nb\n##b\n", "v", {}, 5);
  EXPECT_EQ(tokenizer.encode("a b"), (std::vector<int>{1, 3, 4, 2}));
  EXPECT_EQ(tokenizer.encode("a b a"), (std::vector<int>{1, 3, 4, 3, 2}));
  EXPECT_EQ(tokenizer.encode("a b a b a b"), (std::vector<int>{1, 3, 4, 3, 2}));
  EXPECT_EQ(tokenizer.encode("abbbbbbbb"), (std::vector<int>{1, 3, 5, 5, 2}));
}

TEST(WordPieceTokenizer, TakesTheLongestPieceFirst) {
  const WordPieceTokenizer tokenizer("[UNK]\n[CLS]\n[SEP]\nab\nabc\n##d\n##cd\n", "v", {}, 9);
  EXPECT_EQ(tokenizer.encode("abcd"), (std::vector<int>{1, 4, 5, 2}));  // abc ##d, not ab ##cd
}

TEST(WordPieceTokenizer, ReadsWindowsLinesAndNoLastNewline) {
  const WordPieceTokenizer tokenizer("[UNK]\r\n[CLS]\r\n[SEP]\r\na", "v", {}, 9);
  EXPECT_EQ(tokenizer.size(), 4U);
  EXPECT_EQ(tokenizer.encode("A"), (std::vector<int>{1, 3, 2}));
}

TEST(WordPieceTokenizer, FollowsTokenizerConfig) {
  const ScratchFolder folder;
  folder.write("vocab.txt", "[UNK]\n[CLS]\n[SEP]\na\nA\n\xC3\xA4\n");
  EXPECT_EQ(WordPieceTokenizer::open(folder.path(), 6, 16)->encode("A \xC3\xA4"),
            (std::vector<int>{1, 3, 3, 2}));
  EXPECT_EQ(WordPieceTokenizer::open(folder.path(), 6, 16)->max_tokens(), 16U);
  folder.write("tokenizer_config.json", R"({"do_lower_case": false, "model_max_length": 8})");
  EXPECT_EQ(WordPieceTokenizer::open(folder.path(), 6, 16)->encode("A \xC3\xA4"),
            (std::vector<int>{1, 4, 5, 2}));
  EXPECT_EQ(WordPieceTokenizer::open(folder.path(), 6, 16)->max_tokens(), 8U);
  folder.write("tokenizer_config.json",
               R"({"strip_accents": false, "model_max_length": 1000000000000000019884624838656})");
  EXPECT_EQ(WordPieceTokenizer::open(folder.path(), 6, 16)->encode("A \xC3\xA4"),
            (std::vector<int>{1, 3, 5, 2}));
  EXPECT_EQ(WordPieceTokenizer::open(folder.path(), 6, 16)->max_tokens(), 16U);
}

TEST(WordPieceTokenizer, RefusesBrokenVocabularies) {
  const auto open = [](const std::string& text) { return WordPieceTokenizer(text, "vocab.txt", {}, 9); };
  expect_refused([&] { open(""); }, {"vocab.txt", "no [UNK] among 0 pieces"});
  expect_refused([&] { open("[UNK]\n[CLS]\n"); }, {"vocab.txt", "no [SEP] among 2 pieces"});
  expect_refused([&] { open("[UNK]\n[CLS]\n[SEP]\n\xff\n"); }, {"vocab.txt:4", "no UTF-8"});
  const ScratchFolder folder;
  expect_refused([&] { WordPieceTokenizer::open(folder.path(), 9, 9); }, {"vocab.txt"});
  folder.write("vocab.txt", "[UNK]\n[CLS]\n[SEP]\na\n");
  expect_refused([&] { WordPieceTokenizer::open(folder.path(), 3, 9); },
                 {"vocab.txt:4", "4 pieces", "at most 3"});
  folder.write("tokenizer_config.json", R"({"model_max_length": 1})");
  expect_refused([&] { WordPieceTokenizer::open(folder.path(), 9, 9); },
                 {"tokenizer_config.json", "model_max_length"});
}

TEST(WordPieceTokenizer, GivesPairsAndText) {
  const WordPieceTokenizer tokenizer("[UNK]\n[CLS]\n[SEP]\n[PAD]\na\n##b\n!\n", "v", {}, 7);
  const TypedTokens pair = tokenizer.encode_pair("ab", "a!");
  EXPECT_EQ(pair.ids, (std::vector<int>{1, 4, 5, 2, 4, 6, 2}));
  EXPECT_EQ(pair.types, (std::vector<int>{0, 0, 0, 0, 1, 1, 1}));
  EXPECT_EQ(tokenizer.encode_plain("ab a"), (std::vector<int>{4, 5, 4}));
  EXPECT_EQ(tokenizer.decode(pair.ids), "ab a!");
  EXPECT_EQ(tokenizer.decode(std::vector<int>{1, 4, 2}, false), "[CLS] a [SEP]");
  EXPECT_EQ(tokenizer.pad(), 3);
  EXPECT_EQ(tokenizer.unk(), 0);
  EXPECT_EQ(tokenizer.bos(), std::nullopt);
}

RC_GTEST_PROP(WordPieceTokenizer, AnyBytesGiveALegalSequence, (const std::string& text)) {
  const WordPieceTokenizer tokenizer("[UNK]\n[CLS]\n[SEP]\na\n##a\nb\n", "v", {}, 12);
  const std::vector<int> ids = tokenizer.encode(text);
  RC_ASSERT(ids.size() >= 2U && ids.size() <= 12U);
  RC_ASSERT(ids.front() == 1 && ids.back() == 2);
  RC_ASSERT(std::all_of(ids.begin(), ids.end(), [](int id) { return id >= 0 && id < 6; }));
}

RC_GTEST_PROP(BasicTokens, WordsAreNotEmptyAndSpacesDoNotMatter, (const std::vector<std::string>& words)) {
  std::string narrow, wide;
  for (const std::string& word : words) narrow += word + " ", wide += "\t " + word + "\n\n";
  const auto got = basic_tokens(narrow, {});
  RC_ASSERT(got == basic_tokens(wide, {}));
  RC_ASSERT(std::none_of(got.begin(), got.end(), [](const std::string& word) { return word.empty(); }));
}

}  // namespace
}  // namespace tron::tokenizer
