#include <gtest/gtest.h>

#include "base/testing/scratch_folder.h"
#include "base/text/json.h"
#include "tokenizer/tokenizer.h"

namespace tron::tokenizer {
namespace {

constexpr std::size_t kRows = 1000, kLongest = 1'000'000;

/// Texts and references of tools/make_tokenizer_goldens.py.
struct Texts {
  std::vector<std::string> texts, seconds;

  Texts() {
    const Json json = Json::read(golden_path("tokenizer-texts.json"));
    for (const Json& text : json.find("texts")->as_array()) texts.push_back(text.as_string());
    for (const Json& item : json.find("repeated")->as_array()) {
      std::string text;
      for (std::int64_t i = 0; i < item.as_array()[1].as_integer(); ++i)
        text += item.as_array()[0].as_string();
      texts.push_back(text);
    }
    const auto& given = json.find("seconds")->as_array();
    for (std::size_t i = 0; i < texts.size(); ++i) seconds.push_back(given[i % given.size()].as_string());
  }
};

std::vector<int> integers(const Json& list) {
  std::vector<int> out;
  for (const Json& v : list.as_array()) out.push_back(static_cast<int>(v.as_integer()));
  return out;
}

/// Long answers are held as their length, their ends and a sum over all.
void expect_ids(const std::vector<int>& got, const Json& want, const std::string& text) {
  if (want.is_array()) {
    EXPECT_EQ(got, integers(want)) << text;
    return;
  }
  ASSERT_EQ(got.size(), static_cast<std::size_t>(want.find("count")->as_integer())) << text.substr(0, 60);
  EXPECT_EQ(std::vector<int>(got.begin(), got.begin() + 20), integers(*want.find("first")));
  EXPECT_EQ(std::vector<int>(got.end() - 20, got.end()), integers(*want.find("last")));
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < got.size(); ++i) {
    sum = (sum + static_cast<std::int64_t>(i + 1) * got[i]) % 1'000'003;
  }
  EXPECT_EQ(sum, want.find("sum")->as_integer()) << text.substr(0, 60);
}

class TokenizerGolden : public testing::TestWithParam<const char*> {
 protected:
  std::string folder = golden_path(std::string("tokenizer-") + GetParam());
  std::unique_ptr<const Tokenizer> tokenizer = open_tokenizer(folder, kRows, kLongest);
  Json expected = Json::read(folder + "/expected.json");
  Texts texts;
};

TEST_P(TokenizerGolden, GivesTheIdsOfTheReference) {
  const Json& ids = *expected.find("ids");
  ASSERT_EQ(ids.size(), texts.texts.size());
  const std::size_t longest = tokenizer->max_tokens();
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const std::vector<int> got = tokenizer->encode(texts.texts[i]);
    if (got.size() == longest) continue;  // cut by model_max_length
    expect_ids(got, ids.as_array()[i], texts.texts[i]);
  }
}

TEST_P(TokenizerGolden, GivesTheTextOfTheReference) {
  const Json& decoded = *expected.find("decoded");
  ASSERT_GT(decoded.size(), 40U);
  for (std::size_t i = 0; i < decoded.size(); ++i) {
    const Json& ids = expected.find("ids")->as_array()[i];
    ASSERT_TRUE(ids.is_array());
    EXPECT_EQ(tokenizer->decode(integers(ids)), decoded.as_array()[i].as_string()) << texts.texts[i];
  }
}

TEST_P(TokenizerGolden, GivesThePairsOfTheReference) {
  const Json& pairs = *expected.find("pair_ids");
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const TypedTokens got = tokenizer->encode_pair(texts.texts[i], texts.seconds[i]);
    EXPECT_EQ(got.ids, integers(pairs.as_array()[i])) << texts.texts[i];
    std::string types;
    for (const int type : got.types) types += static_cast<char>('0' + type);
    EXPECT_EQ(types, expected.find("pair_types")->as_array()[i].as_string()) << texts.texts[i];
  }
}

INSTANTIATE_TEST_SUITE_P(Families, TokenizerGolden,
                         testing::Values("gpt2", "roberta", "llama3", "roberta-files", "opt-files", "llama2",
                                         "llama2-model", "t5", "t5-model", "albert", "albert-model", "bert",
                                         "xlm-roberta-model", "marian"),
                         [](const auto& family) {
                           std::string name = family.param;
                           for (char& c : name) c = c == '-' ? '_' : c;
                           return name;
                         });

}  // namespace
}  // namespace tron::tokenizer
