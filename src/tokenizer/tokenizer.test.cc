#include "tokenizer/tokenizer.h"

#include <algorithm>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/testing/scratch_folder.h"
#include "tokenizer/unicode/unicode_text.h"

namespace tron::tokenizer {
namespace {

using Ids = std::vector<int>;

std::unique_ptr<const Tokenizer> opened(const std::string& name, std::size_t longest = 1000) {
  return open_tokenizer(golden_path("tokenizer-" + name), 1000, longest);
}

/// Any text: characters of all planes, and blanks, letters and digits more often.
std::string any_text() {
  const auto code = rc::gen::oneOf(
      rc::gen::inRange<std::int32_t>(0, 0x80), rc::gen::element<std::int32_t>(' ', 'a', 'e', '1', '\n', '\''),
      rc::gen::inRange<std::int32_t>(0x80, 0x800), rc::gen::inRange<std::int32_t>(0x800, 0xD800),
      rc::gen::inRange<std::int32_t>(0xE000, 0x110000));
  return utf8(*rc::gen::container<Codepoints>(code));
}

RC_GTEST_PROP(Tokenizer, ByteLevelTextComesBack, ()) {
  static const auto gpt2 = opened("gpt2"), llama3 = opened("llama3");
  const std::string text = any_text();
  RC_ASSERT(gpt2->decode(gpt2->encode_plain(text)) == text);
  RC_ASSERT(llama3->decode(llama3->encode_plain(text)) == text);
}

RC_GTEST_PROP(Tokenizer, AnyBytesGiveLegalSequences, (const std::string& bytes)) {
  static const auto families = [] {
    std::vector<std::unique_ptr<const Tokenizer>> all;
    for (const char* name : {"gpt2", "roberta", "llama2", "llama2-model", "t5", "t5-model", "albert",
                             "albert-model", "bert", "xlm-roberta-model", "marian"}) {
      all.push_back(opened(name, 12));
    }
    return all;
  }();
  for (const auto& tokenizer : families) {
    const Ids ids = tokenizer->encode(bytes);
    RC_ASSERT(ids.size() <= 12U);
    RC_ASSERT(std::all_of(ids.begin(), ids.end(), [&](int id) {
      return id >= 0 && static_cast<std::size_t>(id) < tokenizer->size();
    }));
    RC_ASSERT(first_invalid_utf8(tokenizer->decode(ids, false)) == std::string_view::npos);
  }
}

TEST(Tokenizer, KnowsItsSpecialTokens) {
  EXPECT_EQ(opened("gpt2")->bos(), 556);
  EXPECT_EQ(opened("gpt2")->pad(), std::nullopt);
  EXPECT_EQ(opened("roberta-files")->bos(), 0);
  EXPECT_EQ(opened("roberta-files")->pad(), 1);
  EXPECT_EQ(opened("opt-files")->bos(), 2);
  EXPECT_EQ(opened("opt-files")->unk(), 2);
  EXPECT_EQ(opened("t5-model")->eos(), 1);
  EXPECT_EQ(opened("t5-model")->bos(), std::nullopt);
  EXPECT_EQ(opened("xlm-roberta-model")->unk(), 3);
  EXPECT_EQ(opened("t5-model")->size(), 400U);
  EXPECT_EQ(opened("llama3")->max_tokens(), 1000U);
}

TEST(Tokenizer, CutsBeforeTheTokensAtTheEnd) {
  const auto tokenizer = opened("t5", 4);
  const Ids ids = tokenizer->encode("the rings of the laser");
  EXPECT_EQ(ids.size(), 4U);
  EXPECT_EQ(ids.back(), 1);
  EXPECT_GT(tokenizer->encode_plain("the rings of the laser").size(), 4U);
  EXPECT_EQ(tokenizer->encode_pair("the rings", "of the laser").ids.size(), 4U);
}

TEST(Tokenizer, ShowsTheStartOfACharacterAsUnfinished) {
  const auto tokenizer = opened("gpt2");
  Ids ids = tokenizer->encode_plain("a\U0001f409");
  ASSERT_GT(ids.size(), 2U);
  EXPECT_EQ(tokenizer->decode(ids), "a\U0001f409");
  ids.pop_back();
  EXPECT_EQ(tokenizer->decode(ids), "a\ufffd");
  EXPECT_EQ(tokenizer->decode(Ids{-5, 7'000'000}), "");
}

TEST(Tokenizer, LeavesSpecialTokensOutIfAsked) {
  const auto tokenizer = opened("roberta");
  const Ids ids = tokenizer->encode("the ring");
  EXPECT_EQ(tokenizer->decode(ids), " the ring");
  EXPECT_EQ(tokenizer->decode(ids, false), "<s> the ring</s>");
}

TEST(Tokenizer, RefusesPairsOfAFamilyWithoutThem) {
  expect_refused([] { (void)opened("marian")->encode_pair("a", "b"); }, {"vocab.json", "no pairs"});
}

TEST(Tokenizer, FollowsTheFlagsOfLlama) {
  const ScratchFolder folder("tokenizer-llama2-model");
  folder.write("tokenizer_config.json",
               R"({"tokenizer_class": "LlamaTokenizerFast", "add_bos_token": false, "add_eos_token": true})");
  const Ids ids = open_tokenizer(folder.path(), 1000, 64)->encode("the ring");
  EXPECT_EQ(ids.back(), 2);
  EXPECT_NE(ids.front(), 1);
}

TEST(Tokenizer, TakesAddedTokensOfTheConfiguration) {
  const ScratchFolder folder("tokenizer-opt-files");
  folder.write("tokenizer_config.json",
               R"({"added_tokens_decoder": {"900": {"content": "[x]", "special": false, "lstrip": true}}})");
  folder.write("config.json", R"({"model_type": "gpt2"})");
  folder.write("special_tokens_map.json", R"({"bos_token": "</s>", "pad_token": {"content": "<pad>"}})");
  const auto tokenizer = open_tokenizer(folder.path(), 1000, 64);
  EXPECT_EQ(tokenizer->size(), 901U);
  EXPECT_EQ(tokenizer->bos(), 2);
  EXPECT_EQ(tokenizer->pad(), 1);
  EXPECT_EQ(tokenizer->encode(" [x]"), (Ids{900}));
  EXPECT_EQ(tokenizer->decode(Ids{900}), "[x]");
}

TEST(Tokenizer, ShortensToTheTruncationOfItsFile) {
  const ScratchFolder folder("tokenizer-bert");
  folder.edit("tokenizer.json", R"("truncation":null)", R"("truncation":{"max_length":5})");
  EXPECT_EQ(open_tokenizer(folder.path(), 1000, 64)->max_tokens(), 5U);
}

}  // namespace
}  // namespace tron::tokenizer
