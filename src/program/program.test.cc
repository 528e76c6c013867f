#include "program/program.h"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "base/error.h"
#include "program/example_networks.h"

namespace tron::program {
namespace {

using examples::NetworkMaker;
using examples::tiny_chip;

const Step& find(const Program& program, const std::string& name) {
  for (const Step& step : program.steps) {
    if (step.name == name) return step;
  }
  throw std::runtime_error("no step " + name);
}

TEST(Compile, TronOrderNeverFormsTheKeys) {
  const Graph graph = NetworkMaker(1).vit();
  const Program program = compile(graph, tiny_chip(ScoreOrder::tron));
  const Step& key = find(program, "encoder.1.attention.key");
  EXPECT_TRUE(key.product.a_per_head);
  EXPECT_TRUE(key.product.b_per_head);
  EXPECT_FALSE(key.product.b_transposed);
  EXPECT_EQ(key.product.k, 4u);
  EXPECT_EQ(key.product.n, 12u);
  EXPECT_DOUBLE_EQ(key.product.fold, 0.5);
  EXPECT_EQ(key.product.bias, -1) << "a key bias shifts all scores of a row alike";
  const Step& scores = find(program, "encoder.1.attention.scores");
  EXPECT_EQ(scores.product.weighting, Weighting::dynamic);
  EXPECT_FALSE(scores.product.b_per_head);
  EXPECT_EQ(scores.product.k, 12u);
  EXPECT_EQ(scores.product.n, 0u);
  EXPECT_DOUBLE_EQ(scores.product.fold, 1);
  EXPECT_EQ(scores.inputs[1], find(program, "encoder.1.attention.query").inputs[0]);
}

TEST(Compile, ClassicOrderFoldsTheScaleIntoTheDynamicOperand) {
  const Graph graph = NetworkMaker(1).vit();
  const Program program = compile(graph, tiny_chip(ScoreOrder::classic));
  const Step& key = find(program, "encoder.0.attention.key");
  EXPECT_GE(key.product.bias, 0);
  EXPECT_EQ(key.product.heads, 1);
  const Step& scores = find(program, "encoder.0.attention.scores");
  EXPECT_TRUE(scores.product.b_per_head);
  EXPECT_EQ(scores.product.k, 4u);
  EXPECT_DOUBLE_EQ(scores.product.fold, 0.5);
  EXPECT_EQ(scores.inputs[1], key.output);
}

TEST(Compile, EveryInputComesFirstAndLogitsComeLast) {
  for (const Graph& graph : {NetworkMaker(2).vit(), NetworkMaker(2).bert(), NetworkMaker(2).cross()}) {
    for (ScoreOrder order : {ScoreOrder::tron, ScoreOrder::classic}) {
      const Program program = compile(graph, tiny_chip(order));
      std::set<int> known;
      for (const Step& step : program.steps) {
        for (int input : step.inputs) EXPECT_TRUE(known.contains(input)) << step.name;
        EXPECT_TRUE(known.insert(step.output).second) << step.name;
      }
      EXPECT_EQ(static_cast<int>(known.size()), program.values);
      EXPECT_EQ(program.steps.back().name, "classifier");
    }
  }
}

TEST(Compile, NoTwoProductHeadsShareANoiseKey) {
  const Program program = compile(NetworkMaker(3).bert(), tiny_chip(ScoreOrder::tron));
  std::set<std::uint32_t> ids;
  for (const Step& step : program.steps) {
    if (step.kind != StepKind::product) continue;
    for (int h = 0; h < step.product.heads; ++h) {
      EXPECT_TRUE(ids.insert(step.product.id + h).second) << step.name;
    }
  }
}

TEST(Compile, UnitsStayOnTheChip) {
  const Chip chip = tiny_chip(ScoreOrder::tron);
  const Program program = compile(NetworkMaker(3).vit(3), chip);
  std::set<int> feed_forward;
  for (const Step& step : program.steps) {
    if (step.kind != StepKind::product) continue;
    if (step.product.feed_forward) {
      feed_forward.insert(step.product.unit);
    } else {
      EXPECT_LE(step.product.unit + chip.heads, chip.attention.count);
    }
  }
  EXPECT_EQ(feed_forward, (std::set<int>{0, 1, 2})) << "output, up and down on arrays of their own";
}

TEST(Compile, RefusesHeadsThatDoNotDivideTheWidth) {
  Graph graph = NetworkMaker(1).vit();
  for (Node& node : graph.nodes) node.attention.heads = 5;
  EXPECT_THROW(compile(graph, tiny_chip(ScoreOrder::tron)), InputError);
}

// One layer, 7 tokens, width 12, 3 heads of 4, hidden 20, 6 patches of 9 values, 3 classes, by hand.
TEST(CountWork, MatchesTheHandCount) {
  const Graph graph = NetworkMaker(4).vit(1);
  const std::uint64_t shared = 6 * 9 * 12 + 7 * 12 * 12 * 3 + 3 * 7 * 7 * 4 + 2 * 7 * 12 * 20 + 12 * 3;
  const Work tron = count_work(compile(graph, tiny_chip(ScoreOrder::tron)), {7});
  EXPECT_EQ(tron.macs, shared + 3 * 7 * 4 * 12 + 3 * 7 * 12 * 7);
  EXPECT_EQ(tron.ring_updates, 3u * (12 * 7 + 7 * 4));
  const Work classic = count_work(compile(graph, tiny_chip(ScoreOrder::classic)), {7});
  EXPECT_EQ(classic.macs, shared + 7 * 12 * 12 + 3 * 7 * 4 * 7);
  EXPECT_EQ(classic.ring_updates, 3u * (4 * 7 + 7 * 4));
  // Depths 9, 12, 12, 12 -> 2, 3, 3, 3 tiles of 5; context 7 -> 2; up 12 -> 3; down 20 -> 4; head 12 -> 3.
  const std::uint64_t common = 6 * 12 * 2 + 3 * 7 * 12 * 3 + 3 * 7 * 4 * 2 + 7 * 20 * 3 + 7 * 12 * 4 + 3 * 3;
  EXPECT_EQ(tron.conversions, common + 3 * 7 * 12 * 1 + 3 * 7 * 7 * 3);
  EXPECT_EQ(classic.conversions, common + 7 * 12 * 3 + 3 * 7 * 7 * 1);
}

TEST(Compile, RepeatsNoNoteOfTheNetwork) {
  Graph graph = NetworkMaker(1).vit();
  graph.notes = {"the length is fixed to 7"};
  const Program program = compile(graph, tiny_chip(ScoreOrder::tron));
  EXPECT_EQ(std::count(program.notes.begin(), program.notes.end(), graph.notes[0]), 1);
}

TEST(CountWork, RefusesASampleWithoutPatches) {
  const Graph graph = NetworkMaker(4).vit(1);
  EXPECT_THROW(count_work(compile(graph, tiny_chip(ScoreOrder::tron)), {1}), InputError);
}

}  // namespace
}  // namespace tron::program
