#include "network/hugging_face/config/special_tokens.h"

#include <gtest/gtest.h>

#include "base/testing/scratch_folder.h"

namespace tron::network {
namespace {

SpecialTokens of(const std::string& text, SpecialTokens before = {}) {
  const Json json = Json::parse(text, "c.json");
  read_special_tokens(JsonFields(json, "c.json"), 100, before);
  return before;
}

TEST(SpecialTokens, AreNoneWhereNothingIsSaid) {
  const SpecialTokens none = of("{}");
  EXPECT_EQ(none.begin, -1);
  EXPECT_EQ(none.pad, -1);
  EXPECT_EQ(none.start, -1);
  EXPECT_TRUE(none.end.empty());
}

TEST(SpecialTokens, AreNumbersOrAListOfThem) {
  const SpecialTokens one =
      of(R"({"bos_token_id": 1, "eos_token_id": 2, "pad_token_id": 0, "decoder_start_token_id": 99})");
  EXPECT_EQ(one.begin, 1);
  EXPECT_EQ(one.end, std::vector<int>{2});
  EXPECT_EQ(one.pad, 0);
  EXPECT_EQ(one.start, 99);
  EXPECT_EQ(of(R"({"eos_token_id": [3, 4]})").end, (std::vector<int>{3, 4}));
}

TEST(SpecialTokens, LaterFilesReplaceWhatTheyName) {
  const SpecialTokens first = of(R"({"bos_token_id": 1, "eos_token_id": [3, 4]})");
  const SpecialTokens second = of(R"({"eos_token_id": 5})", first);
  EXPECT_EQ(second.begin, 1);
  EXPECT_EQ(second.end, std::vector<int>{5});
  EXPECT_EQ(of(R"({"eos_token_id": null})", first).end, (std::vector<int>{3, 4}));
}

TEST(SpecialTokens, MinusOneStandsForNone) {
  EXPECT_EQ(of(R"({"pad_token_id": -1})").pad, -1);
  EXPECT_TRUE(of(R"({"eos_token_id": -1})").end.empty());
}

TEST(SpecialTokens, RefuseIdsOutsideTheVocabulary) {
  for (const char* key : {"bos_token_id", "eos_token_id", "pad_token_id", "decoder_start_token_id"}) {
    for (const char* value : {"100", "-2", "1.5", "\"x\"", "{}", "99999999999999999999"}) {
      const std::string text = "{\"" + std::string(key) + "\": " + value + "}";
      expect_refused([&] { of(text); }, {"c.json", key, "below the vocabulary's 100 words"});
    }
  }
  expect_refused([] { of(R"({"eos_token_id": [1, 100]})"); }, {"eos_token_id", "found 100"});
}

}  // namespace
}  // namespace tron::network
