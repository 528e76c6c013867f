#include "dataset/text_encoder.h"

#include <gtest/gtest.h>

#include "base/testing/scratch_folder.h"

namespace tron::dataset {
namespace {

using Ids = std::vector<int>;

Graph words(std::size_t vocabulary) {
  Graph graph;
  graph.name = "example";
  graph.vocabulary = vocabulary;
  graph.max_tokens = 64;
  return graph;
}

TEST(OnlyNumbers, AreDigitsAndBlanks) {
  EXPECT_TRUE(only_numbers("1 2\n33\t4"));
  EXPECT_TRUE(only_numbers("7"));
  for (const char* text : {"", "  ", "1 a", "-1", "1.5", "1,2"}) EXPECT_FALSE(only_numbers(text)) << text;
}

TEST(RequireUtf8, NamesTheByte) {
  const Place place{.file = "command line", .line = 0, .column = 0, .item = "--text"};
  EXPECT_NO_THROW(require_utf8("r\u00edng", place));
  expect_refused([&] { require_utf8("a \xff b", place); }, {"--text", "byte ff at offset 2"});
}

TEST(TextEncoder, ReadsIdsWithinTheVocabulary) {
  const Graph graph = words(50);
  const TextEncoder tokens(graph, "no folder is opened for ids");
  const Place place{.file = "d.tsv", .line = 3, .column = 0, .item = "ids"};
  EXPECT_EQ(tokens.ids(" 0 49\t7\n", place), (Ids{0, 49, 7}));
  for (const char* text : {"50", "1 2x", "-1", "99999999999", "1 a"}) {
    expect_refused([&] { tokens.ids(text, place); }, {"d.tsv:3", "ids", "0 to 49"});
  }
  expect_refused([&] { tokens.ids(" ", place); }, {"no id"});
}

// What goes on must not have ended: a begin token stands first where the family has one, an end token never
// stands last.
TEST(TextEncoder, RunningTextHasABeginAndNoEnd) {
  Graph graph = words(100'000);
  graph.special.begin = 1;  // as Llama's config.json says
  const TextEncoder llama(graph, golden_path("tokenizer-llama2"));
  const Ids running = llama.running("the rings"), plain = llama.tokenizer().encode_plain("the rings");
  EXPECT_EQ(llama.tokenizer().encode("").front(), 1) << "the tokenizer puts it there";
  EXPECT_EQ(running.front(), 1);
  EXPECT_EQ(Ids(running.begin() + 1, running.end()), plain);
  const Graph without = words(100'000);
  const TextEncoder gpt2(without, golden_path("tokenizer-gpt2"));
  EXPECT_EQ(gpt2.running("the rings"), gpt2.tokenizer().encode_plain("the rings"))
      << "GPT-2 puts nothing first";
  const TextEncoder t5(without, golden_path("tokenizer-t5"));
  EXPECT_EQ(t5.running("the rings"), t5.tokenizer().encode_plain("the rings"));
}

TEST(TextEncoder, ATargetEndsWithTheNetworksEndToken) {
  Graph graph = words(100'000);
  const TextEncoder without(graph, golden_path("tokenizer-t5"));
  const Ids plain = without.target("a ring");
  graph.special.end = {1, 2};
  Ids ended = plain;
  ended.push_back(1);
  EXPECT_EQ(without.target("a ring"), ended);
}

TEST(TextEncoder, PairsHaveTypes) {
  const Graph graph = words(100'000);
  const TextEncoder bert(graph, golden_path("tokenizer-bert"));
  const Sample one = bert.sample("a ring"), two = bert.pair("a ring", "of light");
  EXPECT_EQ(one.token_types, Ids(one.tokens.size(), 0));
  EXPECT_EQ(two.tokens.size(), two.token_types.size());
  EXPECT_EQ(two.token_types.front(), 0);
  EXPECT_EQ(two.token_types.back(), 1);
  EXPECT_TRUE(std::equal(one.tokens.begin(), one.tokens.end(), two.tokens.begin()));
}

TEST(TextEncoder, OpensTheTokenizerWhenATextAsksForIt) {
  const Graph graph = words(50);
  const TextEncoder tokens(graph, "nowhere");
  expect_refused([&] { (void)tokens.sample("a"); }, {"nowhere"});
}

}  // namespace
}  // namespace tron::dataset
