#include "report/yield/yield_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/draw/squeezed_for_test.h"
#include "report/yield/example_yield.h"

namespace tron::report {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string page_of(const YieldReport& report) {
  return squeezed(yield_page(example_yield_subject(), {report}));
}

TEST(YieldPage, SaysWhatRanAndShowsBothSpreads) {
  const std::string page = page_of(example_yield_report());
  EXPECT_THAT(page, HasSubstr("images.npy: 100 samples"));
  EXPECT_THAT(page, HasSubstr("seed 7; tron 0.1.0"));
  EXPECT_THAT(page, HasSubstr("rings spread by 2.10 nm (variance: 40 % per chip, 2 % per ring"));
  EXPECT_THAT(page, HasSubstr("the waveguides' figures alone give 2.00 nm"));
}

TEST(YieldPage, SaysThatALookWasQuick) {
  YieldSubject subject = example_yield_subject();
  EXPECT_THAT(yield_page(subject, {example_yield_report()}), Not(HasSubstr("--quick")));
  subject.quick = true;
  EXPECT_THAT(squeezed(yield_page(subject, {example_yield_report()})),
              HasSubstr("A quick look (--quick): few chips"));
}

TEST(YieldPage, TellsChipsFromSamplesAndNoise) {
  const std::string page = page_of(example_yield_report());
  EXPECT_THAT(page, HasSubstr("The nominal chip has an accuracy of 90.10 % (mean of 8 runs"));
  EXPECT_THAT(page, HasSubstr("spread by 1.29 points: 0.68 from samples and noise, and 1.10 from the chips "
                              "themselves"));
  EXPECT_THAT(page, HasSubstr("64.2 % of chips are at most 1 points below the nominal chip"));
  EXPECT_THAT(page, HasSubstr("2 of 4 are (15.0 .. 85.0 %)"));
}

TEST(YieldPage, SaysNoMoreOfASpreadThanTheFiguresTell) {
  YieldReport one = example_yield_report();
  one.summary.spread = {1, 0.9, 0, 0, 0};
  EXPECT_THAT(page_of(one), HasSubstr("one chip does not show how chips spread"));
  EXPECT_THAT(page_of(one), Not(HasSubstr("spread by 0.00 points")));
  EXPECT_THAT(page_of(one), HasSubstr("Heaters take 165.0 W on average; tron simulate charges"));
  YieldReport noisy = example_yield_report();
  noisy.summary.spread = {2, 0.9, 0, 0, 0.0527};
  EXPECT_THAT(page_of(noisy),
              HasSubstr("spread by 0.00 points, no more than samples and noise alone explain (5.27)"));
}

TEST(YieldPage, HasNoTablesOfChipsThatNobodyEvaluated) {
  YieldReport none = example_yield_report();
  none.summary = YieldSummary{};
  EXPECT_THAT(page_of(none), HasSubstr("no chip was finished"));
  EXPECT_THAT(page_of(none), Not(HasSubstr("heater power")));
  const std::string both = squeezed(yield_page(example_yield_subject(), {example_yield_report(), none}));
  EXPECT_THAT(both, HasSubstr("heater power, W 150.0"));
  EXPECT_THAT(both, Not(HasSubstr("heater power, W 0.0")));
}

TEST(YieldPage, SaysWhereTheSpreadOfRingsComesFrom) {
  YieldReport report = example_yield_report();
  EXPECT_THAT(page_of(report), HasSubstr("measured on rings; the waveguides' figures alone give 2.00 nm"));
  report.process.from_guides = true, report.process.ring_sigma = nanometres(2);
  const std::string page = page_of(report);
  EXPECT_THAT(page, HasSubstr("rings spread by 2.00 nm (variance: 40 % per chip, 2 % per ring, the rest "
                              "correlated over 4.5 mm), from the waveguides' figures"));
  EXPECT_THAT(page,
              HasSubstr("tron simulate charges 220.0 W for the spread of microring.fabrication_sigma."));
}

TEST(YieldPage, SetsHeatersBesideTheLedger) {
  const std::string page = page_of(example_yield_report());
  EXPECT_THAT(
      page, HasSubstr("Heaters take 165.0 W on average, and 150.0 W to 180.0 W over the chips; tron simulate "
                      "charges 220.0 W"));
  YieldReport many = example_yield_report();
  many.summary.spread.chips = 10;
  EXPECT_THAT(page_of(many),
              HasSubstr("165.0 W on average, and 151.5 W to 178.5 W in nine of ten chips; tron simulate "
                        "charges 220.0 W. "));
  EXPECT_THAT(page, HasSubstr("0.8 of 1 000 rings per chip are out of their heaters' range"));
  YieldReport reached = example_yield_report();
  reached.summary.out_of_reach = 0;
  EXPECT_THAT(page_of(reached), HasSubstr("No ring is out of its heater's range"));
}

TEST(YieldPage, SaysHowLongACalibrationLasts) {
  const std::string page = page_of(example_yield_report());
  EXPECT_THAT(page, HasSubstr("At temperatures of -0.020 to >0.060 K from calibration, the mean stays "
                              "within 1 points"));
  // 0.08 K: eight minutes, 48 and 4.8 seconds.
  EXPECT_THAT(page, HasSubstr("8 min 00 s 48.0 s 4.80 s"));
  YieldReport none = example_yield_report();
  none.summary.band.reset();
  EXPECT_THAT(page_of(none), HasSubstr("audited none of those simulated"));
}

TEST(YieldPage, ListsVariationsAndChoices) {
  const std::string page = page_of(example_yield_report());
  EXPECT_THAT(page, HasSubstr("0.2 K warmer 1 80.0 % 88.0 % 0.00 64.2 %"));
  EXPECT_THAT(page, HasSubstr("cyclic 1.05 nm 9.0 nm 45.0 W 0.0 0.0 %"));
}

TEST(YieldPage, SaysWhatAnInterruptLeft) {
  YieldReport report = example_yield_report();
  EXPECT_THAT(page_of(report), Not(HasSubstr("Interrupted")));
  report.summary.asked = 200;
  EXPECT_THAT(page_of(report), HasSubstr("Interrupted: 4 of 200 chips and 8 of 8 nominal runs are included"));
  report.summary.spread.chips = 0;
  EXPECT_THAT(page_of(report), HasSubstr("no chip was finished"));
}

TEST(YieldCsv, IsALineAChipWithTheVariationsItRan) {
  const std::string csv = yield_csv(example_yield_subject(), {example_yield_report()});
  EXPECT_THAT(csv, testing::StartsWith("assumptions,seed,version,chip,accuracy,scored,"));
  EXPECT_THAT(csv, HasSubstr(",0.2 K warmer\n"));
  EXPECT_THAT(csv, HasSubstr("audited,7,0.1.0,0,0.88,100,150,4e-09,0,0,0.8\n"));
  EXPECT_THAT(csv, HasSubstr("audited,7,0.1.0,2,0.9,100,170,4e-09,3,2,\n")) << "it did not run warmer";
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 1 + 4) << "the nominal chip is none of them";
}

TEST(YieldJson, HoldsTheFiguresOfThePage) {
  const Json json = yield_json(example_yield_subject(), {example_yield_report()});
  const Json& result = json.find("results")->as_array()[0];
  EXPECT_EQ(result.find("nominal")->find("mean")->as_number(), 0.901);
  EXPECT_EQ(result.find("yield")->as_array()[0].find("share")->as_number(), 0.642);
  EXPECT_EQ(result.find("ledger_heater_power_w")->as_number(), 220);
  EXPECT_EQ(result.find("tolerable")->find("high_k")->as_number(), 0.06);
  EXPECT_TRUE(result.find("tolerable")->find("open_high")->as_bool());
  EXPECT_EQ(result.find("chips")->size(), 4u);
  EXPECT_TRUE(result.find("complete")->as_bool());
  YieldReport none = example_yield_report();
  none.summary.band.reset();
  EXPECT_TRUE(yield_json(example_yield_subject(), {none})
                  .find("results")
                  ->as_array()[0]
                  .find("tolerable")
                  ->is_null());
}

TEST(YieldSvg, DrawsThreePlotsASet) {
  const std::string svg =
      yield_svg(example_yield_subject(), {example_yield_report(), example_yield_report()});
  for (const char* what : {"audited: 4 chips of TRON", "Power of the heaters",
                           "Accuracy against the temperature", "nominal", "ledger", "seed 7, tron 0.1.0"})
    EXPECT_THAT(svg, HasSubstr(what));
  EXPECT_THAT(svg, Not(HasSubstr("nan")));
  YieldReport empty = example_yield_report();
  empty.outcomes.clear(), empty.summary = {};
  EXPECT_THAT(yield_svg(example_yield_subject(), {empty}), testing::EndsWith("</svg>\n"));
}

}  // namespace
}  // namespace tron::report
