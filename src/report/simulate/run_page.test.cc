#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/draw/squeezed_for_test.h"
#include "report/infer/example_report.h"
#include "report/report.h"
#include "report/simulate/example_simulation.h"

namespace tron::report {
namespace {

using testing::HasSubstr;
using testing::Not;

RunReport example_run() {
  return {example_report(), example_simulate_report()};
}

TEST(RunPage, SetsAnswersBesideCosts) {
  const std::string text = squeezed(run_page(example_run()));
  EXPECT_THAT(
      text, HasSubstr("right, digital 90.0 % (180 of 200) 90.0 % (180 of 200) right, photonic 70.0 % (140 of "
                      "200) 70.0 % (140 of 200)"));
  EXPECT_THAT(text, HasSubstr("latency of the batch 20 us 40 us"));
  EXPECT_THAT(text, Not(HasSubstr("right, moments")));
}

TEST(RunPage, ShowsThatBothReadTheSameProgram) {
  // 1 000 000 multiply-accumulates over 200 samples against 5 000 000 over a batch of 2.
  EXPECT_THAT(squeezed(run_page(example_run())),
              HasSubstr("MACs per sample, executed 5 000 5 000 MACs per sample, timed 2 500 000 2 500 000"));
}

TEST(RunPage, ChargesRightAnswersForTheWrongOnes) {
  // 5.001 uJ an inference, 70 % of them right.
  EXPECT_THAT(squeezed(run_page(example_run())), HasSubstr("energy per right answer 7.145 uJ 7.145 uJ"));
}

TEST(RunPage, TellsAnswerAndCostOfAnAssumptionSetTogether) {
  const std::string text = squeezed(run_page(example_run()));
  const std::size_t answer = text.find("Under the paper assumptions the laser sends");
  const std::size_t cost = text.find("Under the paper assumptions example takes 20 us");
  const std::size_t other = text.find("Under the audited assumptions the laser sends");
  ASSERT_NE(cost, std::string::npos);
  EXPECT_LT(answer, cost);
  EXPECT_LT(cost, other);
  EXPECT_THAT(text, HasSubstr("used the same compiled program"));
}

TEST(RunPage, HoldsWithoutAnswers) {
  RunReport report = example_run();
  for (InferRun& run : report.inference.runs) run.evaluation = {};
  const std::string text = squeezed(run_page(report));
  EXPECT_THAT(text, Not(HasSubstr("right,")));
  EXPECT_THAT(text, HasSubstr("latency of the batch 20 us 40 us"));
}

TEST(RunJson, HoldsBothReadings) {
  const Json json = run_json(example_run());
  EXPECT_EQ(json.find("inference")->find("results")->size(), 4u);
  const Json::Array& costs = json.find("simulation")->as_array();
  ASSERT_EQ(costs.size(), 2u);
  EXPECT_EQ(costs[1].find("assumptions")->as_string(), "audited");
  EXPECT_DOUBLE_EQ(costs[1].find("latency_s")->as_number(), 40e-6);
}

}  // namespace
}  // namespace tron::report
