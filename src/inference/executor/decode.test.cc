#include <algorithm>
#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include "base/error.h"
#include "inference/executor/cached_rows.h"
#include "inference/executor/executor.h"
#include "inference/reference/digital_engine.h"
#include "inference/rounding_for_test.h"
#include "network/preset/example_preset.h"
#include "network/preset/preset.h"
#include "program/example_networks.h"

namespace tron::inference {
namespace {

using network::examples::decoder_text;
using network::examples::Edits;
using network::examples::pair_text;
using program::examples::tiny_chip;
using program::examples::with_weights;

struct Case {
  const char* name;
  Edits edits;
  bool pair = false;
};

const Case kCases[] = {
    {"learned", {}},
    {"rotary_grouped",
     {{"heads = 4", "heads = 4\nrotary_base = 1e4\nkv_heads = 2"}, {"\"learned\"", "\"rotary\""}}},
    {"gated_rms",
     {{"bias = true", "bias = false\ngated = true"},
      {"\"layer_norm\"", "\"rms_norm\""},
      {"\"gelu\"", "\"silu\""}}},
    {"pair", {{"rows = \"all\"", "rows = \"last\""}}, true},
};

Graph network(const Case& c) {
  return with_weights(parse_preset(c.pair ? pair_text(c.edits) : decoder_text(c.edits), c.name), 5);
}

std::vector<int> random_tokens(std::size_t count, std::mt19937& random, std::size_t vocabulary) {
  std::vector<int> tokens(count);
  for (int& t : tokens) t = static_cast<int>(random() % vocabulary);
  return tokens;
}

/// An executor in exact arithmetic, and what it needs to live.
struct Machine {
  explicit Machine(const Graph& g, ScoreOrder order = ScoreOrder::tron)
      : graph(g), chip(tiny_chip(order)), program(compile(graph, chip)) {}
  Matrix whole(std::span<const Sample> samples) { return executor.run(samples, 0, counters); }
  Matrix next(std::span<const Sample> samples, DecodeState& state) {
    return executor.run(Pass{samples, 0, &state}, counters).matrix;
  }
  const Graph& graph;
  Chip chip;
  Program program;
  std::unique_ptr<ProductEngine> engine = digital_engine();
  std::unique_ptr<ElementwiseOps> ops = exact_ops();
  Executor executor{program, chip, *engine, *ops, {}};
  Counters counters;
};

class Decode : public testing::TestWithParam<std::tuple<int, ScoreOrder>> {};

// Prompts of two lengths, then five tokens one by one: the logits of the last row are those of a pass over
// everything at once, to the bit.
TEST_P(Decode, CachedEqualsUncached) {
  const auto [index, order] = GetParam();
  const Case& c = kCases[index];
  const Graph graph = network(c);
  Machine machine(graph, order);
  std::mt19937 random(7);
  std::vector<Sample> all(2), now(2);
  for (std::size_t s = 0; s < 2; ++s) {
    const std::vector<int> prompt = random_tokens(2 + 2 * s, random, graph.vocabulary);
    if (c.pair) all[s].tokens = now[s].tokens = random_tokens(3 + s, random, graph.vocabulary);
    (c.pair ? all[s].target : all[s].tokens) = prompt;
    (c.pair ? now[s].target : now[s].tokens) = prompt;
  }
  CachedRows state;
  for (int i = 0; i < 5; ++i) {
    const Matrix whole = machine.whole(all), cached = machine.next(now, state);
    ASSERT_EQ(whole.rows, 2u);
    EXPECT_EQ(cached.data, whole.data) << c.name << ", token " << i;
    for (std::size_t s = 0; s < 2; ++s) {
      const std::vector<int> token = random_tokens(1, random, graph.vocabulary);
      now[s].tokens = c.pair ? std::vector<int>{} : token;
      now[s].target = c.pair ? token : std::vector<int>{};
      std::vector<int>& text = c.pair ? all[s].target : all[s].tokens;
      text.push_back(token[0]);
    }
  }
  EXPECT_EQ(state.past(1), 8u);
}

INSTANTIATE_TEST_SUITE_P(Networks, Decode,
                         testing::Combine(testing::Range(0, 4),
                                          testing::Values(ScoreOrder::tron, ScoreOrder::classic)));

// While decoding, an executor multiplies what the compiler counts: the encoder is not run again.
TEST(Decode, CountsTheWorkOfEveryPass) {
  for (const Case& c : {kCases[1], kCases[3]}) {
    const Graph graph = network(c);
    Machine machine(graph, ScoreOrder::classic);
    Sample sample;
    sample.tokens = {1, 2, 3};
    if (c.pair) sample.target = {4};
    CachedRows state;
    machine.next(std::span(&sample, 1), state);
    EXPECT_EQ(machine.counters.macs, count_work(machine.program, c.pair ? Extent{1, 0, 3} : Extent{3}).macs);
    machine.counters = {};
    sample.tokens = {5};
    if (c.pair) sample.tokens.clear(), sample.target = {5};
    machine.next(std::span(&sample, 1), state);
    const Work work = count_work(machine.program, c.pair ? Extent{1, 1, 3} : Extent{1, 3});
    EXPECT_EQ(machine.counters.macs, work.macs) << c.name;
    EXPECT_EQ(machine.counters.ring_updates, work.ring_updates) << c.name;
  }
}

TEST(Decode, AnAnswerThatIsNoNumberIsRefused) {
  Graph graph = network(kCases[0]);
  for (Tensor& tensor : graph.tensors) {
    for (float& v : tensor.value.data) v *= 1e30F;
  }
  Machine machine(graph);
  Sample sample;
  sample.tokens = {1, 2};
  EXPECT_THROW(machine.whole(std::span(&sample, 1)), InputError);
}

TEST(Decode, RefusesAnEncoder) {
  const Graph graph = program::examples::NetworkMaker(3).bert();
  Machine machine(graph);
  Sample sample;
  sample.tokens = {1};
  CachedRows state;
  EXPECT_THROW(machine.next(std::span(&sample, 1), state), InputError);
}

/// The network without its last_row step, so that every row can be looked at.
Graph all_rows(Graph graph) {
  for (Node& node : graph.nodes) {
    if (node.op == Op::take_last) node.op = Op::add, node.inputs.push_back(node.inputs[0]);
  }
  return graph;
}

TEST(Causal, LaterTokensChangeNothingBefore) {
  const Graph graph = all_rows(network(kCases[1]));
  Machine machine(graph);
  std::vector<Sample> samples(2);
  samples[0].tokens = {1, 2, 3, 4, 5}, samples[1].tokens = {1, 2, 3, 9, 8};
  const Matrix logits = machine.whole(samples);
  for (std::size_t c = 0; c < logits.cols; ++c) {
    for (std::size_t t = 0; t < 3; ++t) EXPECT_EQ(logits(t, c), logits(5 + t, c));
  }
  EXPECT_NE(logits(4, 0), logits(9, 0));
}

TEST(Causal, AWindowForgetsWhatLiesBeforeIt) {
  Graph graph = all_rows(network(kCases[0]));
  std::vector<Sample> samples(2);
  samples[0].tokens = {1, 2, 3, 4, 5, 6}, samples[1].tokens = {9, 2, 3, 4, 5, 6};
  const auto windowed = [&](std::size_t window) {
    for (Node& node : graph.nodes) node.attention.window = window;
    Machine machine(graph);
    return machine.whole(samples);
  };
  // Two layers of window 2 reach back two tokens.
  const Matrix near = windowed(2), far = windowed(6), all = windowed(0);
  EXPECT_EQ(far.data, all.data);
  EXPECT_NE(near(2, 0), near(6 + 2, 0));
  for (std::size_t t = 3; t < 6; ++t) EXPECT_EQ(near(t, 0), near(6 + t, 0));
}

// Grouped queries are a network whose key and value weights stand several times (Ainslie et al., 2023).
TEST(GroupedQueries, AreRepeatedKeyHeads) {
  const Graph grouped = network(kCases[1]);
  Graph repeated = grouped;
  for (Node& node : repeated.nodes) {
    if (node.op != Op::attention) continue;
    for (int tensor :
         {node.attention.key, node.attention.value, node.attention.key_bias, node.attention.value_bias}) {
      Matrix& m = repeated.tensors[tensor].value;
      const bool bias = m.rows == 1;
      const std::size_t depth = (bias ? m.cols : m.rows) / 2, row = bias ? 1 : m.cols;
      Matrix wide(bias ? 1 : 2 * m.rows, bias ? 2 * m.cols : m.cols);
      for (std::size_t h = 0; h < 4; ++h) {
        std::copy_n(m.data.data() + h / 2 * depth * row, depth * row, wide.data.data() + h * depth * row);
      }
      m = wide;
    }
    node.attention.kv_heads = 4;
  }
  Sample sample;
  sample.tokens = {3, 1, 4, 1, 5};
  Machine a(grouped), b(repeated);
  EXPECT_LT(relative_error(a.whole(std::span(&sample, 1)).data, b.whole(std::span(&sample, 1)).data),
            rounding_bound(a.program, 5) + rounding_bound(b.program, 5));
}

// Raffel et al., JMLR 21(140), 2020: 32 buckets, 128 tokens; values as the published code gives them.
TEST(RelativeBucket, HasOneForEachNearDistanceAndSharesTheFar) {
  const RelativeBias both{0, 128, true}, causal{0, 128, false};
  EXPECT_EQ(relative_bucket(0, 32, both), 0u);
  EXPECT_EQ(relative_bucket(-7, 32, both), 7u);
  EXPECT_EQ(relative_bucket(7, 32, both), 23u);
  EXPECT_EQ(relative_bucket(-8, 32, both), 8u);
  EXPECT_EQ(relative_bucket(-12, 32, both), 9u);
  EXPECT_EQ(relative_bucket(-1000, 32, both), 15u);
  EXPECT_EQ(relative_bucket(1000, 32, both), 31u);
  EXPECT_EQ(relative_bucket(5, 32, causal), 0u) << "what lies ahead is masked";
  EXPECT_EQ(relative_bucket(-15, 32, causal), 15u);
  EXPECT_EQ(relative_bucket(-127, 32, causal), 31u);
  for (std::int64_t d = 1; d < 200; ++d) {
    EXPECT_GE(relative_bucket(-d - 1, 32, causal), relative_bucket(-d, 32, causal));
  }
}

}  // namespace
}  // namespace tron::inference
