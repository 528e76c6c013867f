#include "report/explore/explore_page.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "explore/result_for_test.h"
#include "explore/space/metric_scale.h"

namespace tron::report {
namespace {

using testing::HasSubstr;
using testing::Not;

std::size_t lines_of(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

TEST(ExplorePage, SaysWhatWasSearchedFoundAndHow) {
  const ExploreResult result = example_result();
  const std::string page = explore_page(result, conclude(result), 40);
  for (const char* words :
       {"example\n  three parameters", "objectives: maximise throughput, minimise energy per bit",
        "area at most 60 mm2", "216 combinations", "infeasible, for example", "\"by\" 2 dB",
        "values from the event simulation", "knee", "Best of each objective", "Sensitivity", "all designs",
        "Values that make combinations fail", "closed form / event simulation", "+11.11 %",
        "Accuracy by photonic inference", "75.0 % to 95.0 %", "0123456789abcdef"})
    EXPECT_THAT(page, HasSubstr(words));
}

TEST(ExplorePage, ShowsAnExcerptOfALongFrontWithTheKnee) {
  ExploreResult result = example_result();
  result.space.constraints.clear();
  result.stages[1] = result.stages[2] = {};
  for (EvaluatedDesign& one : result.stages[0].evaluated) {
    if (one.status == Status::outside) one.status = Status::design;
  }
  const Conclusion end = conclude(result);
  ASSERT_GT(end.front.size(), 4u);
  ASSERT_TRUE(end.knee);
  const std::string page = explore_page(result, end, 2);
  EXPECT_THAT(page, HasSubstr("of them shown"));
  EXPECT_THAT(page, HasSubstr("  knee  "));
}

TEST(ExplorePage, SaysSoWhereNothingWorks) {
  ExploreResult result = example_result();
  for (StageResult& stage : result.stages) {
    for (EvaluatedDesign& one : stage.evaluated) one.status = Status::outside;
  }
  const std::string page = explore_page(result, conclude(result), 10);
  EXPECT_THAT(page, HasSubstr("No design works within the constraints."));
  EXPECT_THAT(page, Not(HasSubstr("Best of each")));
  EXPECT_THAT(explore_scatter_svg(result, conclude(result)), HasSubstr("No design"));
}

TEST(ExplorePage, TellsASampleFromTheWhole) {
  ExploreResult result = example_result();
  result.of(EvaluationStage::closed_form).evaluated.pop_back();
  EXPECT_THAT(explore_page(result, conclude(result), 9), HasSubstr("a sample (standard error)"));
  result.space.search.method = Method::nsga2;
  EXPECT_THAT(explore_page(result, conclude(result), 9), HasSubstr("not an even sample"));
}

TEST(ExplorePage, TellsWhatMovesAccuracyWhereItWasMeasured) {
  ExploreResult result = example_result();
  const std::string page = explore_page(result, conclude(result), 9);
  EXPECT_THAT(page, HasSubstr("Sensitivity from photonic inference"));
  EXPECT_THAT(page, HasSubstr("over 2 designs with photonic inference"));
  EXPECT_FALSE(explore_json(result, conclude(result)).find("sensitivity_of_light")->is_null());
  result.of(EvaluationStage::inference) = {};
  EXPECT_EQ(explore_page(result, conclude(result), 9).find("Sensitivity from photonic inference"),
            std::string::npos);
  EXPECT_TRUE(explore_json(result, conclude(result)).find("sensitivity_of_light")->is_null());
}

TEST(ExploreCsv, HasALineForEachDesignOfTheFrontOrForEverything) {
  const ExploreResult result = example_result();
  const Conclusion end = conclude(result);
  EXPECT_EQ(lines_of(explore_csv(result, end, false)), 1 + end.front.size());
  EXPECT_EQ(lines_of(explore_csv(result, end, true)), 1 + 216 + 8 + 2u);
  EXPECT_THAT(explore_csv(result, end, true), HasSubstr("\nclosed_form,30,infeasible,0,0,0,5,0,,,"));
}

TEST(ExploreCsv, QuotesValuesThatHoldItsMarks) {
  ExploreResult result = example_result();
  result.space.parameters[2].values[0] = "a,\"b\"";
  EXPECT_THAT(explore_csv(result, conclude(result), true), HasSubstr(",\"a,\"\"b\"\"\","));
}

TEST(ExploreJson, IsWhatTheConclusionSays) {
  const ExploreResult result = example_result();
  const Conclusion end = conclude(result);
  const Json json = explore_json(result, end);
  EXPECT_EQ(json.find("front")->size(), end.front.size());
  EXPECT_EQ(json.find("figures_of")->as_string(), "event");
  EXPECT_EQ(json.find("accuracy")->size(), 2u);
  EXPECT_EQ(json.find("space")->find("combinations")->as_integer(), 216);
  const Json& first = json.find("front")->as_array().front();
  EXPECT_EQ(first.find("number")->as_integer(),
            static_cast<std::int64_t>(end.evaluated[end.front[0]].number));
  EXPECT_TRUE(first.find("metrics")->find("yield")->is_null());
}

TEST(ExplorePlots, ShowTheFrontAndABarForEachParameterAndObjective) {
  const ExploreResult result = example_result();
  const Conclusion end = conclude(result);
  EXPECT_THAT(explore_scatter_svg(result, end), HasSubstr("energy per bit (pJ/bit)"));
  const std::string bars = explore_sensitivity_svg(result, end);
  EXPECT_THAT(bars, HasSubstr(">rule<"));
  EXPECT_THAT(bars, Not(HasSubstr("nan")));
}

TEST(MetricScale, ShowsMetricsInTheUnitsOfThePaper) {
  EXPECT_EQ(metric_text(Metric::throughput, 3794e9), "3794 GOPS");
  EXPECT_EQ(metric_text(Metric::epb, 2.89e-12), "2.89 pJ/bit");
  EXPECT_EQ(metric_text(Metric::throughput_per_epb, 3794e9 / 2.89e-12, 5), "1312.8 GOPS/(pJ/bit)");
  EXPECT_EQ(metric_text(Metric::area, 67.6e-6), "67.6 mm2");
  EXPECT_EQ(metric_value(Metric::accuracy, NAN), "-");
}

}  // namespace
}  // namespace tron::report
