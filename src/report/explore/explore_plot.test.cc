#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "explore/result_for_test.h"
#include "report/explore/explore_page.h"

namespace tron::report {
namespace {

using testing::HasSubstr;
using testing::Not;

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

std::string scatter(const ExploreResult& result) {
  return explore_scatter_svg(result, conclude(result));
}

TEST(ExploreScatter, HasAPanelForEachPairOfObjectives) {
  ExploreResult result = example_result();
  EXPECT_EQ(count(scatter(result), ">front<"), 1u);
  result.space.objectives.push_back({Metric::area, false});
  EXPECT_EQ(count(scatter(result), ">front<"), 3u);
  // Made of two that are there: it would say nothing of its own.
  result.space.objectives.push_back({Metric::throughput_per_epb, true});
  EXPECT_EQ(count(scatter(result), ">front<"), 3u);
}

TEST(ExploreScatter, OfOneObjectiveSaysThatThereIsNothingToPlot) {
  ExploreResult result = example_result();
  result.space.objectives.resize(1);
  EXPECT_THAT(scatter(result), HasSubstr("One objective"));
}

TEST(ExploreScatter, ShowsWhatTheClosedFormEvaluatedBehindTheFront) {
  ExploreResult result = example_result();
  EXPECT_THAT(scatter(result), HasSubstr("designs (closed form)"));
  result.of(EvaluationStage::closed_form) = {};
  EXPECT_THAT(scatter(result), Not(HasSubstr("closed form")));
}

TEST(ExploreScatter, StaysSmallForManyDesigns) {
  ExploreResult result = example_result();
  std::vector<EvaluatedDesign>& evaluated = result.of(EvaluationStage::closed_form).evaluated;
  const std::size_t before = scatter(result).size();
  // The same again two hundred times, each a hair aside.
  const std::vector<EvaluatedDesign> once = evaluated;
  for (int i = 1; i <= 200; ++i) {
    for (EvaluatedDesign one : once) {
      one.metrics[Metric::epb] *= 1 + 1e-9 * i;
      evaluated.push_back(one);
    }
  }
  result.space.parameters[0].values.resize(6);
  EXPECT_LT(scatter(result).size(), 3 * before);
}

TEST(ExploreScatter, WideRangesStandOnALogarithmicAxis) {
  ExploreResult result = example_result();
  result.stages[1] = result.stages[2] = {};
  for (EvaluatedDesign& one : result.of(EvaluationStage::closed_form).evaluated)
    one.metrics[Metric::throughput] = std::pow(one.metrics[Metric::throughput] / 1e12, 6) * 1e12;
  const std::string picture = scatter(result);
  for (const char* tick : {">1000<", ">10000<"}) EXPECT_THAT(picture, HasSubstr(tick));
  EXPECT_THAT(picture, Not(HasSubstr("nan")));
}

TEST(ExploreScatter, BearsAFrontOfOneDesign) {
  ExploreResult result = example_result();
  result.stages[1] = result.stages[2] = {};
  std::vector<EvaluatedDesign>& evaluated = result.of(EvaluationStage::closed_form).evaluated;
  evaluated.resize(1);
  const std::string picture = scatter(result);
  EXPECT_THAT(picture, HasSubstr("front"));
  EXPECT_THAT(picture, Not(HasSubstr("nan")));
  EXPECT_THAT(picture, Not(HasSubstr("inf")));
}

TEST(ExploreBars, ShowErrorsOnlyOfSamples) {
  ExploreResult result = example_result();
  const std::string exact = explore_sensitivity_svg(result, conclude(result));
  result.of(EvaluationStage::closed_form).evaluated.resize(150);
  const std::string sampled = explore_sensitivity_svg(result, conclude(result));
  EXPECT_EQ(count(exact, "#222222"), 0u);
  EXPECT_GT(count(sampled, "#222222"), 0u);
}

}  // namespace
}  // namespace tron::report
