#include <gtest/gtest.h>

#include "base/testing/scratch_folder.h"
#include "dataset/dataset.h"
#include "dataset/samples.h"
#include "network/preset/example_preset.h"
#include "network/preset/preset.h"

namespace tron::dataset {
namespace {

using Ids = std::vector<int>;

/// BERT's tokenizer over letters: a = 3, b = 4, ...
constexpr const char* kVocabulary = "[UNK]\n[CLS]\n[SEP]\na\nb\nc\nd\n";

Graph of_output(Output output, bool pair = false) {
  Graph graph = parse_preset(pair ? examples::pair_text() : examples::decoder_text(), "example");
  graph.output = output;
  graph.max_tokens = 6;
  if (output == Output::classes) graph.labels = {"no", "yes"};
  graph.special = {.begin = -1, .pad = -1, .start = 9, .end = {7}};
  return graph;
}

class Texts : public testing::Test {
 protected:
  Texts() { folder_.write("vocab.txt", kVocabulary); }
  Dataset open(const std::string& name, const std::string& text, const Graph& graph, std::size_t limit = 0) {
    return open_dataset(folder_.write(name, text), graph, folder_.path(), limit);
  }
  ScratchFolder folder_;
};

TEST_F(Texts, PairsOfSentencesAreOneSampleOfAClassifier) {
  const Dataset data =
      open("d.tsv", "sentence1\tsentence2\tlabel\na\tb c\tyes\n", of_output(Output::classes));
  ASSERT_EQ(data.samples.size(), 1u);
  EXPECT_EQ(data.samples[0].tokens, (Ids{1, 3, 2, 4, 5, 2}));
  EXPECT_EQ(data.samples[0].token_types, (Ids{0, 0, 0, 1, 1, 1}));
  EXPECT_EQ(data.samples[0].label, 1);
}

TEST_F(Texts, IdsArePredictedFromThoseBefore) {
  const Dataset data = open("d.tsv", "first\t1 2 3\nsecond\t4 5\n", of_output(Output::next_tokens));
  ASSERT_EQ(data.samples.size(), 2u);
  EXPECT_EQ(data.samples[0].tokens, (Ids{1, 2}));
  EXPECT_EQ(data.samples[0].expected, (Ids{2, 3}));
  EXPECT_EQ(data.samples[1].tokens, (Ids{4}));
  const Dataset named = open("e.tsv", "ids\n1 2 3\n", of_output(Output::next_tokens));
  EXPECT_EQ(named.samples[0].expected, (Ids{2, 3}));
}

// Nine tokens through windows of three: each token but the first is predicted once.
TEST_F(Texts, RunningTextIsCutIntoWindows) {
  Graph graph = of_output(Output::next_tokens);
  graph.max_tokens = 3;
  const Dataset data = open("d.txt", "10 11 12 13\n14 15 16 17 18", graph);
  ASSERT_EQ(data.samples.size(), 3u);
  EXPECT_EQ(data.samples[0].tokens, (Ids{10, 11, 12}));
  EXPECT_EQ(data.samples[0].expected, (Ids{11, 12, 13}));
  EXPECT_EQ(data.samples[1].tokens, (Ids{13, 14, 15}));
  EXPECT_EQ(data.samples[2].tokens, (Ids{16, 17}));
  EXPECT_EQ(data.samples[2].expected, (Ids{17, 18}));
  EXPECT_EQ(open("d.txt", "10 11 12 13 14 15 16 17 18", graph, 1).samples.size(), 1u);
}

TEST_F(Texts, WindowsHaveRoomForTheNoiseOfEveryToken) {
  Graph graph = of_output(Output::next_tokens);
  graph.max_tokens = 100'000;
  std::string text;
  for (std::size_t i = 0; i < 2 * kLongestSample; ++i) text += "7 ";
  const Dataset data = open("d.txt", text, graph);
  ASSERT_EQ(data.samples.size(), 2u);
  EXPECT_EQ(data.samples[0].tokens.size(), kLongestSample);
}

TEST_F(Texts, RunningTextGoesThroughTheTokenizer) {
  folder_.write("d_calibration.txt", "c a");
  const Graph graph = of_output(Output::next_tokens);
  const Dataset data = open("d.txt", "a b\nc", graph);
  EXPECT_EQ(data.samples[0].tokens, (Ids{3, 4}));
  EXPECT_EQ(data.samples[0].expected, (Ids{4, 5}));
  std::string where;
  const Dataset calibration = open_calibration(folder_.at("d.txt"), graph, folder_.path(), 1, &where);
  EXPECT_EQ(calibration.samples[0].tokens, (Ids{5}));
  EXPECT_EQ(where, "first 1 texts of d_calibration.txt");
}

TEST_F(Texts, ATranslationStartsWithItsStartTokenAndEndsWithItsEnd) {
  const Graph graph = of_output(Output::next_tokens, true);
  const Dataset data = open("d.tsv", "source\ttarget\na b\tc d\n", graph);
  EXPECT_EQ(data.samples[0].tokens, (Ids{1, 3, 4, 2}));
  EXPECT_EQ(data.samples[0].target, (Ids{9, 5, 6}));
  EXPECT_EQ(data.samples[0].expected, (Ids{5, 6, 7}));
  const Dataset ids = open("e.tsv", "1 2 3\t4 5 7\n", graph);
  EXPECT_EQ(ids.samples[0].tokens, (Ids{1, 2, 3}));
  EXPECT_EQ(ids.samples[0].target, (Ids{9, 4, 5}));
  EXPECT_EQ(ids.samples[0].expected, (Ids{4, 5, 7})) << "ids stand as they are";
}

TEST_F(Texts, ScoredPairsAreTwoSamplesEach) {
  const Graph graph = of_output(Output::embedding);
  const Dataset data = open("d.tsv", "a\tb\t0.5\nc\td\t3\nb\tb\t5\n", graph, 2);
  ASSERT_EQ(data.samples.size(), 4u);
  EXPECT_EQ(data.similarity, (std::vector<double>{0.5, 3}));
  EXPECT_EQ(data.samples[3].tokens, (Ids{1, 6, 2}));
  EXPECT_TRUE(open("e.tsv", "sentence\na b\n", graph).similarity.empty());
}

TEST_F(Texts, AreRefusedWithTheirPlace) {
  const Graph words = of_output(Output::next_tokens), pairs = of_output(Output::next_tokens, true);
  const Graph meanings = of_output(Output::embedding), classes = of_output(Output::classes);
  const auto refused = [&](const char* name, const std::string& text, const Graph& graph,
                           const std::vector<std::string>& fragments) {
    expect_refused([&] { open(name, text, graph); }, fragments);
  };
  refused("d.tsv", "n\t1 50\n", words, {"d.tsv:1", "ids", "'50'", "0 to 49"});
  refused("d.tsv", "n\t1 2\nm\t1 x\n", words, {"d.tsv:2", "'x'"});
  refused("d.tsv", "n\t1\n", words, {"d.tsv:1", "1 tokens", "at least two"});
  refused("d.tsv", "ids\n1 99999999999999999999\n", words, {"d.tsv:2", "'99999999999999999999'"});
  refused("d.tsv", "a\n", pairs, {"d.tsv:1", "1 columns", "source<TAB>target"});
  refused("d.tsv", "a\tb\tx\n", meanings, {"d.tsv:1", "score", "'x'"});
  refused("d.tsv", "a\tb\tnan\n", meanings, {"d.tsv:1", "score", "'nan'"});
  refused("d.tsv", "a\tb\n", meanings, {"d.tsv:1", "2 columns"});
  refused("d.txt", "a b", classes, {"d.txt", "running text", ".tsv"});
  refused("d.txt", "a", words, {"d.txt", "1 tokens"});
  refused("d.txt", "", words, {"d.txt", "0 tokens"});
  refused("d.txt", "a \xff", words, {"d.txt", "byte ff at offset 2"});
}

}  // namespace
}  // namespace tron::dataset
