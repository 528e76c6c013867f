#include "explore/conclusion.h"

#include <gtest/gtest.h>

#include "explore/result_for_test.h"

namespace tron::explore {
namespace {

TEST(Conclusion, OfTheClosedFormAloneIsItsFront) {
  ExploreResult result = example_result();
  result.of(EvaluationStage::event) = {};
  result.of(EvaluationStage::inference) = {};
  const Conclusion end = conclude(result);
  EXPECT_EQ(end.stage, EvaluationStage::closed_form);
  EXPECT_EQ(end.objectives.size(), 2u);
  EXPECT_EQ(end.evaluated.size(), result.space.size());
  EXPECT_GE(end.front.size(), 3u);
  EXPECT_TRUE(end.sensitivity.exhaustive);
  EXPECT_TRUE(end.gaps.empty());
  ASSERT_EQ(end.best.size(), 2u);
  EXPECT_EQ(end.best[0], end.front.front());
  EXPECT_EQ(end.best[1], end.front.back());
}

TEST(Conclusion, FollowsTheSimulationAndSaysHowFarTheClosedFormWasOff) {
  ExploreResult result = example_result();
  const Conclusion end = conclude(result);
  EXPECT_EQ(end.stage, EvaluationStage::event);
  EXPECT_EQ(end.evaluated.size(), result.of(EvaluationStage::event).evaluated.size());
  ASSERT_FALSE(end.gaps.empty());
  EXPECT_EQ(end.gaps[0].metric, Metric::throughput);
  EXPECT_NEAR(end.gaps[0].mean, 1 / 0.9 - 1, 1e-12);
  EXPECT_EQ(end.gaps[0].designs, end.evaluated.size());
  // The area is the closed form's, the accuracy that of inference.
  for (const EvaluatedDesign& one : end.evaluated) EXPECT_GT(one.metrics[Metric::area], 0);
  const auto known =
      std::count_if(end.evaluated.begin(), end.evaluated.end(),
                    [](const EvaluatedDesign& one) { return !std::isnan(one.metrics[Metric::accuracy]); });
  EXPECT_EQ(known, 2);
}

TEST(Conclusion, AccuracyDecidesWhereItIsWanted) {
  ExploreResult result = example_result();
  result.space.objectives.push_back({Metric::accuracy, true});
  EXPECT_EQ(conclude(result).stage, EvaluationStage::inference);
  EXPECT_EQ(conclude(result).objectives.size(), 3u);
  result.space.objectives.pop_back();
  result.space.constraints = {{Metric::accuracy, 0.85}};
  const Conclusion end = conclude(result);
  EXPECT_EQ(end.stage, EvaluationStage::inference);
  EXPECT_EQ(end.front.size(), 1u);
}

TEST(Conclusion, KnowsWhatMovesAccuracyWhereItWasMeasured) {
  ExploreResult result = example_result();
  const Conclusion end = conclude(result);
  ASSERT_EQ(end.light.objectives.size(), 1u);
  EXPECT_EQ(end.light.objectives[0].metric, Metric::accuracy);
  EXPECT_EQ(end.light.evaluated, result.of(EvaluationStage::inference).evaluated.size());
  EXPECT_EQ(end.light.effects.size(), result.space.parameters.size());
  result.of(EvaluationStage::inference) = {};
  EXPECT_TRUE(conclude(result).light.effects.empty());
}

TEST(Conclusion, BearsASearchWithoutDesigns) {
  ExploreResult result = example_result();
  result.stages = {};
  const Conclusion end = conclude(result);
  EXPECT_TRUE(end.front.empty());
  EXPECT_TRUE(end.best.empty());
  EXPECT_FALSE(end.knee);
}

}  // namespace
}  // namespace tron::explore
