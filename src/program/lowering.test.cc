#include "program/lowering.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/testing/input_error_of.h"
#include "network/preset/example_preset.h"
#include "network/preset/preset.h"
#include "program/example_networks.h"

namespace tron::program {
namespace {

using examples::tiny_chip;
using network::examples::decoder_text;
using network::examples::pair_text;
using network::examples::preset_text;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Program lowered(const std::string& text, ScoreOrder order) {
  return compile(parse_preset(text, "example"), tiny_chip(order));
}

const Step& find(const Program& program, const std::string& name) {
  for (const Step& step : program.steps) {
    if (step.name == name) return step;
  }
  throw std::runtime_error("no step " + name);
}

std::vector<std::string> names(const Program& program, const std::string& prefix) {
  std::vector<std::string> out;
  for (const Step& step : program.steps) {
    if (step.name.starts_with(prefix)) out.push_back(step.name.substr(prefix.size()));
  }
  return out;
}

TEST(Causal, KeepsEarlierRowsInACache) {
  for (ScoreOrder order : {ScoreOrder::tron, ScoreOrder::classic}) {
    const Program program = lowered(decoder_text(), order);
    EXPECT_TRUE(find(program, "decoder.1.attention.scores").product.cached);
    EXPECT_TRUE(find(program, "decoder.1.attention.context").product.cached);
    EXPECT_TRUE(find(program, "decoder.1.attention.softmax").causal);
    EXPECT_TRUE(can_decode(program));
    EXPECT_THAT(program.notes, IsEmpty());
  }
  // In TRON's order the rows before W_K are what a later token needs, not the keys.
  const Program tron = lowered(decoder_text(), ScoreOrder::tron);
  EXPECT_EQ(find(tron, "decoder.1.attention.scores").inputs[1], find(tron, "decoder.1.norm1").output);
}

TEST(Causal, AnEncoderIsNot) {
  const Program program = lowered(preset_text(), ScoreOrder::tron);
  EXPECT_FALSE(find(program, "encoder.0.attention.scores").product.cached);
  EXPECT_FALSE(find(program, "encoder.0.attention.softmax").causal);
  EXPECT_FALSE(can_decode(program));
}

TEST(Causal, ALanguageModelReadsItsLastRow) {
  const Program program = lowered(decoder_text(), ScoreOrder::classic);
  const Graph graph = parse_preset(decoder_text(), "example");
  const std::vector<std::size_t> rows = value_rows(program, {7});
  const Step& last = find(program, "last");
  EXPECT_EQ(last.kind, StepKind::take_last);
  EXPECT_EQ(rows[last.inputs[0]], 7u);
  EXPECT_EQ(rows[last.output], 1u);
  const Step& vocabulary = find(program, "vocabulary");
  EXPECT_EQ(vocabulary.product.tensor, graph.nodes[0].weight) << "tied";
  EXPECT_EQ(vocabulary.product.bias, -1);
  EXPECT_EQ(program.steps.back().kind, StepKind::sample) << "the control unit chooses the token";
}

TEST(Grouped, HeadsShareKeysInTheClassicOrder) {
  const Program program = lowered(decoder_text({{"heads = 4", "heads = 4\nkv_heads = 2"}}), ScoreOrder::tron);
  const Step& key = find(program, "decoder.0.attention.key");
  EXPECT_EQ(key.product.n, 4u) << "2 key heads of 2";
  EXPECT_EQ(key.product.weighting, Weighting::fixed);
  for (const char* part : {"scores", "context"}) {
    const Product& product = find(program, std::string("decoder.0.attention.") + part).product;
    EXPECT_EQ(product.heads, 4) << part;
    EXPECT_EQ(product.group, 2) << part;
  }
  EXPECT_EQ(find(program, "decoder.0.attention.context").width, 8u);
  EXPECT_THAT(program.notes, ElementsAre(HasSubstr("2 attention layers in the classic score order")));
  EXPECT_THAT(program.notes[0], HasSubstr("heads share keys"));
}

const char* const kRotary = "heads = 4\nrotary_base = 1e4\nkv_heads = 2";

TEST(Rotary, StandsBetweenProjectionAndScores) {
  const std::string text = decoder_text({{"heads = 4", kRotary}, {"\"learned\"", "\"rotary\""}});
  const Program program = lowered(text, ScoreOrder::tron);
  EXPECT_THAT(names(program, "decoder.0.attention."),
              ElementsAre("query", "query_rotary", "key", "key_rotary", "scores", "softmax", "value",
                          "context", "output", "residual"));
  const Step& query = find(program, "decoder.0.attention.query_rotary");
  const Step& key = find(program, "decoder.0.attention.key_rotary");
  EXPECT_EQ(query.kind, StepKind::rotary);
  EXPECT_EQ(query.width, 8u);
  EXPECT_EQ(query.heads, 4);
  EXPECT_EQ(key.width, 4u);
  EXPECT_EQ(key.heads, 2);
  EXPECT_EQ(key.rotary.frequencies, rotary_frequencies(1e4, 2));
  const Step& scores = find(program, "decoder.0.attention.scores");
  EXPECT_THAT(scores.inputs, ElementsAre(query.output, key.output));
  EXPECT_THAT(program.notes, ElementsAre(HasSubstr("rotary positions")));
  EXPECT_THAT(lowered(text, ScoreOrder::classic).notes, IsEmpty()) << "the chip asked for it";
}

TEST(Cross, ReadsTheEncoderInBothOrders) {
  for (ScoreOrder order : {ScoreOrder::tron, ScoreOrder::classic}) {
    const Program program = lowered(pair_text(), order);
    const int memory = find(program, "encoder.norm").output;
    const Step& scores = find(program, "decoder.1.cross_attention.scores");
    EXPECT_FALSE(scores.product.cached);
    EXPECT_FALSE(find(program, "decoder.1.cross_attention.softmax").causal);
    EXPECT_EQ(find(program, "decoder.1.cross_attention.query").inputs[0],
              find(program, "decoder.1.norm2").output);
    EXPECT_EQ(find(program, "decoder.1.cross_attention.value").inputs[0], memory);
    const bool tron = order == ScoreOrder::tron;
    const Step& key = find(program, "decoder.1.cross_attention.key");
    EXPECT_EQ(tron ? scores.inputs[1] : key.inputs[0], memory);
    EXPECT_TRUE(find(program, "decoder.1.attention.scores").product.cached);
    EXPECT_TRUE(can_decode(program));
    EXPECT_TRUE(find(program, "encoder.norm").source);
    EXPECT_TRUE(find(program, "decoder.1.cross_attention.value").source) << "the encoder decides it alone";
    EXPECT_EQ(key.source, !tron) << "TRON's order multiplies queries by key weights";
    EXPECT_FALSE(scores.source);
    EXPECT_FALSE(find(program, "decoder.0.attention.value").source);
  }
}

TEST(Cross, SourceAndTargetHaveTheSameRows) {
  const Graph graph = parse_preset(pair_text(), "pair");
  const Program program = compile(graph, tiny_chip(ScoreOrder::tron));
  for (std::size_t rows : value_rows(program, {5})) EXPECT_EQ(rows, 5u);
  EXPECT_EQ(find(program, "decoder.0.attention.query").layer, 2) << "behind the encoder's two";
}

// While a pair decodes, the encoder and what hangs on it alone do not run again.
TEST(Cross, DecodingLeavesTheSourceAlone) {
  const Graph graph = parse_preset(pair_text(), "pair");
  const Program program = compile(graph, tiny_chip(ScoreOrder::classic));
  const std::size_t source = 6, context = 3;
  const auto rows = value_rows(program, {1, context, source});
  EXPECT_EQ(rows[find(program, "encoder.norm").output], source);
  EXPECT_EQ(rows[find(program, "decoder.1.cross_attention.scores").inputs[1]], source);
  EXPECT_EQ(rows[find(program, "decoder.1.norm2").output], 1u);
  std::uint64_t macs = 0;
  for (const Step& step : program.steps) {
    if (step.kind != StepKind::product || step.source) continue;
    const Product& p = step.product;
    if (p.weighting == Weighting::fixed) {
      macs += p.k * p.n * p.heads;
    } else {
      macs += (p.cached ? 1 + context : source) * std::max(p.k, p.n) * p.heads;
    }
  }
  EXPECT_EQ(count_work(program, {1, context, source}).macs, macs);
  EXPECT_LT(macs, count_work(program, {1, 0, source}).macs);
}

TEST(Gated, MultipliesTheGateIntoTheUpperLayer) {
  const Program program =
      lowered(decoder_text({{"bias = true", "bias = false\ngated = true"}}), ScoreOrder::tron);
  EXPECT_THAT(names(program, "decoder.0.feed_forward."),
              ElementsAre("gate", "activation", "up", "product", "down", "residual"));
  const Step& product = find(program, "decoder.0.feed_forward.product");
  EXPECT_EQ(product.kind, StepKind::multiply);
  EXPECT_EQ(product.width, 20u);
  EXPECT_THAT(product.inputs, ElementsAre(find(program, "decoder.0.feed_forward.activation").output,
                                          find(program, "decoder.0.feed_forward.up").output));
  for (const Step& step : program.steps)
    EXPECT_EQ(step.kind == StepKind::product ? step.product.bias : -1, -1);
}

TEST(Norms, KeepTheirKind) {
  const Program program =
      lowered(decoder_text({{"\"layer_norm\"", "\"rms_norm\""}, {"\"gelu\"", "\"silu\""}}), ScoreOrder::tron);
  const Step& norm = find(program, "decoder.0.norm1");
  EXPECT_EQ(norm.kind, StepKind::norm);
  EXPECT_EQ(norm.op, Op::rms_norm);
  EXPECT_EQ(norm.bias, -1);
  const Step& activation = find(program, "decoder.0.feed_forward.activation");
  EXPECT_EQ(activation.kind, StepKind::activation);
  EXPECT_EQ(activation.op, Op::silu);
}

TEST(Shared, LayersUseOneSetOfTensorsUnderKeysOfTheirOwn) {
  const Program program =
      lowered(preset_text({{"bias = true", "bias = true\nshared = true"}}), ScoreOrder::tron);
  for (const char* part : {"attention.query", "attention.key", "attention.output", "feed_forward.down"}) {
    const Product& first = find(program, std::string("encoder.0.") + part).product;
    const Product& second = find(program, std::string("encoder.1.") + part).product;
    EXPECT_EQ(first.tensor, second.tensor) << part;
    EXPECT_NE(first.id, second.id) << part;
  }
}

TEST(Heads, ThatDoNotFitTheWeightsAreRefused) {
  const auto refused = [](void (*change)(AttentionWeights&)) {
    Graph graph = parse_preset(decoder_text(), "example");
    for (Node& node : graph.nodes) {
      if (node.op == Op::attention) change(node.attention);
    }
    return input_error_of([&] { compile(graph, tiny_chip(ScoreOrder::classic)); });
  };
  EXPECT_EQ(refused([](AttentionWeights& w) { w.heads = 3; }).found(), "3 heads");
  EXPECT_EQ(refused([](AttentionWeights& w) { w.kv_heads = 3; }).found(), "3 key heads");
  const InputError rows = refused([](AttentionWeights& w) { w.kv_heads = 2; });
  EXPECT_EQ(rows.found(), "key and value weights of 8 and 8 rows");
  EXPECT_EQ(rows.place().item, "decoder.0.attention");
}

// Cached rows add 2 n c d multiplications and 2 c d_kv ring elements a layer, whatever the sizes.
RC_GTEST_PROP(CountWork, GrowsWithTheCacheByTheClosedForm, ()) {
  const auto group = *rc::gen::element<std::size_t>(1, 2, 4);
  const auto tokens = *rc::gen::inRange<std::size_t>(1, 9), context = *rc::gen::inRange<std::size_t>(0, 9);
  const std::string kv = "heads = 4\nkv_heads = " + std::to_string(4 / group);
  const Graph graph = parse_preset(decoder_text({{"heads = 4", kv}}), "example");
  const Program program = compile(graph, tiny_chip(ScoreOrder::classic));
  const Work bare = count_work(program, {tokens}), cached = count_work(program, {tokens, context});
  RC_ASSERT(cached.macs - bare.macs == 2 * 2 * tokens * context * 8);
  RC_ASSERT(bare.ring_updates == 2 * 2 * tokens * 8 / group);
  RC_ASSERT(cached.ring_updates - bare.ring_updates == 2 * 2 * context * 8 / group);
}

}  // namespace
}  // namespace tron::program
