#include "inference/generate.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/execution/parallel.h"
#include "base/testing/source_tree.h"
#include "inference/make_backend.h"
#include "inference/run_backends.h"
#include "network/graph_edit.h"
#include "network/preset/example_preset.h"
#include "network/preset/preset.h"
#include "program/example_networks.h"

namespace tron::inference {
namespace {

class Generate : public testing::Test {
 protected:
  static void SetUpTestSuite() { use_source_data(); }
  Generate() { prompt_.tokens = {1, 2, 3}; }
  Generation run(std::vector<Fidelity> fidelities = {Fidelity::digital}) {
    options_.fidelities = std::move(fidelities);
    return generate(program_, chip_, prompt_, options_);
  }

  Graph graph_ = program::examples::with_weights(parse_preset(network::examples::decoder_text(), "small"), 3);
  Chip chip_ = *load_chip("tron", "paper", {"sizes.wavelengths=8"});
  Program program_ = compile(graph_, chip_);
  Sample prompt_;
  GenerateOptions options_{
      .tokens = 8, .choice = {}, .fidelities = {}, .seed = 1, .threads = 1, .control = {}};
};

// The text from the cache is what passes over the whole text, one after another, give.
TEST_F(Generate, GreedyIsTheLargestLogitOfEveryPass) {
  const Generation made = run();
  ASSERT_EQ(made.texts[0].tokens.size(), 8u);
  const auto digital = make_backend(Fidelity::digital, program_, chip_, {});
  Sample all = prompt_;
  double log_probability = 0;
  Counters counters;
  for (int token : made.texts[0].tokens) {
    const Matrix logits = digital->run(Pass{std::span(&all, 1), 0, nullptr}, counters).matrix;
    const std::span<const float> row(logits.row(0), logits.cols);
    EXPECT_EQ(static_cast<int>(argmax(row)), token);
    log_probability -= negative_log_likelihood(row, argmax(row));
    all.tokens.push_back(token);
  }
  EXPECT_EQ(made.texts[0].log_probability, log_probability) << "to the bit";
}

TEST_F(Generate, StopsAtTheEndToken) {
  const std::vector<int> all = run().texts[0].tokens;
  graph_.special.end = {all[4]};
  program_ = compile(graph_, chip_);
  const GeneratedText text = run().texts[0];
  EXPECT_TRUE(text.ended);
  const auto first = std::find(all.begin(), all.end(), all[4]);
  EXPECT_EQ(text.tokens, std::vector<int>(all.begin(), first));
}

TEST_F(Generate, StopsWhereThePositionsEnd) {
  options_.tokens = 100;
  const GeneratedText text = run().texts[0];
  EXPECT_EQ(text.tokens.size(), 16u - 3 + 1) << "the last token needs no position";
  EXPECT_FALSE(text.ended);
  prompt_.tokens.assign(17, 1);
  EXPECT_THROW(run(), InputError);
  prompt_.tokens.clear();
  EXPECT_THROW(run(), InputError);
}

TEST_F(Generate, RunsThroughLightAndCountsWhatItDid) {
  const Generation made = run({Fidelity::photonic, Fidelity::quantized});
  ASSERT_EQ(made.texts.size(), 3u);
  EXPECT_EQ(made.texts[0].fidelity, Fidelity::digital);
  EXPECT_EQ(made.texts[0].agreeing, 8u);
  EXPECT_GT(made.texts[1].counters.conversions, 0u);
  std::uint64_t macs = count_work(program_, {3}).macs;
  for (std::size_t i = 0; i < 7; ++i) macs += count_work(program_, {1, 3 + i}).macs;
  for (const GeneratedText& text : made.texts) EXPECT_EQ(text.counters.macs, macs);
  const Generation again = run({Fidelity::photonic});
  EXPECT_EQ(again.texts[1].tokens, made.texts[1].tokens) << "the same seed";
}

TEST_F(Generate, AnEncoderDecoderReadsItsSourceOnce) {
  graph_ = for_generation(
      program::examples::with_weights(parse_preset(network::examples::pair_text(), "pair"), 4));
  program_ = compile(graph_, chip_);
  EXPECT_THROW(run(), InputError) << "no start token";
  prompt_.target = {0};
  const GeneratedText text = run({Fidelity::photonic}).texts[1];
  ASSERT_EQ(text.tokens.size(), 8u);
  std::uint64_t macs = count_work(program_, {1, 0, 3}).macs;
  for (std::size_t i = 0; i < 7; ++i) macs += count_work(program_, {1, 1 + i, 3}).macs;
  EXPECT_EQ(text.counters.macs, macs);
}

TEST_F(Generate, AStopKeepsWhatWasWritten) {
  options_.control.cancel.cancel();
  const Generation made = run();
  EXPECT_FALSE(made.complete);
  EXPECT_TRUE(made.texts[0].tokens.empty());
}

}  // namespace
}  // namespace tron::inference
