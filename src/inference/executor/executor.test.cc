#include "inference/executor/executor.h"

#include <atomic>
#include <cmath>
#include <set>

#include <gtest/gtest.h>

#include "base/error.h"
#include "inference/example_samples.h"
#include "inference/reference/digital_engine.h"
#include "inference/rounding_for_test.h"
#include "program/example_networks.h"

namespace tron::inference {
namespace {

using examples::random_samples;
using program::examples::NetworkMaker;
using program::examples::tiny_chip;

Matrix answer(const Graph& graph, const Chip& chip, std::span<const Sample> samples,
              std::size_t first_sample = 0) {
  const Program program = compile(graph, chip);
  const auto engine = digital_engine();
  const auto ops = exact_ops();
  Counters counters;
  return Executor(program, chip, *engine, *ops, {}).run(samples, first_sample, counters);
}

/// Of random_samples().
double rounding_of(const Graph& graph, ScoreOrder order) {
  return rounding_bound(compile(graph, tiny_chip(order)), 9);
}

class ScoreOrders : public testing::TestWithParam<int> {
 public:
  static Graph network() {
    switch (GetParam()) {
      case 0:
        return NetworkMaker(11).vit();
      case 1:
        return NetworkMaker(12).bert();
      case 2:
        return NetworkMaker(13).cross();
      default:
        return NetworkMaker(14).bert(1, Op::gelu_tanh);
    }
  }
};

// (Q W_K^T / sqrt d_k) X^T = Q K^T / sqrt d_k up to a shift of each row that softmax drops: the key bias.
TEST_P(ScoreOrders, GiveTheSameDigitalAnswer) {
  const Graph graph = network();
  const std::vector<Sample> samples = random_samples(graph, 9, 5);
  const Matrix classic = answer(graph, tiny_chip(ScoreOrder::classic), samples);
  const Matrix tron = answer(graph, tiny_chip(ScoreOrder::tron), samples);
  ASSERT_EQ(classic.rows, 9u);
  ASSERT_EQ(classic.cols, 3u);
  const double bound = rounding_of(graph, ScoreOrder::tron) + rounding_of(graph, ScoreOrder::classic);
  EXPECT_LT(relative_error(tron.data, classic.data), bound);
}

INSTANTIATE_TEST_SUITE_P(Networks, ScoreOrders, testing::Range(0, 4));

TEST(Executor, KeyBiasMovesOnlyTheClassicScoresAndNeverTheAnswer) {
  Graph graph = NetworkMaker(15).bert();
  const std::vector<Sample> samples = random_samples(graph, 5, 6);
  const Matrix before = answer(graph, tiny_chip(ScoreOrder::classic), samples);
  for (Node& node : graph.nodes) {
    if (node.op != Op::attention) continue;
    for (float& v : graph.tensors[node.attention.key_bias].value.data) v += 3;
  }
  for (ScoreOrder order : {ScoreOrder::classic, ScoreOrder::tron}) {
    // Scores that all stand higher round more coarsely, by as much as they stand higher.
    EXPECT_LT(relative_error(answer(graph, tiny_chip(order), samples).data, before.data),
              10 * (rounding_of(graph, order) + rounding_of(graph, ScoreOrder::classic)));
  }
}

// Attention in plain loops from the definition, for one sample and one layer: an oracle that shares no code
// with the lowering.
Matrix plain_attention(const Graph& graph, const Node& node, const Matrix& x, const Matrix& memory) {
  const auto project = [&](const Matrix& in, int weight, int bias) {
    const Matrix& w = graph.tensors[weight].value;
    Matrix out(in.rows, w.rows);
    for (std::size_t r = 0; r < in.rows; ++r) {
      for (std::size_t n = 0; n < w.rows; ++n) {
        double sum = graph.tensors[bias].value(0, n);
        for (std::size_t k = 0; k < w.cols; ++k) sum += double{in(r, k)} * w(n, k);
        out(r, n) = static_cast<float>(sum);
      }
    }
    return out;
  };
  const AttentionWeights& a = node.attention;
  const Matrix q = project(x, a.query, a.query_bias), k = project(memory, a.key, a.key_bias),
               v = project(memory, a.value, a.value_bias);
  const std::size_t depth = q.cols / a.heads;
  Matrix out(q.rows, q.cols);
  for (std::size_t c = 0; c < q.cols; ++c) {
    const std::size_t first = c / depth * depth;
    for (std::size_t r = 0; r < q.rows; ++r) {
      double total = 0, sum = 0;
      for (std::size_t t = 0; t < k.rows; ++t) {
        double score = 0;
        for (std::size_t i = first; i < first + depth; ++i) score += double{q(r, i)} * k(t, i);
        const double weight = std::exp(score / std::sqrt(double(depth)));
        total += weight;
        sum += weight * v(t, c);
      }
      out(r, c) = static_cast<float>(sum / total);
    }
  }
  return out;
}

TEST(Executor, AttentionMatchesItsDefinition) {
  const Graph graph = NetworkMaker(16).cross();
  const std::vector<Sample> samples = random_samples(graph, 1, 3);
  for (ScoreOrder order : {ScoreOrder::tron, ScoreOrder::classic}) {
    const Chip chip = tiny_chip(order);
    const Program program = compile(graph, chip);
    const auto engine = digital_engine();
    const auto ops = exact_ops();
    Counters counters;
    Matrix embed, norm, context;
    Executor(program, chip, *engine, *ops, {})
        .run(samples, 0, counters, [&](std::size_t step, const Matrix& value) {
          if (step == 0) embed = value;
          if (step == 1) norm = value;
          if (program.steps[step].name == "encoder.0.attention.context") context = value;
        });
    const Matrix plain = plain_attention(graph, graph.nodes[2], norm, embed);
    ASSERT_EQ(graph.nodes[2].op, Op::attention);
    EXPECT_LT(relative_error(context.data, plain.data), rounding_of(graph, order));
  }
}

TEST(Executor, RaggedBatchesAnswerAsSingleSamplesDo) {
  const Graph graph = NetworkMaker(17).bert();
  const std::vector<Sample> samples = random_samples(graph, 7, 8);
  const Matrix together = answer(graph, tiny_chip(ScoreOrder::tron), samples);
  for (std::size_t s = 0; s < samples.size(); ++s) {
    const Matrix alone = answer(graph, tiny_chip(ScoreOrder::tron), std::span(samples).subspan(s, 1), s);
    for (std::size_t c = 0; c < 3; ++c) EXPECT_EQ(alone(0, c), together(s, c));
  }
}

/// Answers zeros and counts what it is asked to do.
class CountingEngine : public ProductEngine {
 public:
  struct Operand : ReadyOperand {
    std::size_t k = 0, n = 0;
  };
  std::unique_ptr<ReadyOperand> prepare(const ProductSite& site, const OperandView& b,
                                        Counters&) const override {
    auto operand = std::make_unique<Operand>();
    operand->k = b.k;
    operand->n = b.n;
    if (site.dynamic) updates += b.k * b.n;
    return operand;
  }
  void multiply(const ProductSite& site, MatrixView a, std::span<const std::uint32_t> row_ids,
                const ReadyOperand& b, float* out, std::size_t out_stride,
                Counters& counters) const override {
    const auto& operand = static_cast<const Operand&>(b);
    EXPECT_EQ(a.cols, operand.k);
    EXPECT_EQ(a.rows, row_ids.size());
    macs += a.rows * operand.k * operand.n;
    counters.conversions += a.rows * operand.n * ((operand.k + 4) / 5);
    for (std::size_t r = 0; r < a.rows; ++r) {
      std::fill_n(out + r * out_stride, operand.n, 0.0f);
      positions.insert({site.id, row_ids[r]});
    }
    ids.insert({site.id, site.unit});
  }
  mutable std::size_t macs = 0, updates = 0;
  mutable std::set<std::pair<std::uint32_t, std::uint32_t>> positions, ids;
};

TEST(Executor, DoesExactlyTheWorkThatIsCounted) {
  for (ScoreOrder order : {ScoreOrder::tron, ScoreOrder::classic}) {
    for (const Graph& graph : {NetworkMaker(18).vit(), NetworkMaker(18).bert()}) {
      const Chip chip = tiny_chip(order);
      const Program program = compile(graph, chip);
      const std::vector<Sample> samples = random_samples(graph, 4, 9);
      const CountingEngine engine;
      const auto ops = exact_ops();
      Counters counters;
      Executor(program, chip, engine, *ops, {}).run(samples, 0, counters);
      Work work;
      for (const Sample& sample : samples) {
        const Work one = count_work(program, {graph.vocabulary == 0 ? 7 : sample.tokens.size()});
        work.macs += one.macs;
        work.conversions += one.conversions;
        work.ring_updates += one.ring_updates;
      }
      EXPECT_EQ(engine.macs, work.macs);
      EXPECT_EQ(counters.macs, work.macs);
      EXPECT_EQ(counters.conversions, work.conversions);
      EXPECT_EQ(engine.updates, work.ring_updates);
      EXPECT_EQ(counters.ring_updates, work.ring_updates);
    }
  }
}

TEST(Executor, NoisePositionsDoNotDependOnTheBatch) {
  const Graph graph = NetworkMaker(19).vit();
  const Chip chip = tiny_chip(ScoreOrder::tron);
  const Program program = compile(graph, chip);
  const std::vector<Sample> samples = random_samples(graph, 4, 10);
  const auto ops = exact_ops();
  const CountingEngine whole, parts;
  Counters counters;
  Executor(program, chip, whole, *ops, {}).run(samples, 100, counters);
  const Executor executor(program, chip, parts, *ops, {});
  for (std::size_t s : {3, 0, 2, 1}) executor.run(std::span(samples).subspan(s, 1), 100 + s, counters);
  EXPECT_EQ(whole.positions, parts.positions);
  EXPECT_TRUE(whole.positions.contains({0, 100 * 4096 + 5}));
}

TEST(Executor, HeadsBeyondTheChipsShareItsArrays) {
  const Graph graph = NetworkMaker(20).vit(1);
  const Chip chip = tiny_chip(ScoreOrder::tron);
  const Program program = compile(graph, chip);
  const std::vector<Sample> samples = random_samples(graph, 1, 11);
  const CountingEngine engine;
  const auto ops = exact_ops();
  Counters counters;
  Executor(program, chip, engine, *ops, {}).run(samples, 0, counters);
  for (const Step& step : program.steps) {
    if (step.name != "encoder.0.attention.scores") continue;
    const auto unit = static_cast<std::uint32_t>(step.product.unit);
    EXPECT_TRUE(engine.ids.contains({step.product.id, unit}));
    EXPECT_TRUE(engine.ids.contains({step.product.id + 1, unit + 1}));
    EXPECT_TRUE(engine.ids.contains({step.product.id + 2, unit})) << "third head on a chip of two";
  }
}

TEST(Executor, RefusesSamplesThatDoNotFit) {
  const Graph images = NetworkMaker(21).vit(1), words = NetworkMaker(21).bert(1);
  const Chip chip = tiny_chip(ScoreOrder::tron);
  std::vector<Sample> samples(1);
  EXPECT_THROW(answer(images, chip, samples), InputError);
  EXPECT_THROW(answer(words, chip, samples), InputError) << "no tokens";
  samples[0].tokens = {20};
  EXPECT_THROW(answer(words, chip, samples), InputError) << "beyond the vocabulary";
  samples[0].tokens = std::vector<int>(17, 1);
  EXPECT_THROW(answer(words, chip, samples), InputError) << "beyond the position table";
  samples[0].tokens = {1};
  samples[0].token_types = {2};
  EXPECT_THROW(answer(words, chip, samples), InputError) << "beyond the type table";
  samples[0].token_types = {0};
  EXPECT_THROW(answer(words, chip, samples, std::size_t{1} << 20), InputError) << "beyond noise positions";
}

}  // namespace
}  // namespace tron::inference
