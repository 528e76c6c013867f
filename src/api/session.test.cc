#include <algorithm>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing/source_tree.h"
#include "tron/tron.h"

namespace tron {
namespace {

using testing::HasSubstr;

const std::vector<std::string> kTooFast{"tuning.eo_in_symbol=false"};

class PublicFace : public testing::Test {
 protected:
  static void SetUpTestSuite() { base::use_source_data(); }

  static Network shapes() { return Network::load({.path = "deit-tiny", .weights = false}); }
};

TEST_F(PublicFace, AnInfeasibleSetLeavesTheOthersTheirResults) {
  const ChipSet both = ChipSet::load("tron", {"audited", "paper"}, kTooFast);
  const SimulateResult result = Session(shapes(), both).simulate();
  ASSERT_EQ(result.chips.size(), 1u);
  EXPECT_EQ(result.chips[0].assumptions, "paper");
  ASSERT_EQ(result.infeasible.size(), 1u);
  EXPECT_FALSE(result.infeasible[0].remedies.empty());
  EXPECT_THROW(Session(shapes(), ChipSet::load("tron", {"audited"}, kTooFast)), InfeasibleError);
}

TEST_F(PublicFace, AnInfeasibleChipSaysWhyAndWhatHelps) {
  try {
    Chip::load({.assumptions = "audited", .settings = kTooFast});
    FAIL() << "nothing was thrown";
  } catch (const InfeasibleError& error) {
    EXPECT_THAT(error.what(), HasSubstr("audited"));
    EXPECT_EQ(error.why().unit, "dB");
    EXPECT_LT(error.why().margin, 0);
    EXPECT_FALSE(error.why().remedies.empty());
  }
}

TEST_F(PublicFace, SharesAddUpToTheWhole) {
  const SimulateResult result = Session(shapes(), {Chip::load()}).simulate({.batch = 3});
  const ChipSimulation& chip = result.chips.at(0);
  double energy_j = 0, area_m2 = 0;
  for (const Share& share : chip.energy_j) energy_j += share.value;
  for (const Share& share : chip.area_parts_m2) area_m2 += share.value;
  EXPECT_NEAR(energy_j / (3 * chip.energy_per_inference_j), 1, 1e-9);
  EXPECT_NEAR(area_m2 / chip.area_m2, 1, 1e-9);
  EXPECT_NEAR(chip.power_w * chip.latency_s / energy_j, 1, 1e-9);
  EXPECT_LE(chip.bound_latency_s, chip.latency_s * (1 + 1e-12));
}

TEST_F(PublicFace, ANetworkThatClassifiesWritesNoText) {
  const Network network = Network::load({.path = base::source_file("tests/golden/bert")});
  EXPECT_TRUE(network.has_weights());
  EXPECT_THROW(Session(network, {Chip::load()}).generate({.ids = {1}}), InputError);
}

TEST_F(PublicFace, ShapesAloneAnswerNothing) {
  const Network network = shapes();
  EXPECT_FALSE(network.has_weights());
  EXPECT_GT(network.parameters(), 1'000'000u);
  EXPECT_THROW(Session(network, std::vector<Chip>{}), InputError);
}

TEST_F(PublicFace, WorkThatIsCancelledBeforeItBeginsThrows) {
  Control control;
  control.cancel.cancel();
  EXPECT_THROW(Session(shapes(), {Chip::load()}).simulate({}, control), RunError);
}

TEST_F(PublicFace, WhatTheCallerThrowsOnceAllIsLoadedEndsTheWork) {
  Control control;
  control.loaded = [] { throw InputError({"out.json", 0, 0, ""}, "a folder", "a file"); };
  EXPECT_THROW(Session(shapes(), {Chip::load()}).simulate({}, control), InputError);
}

TEST_F(PublicFace, ReportsNameTheCommandThatTheyWereToldOf) {
  Control control;
  control.command_line = "my notebook, cell 7";
  const Report report = Session(shapes(), {Chip::load()}).simulate({}, control).report;
  EXPECT_THAT(report.page(), HasSubstr("my notebook, cell 7"));
  EXPECT_THAT(report.json(), HasSubstr("my notebook, cell 7"));
  EXPECT_EQ(Report().page(), "");
}

TEST_F(PublicFace, ParametersComeWithTheirSource) {
  const Chip chip = Chip::load({.settings = {"sizes.wavelengths=8"}});
  for (const Parameter& one : chip.parameters()) EXPECT_FALSE(one.value.empty()) << one.path;
  const auto& all = chip.parameters();
  const auto found = std::find_if(all.begin(), all.end(),
                                  [](const Parameter& one) { return one.path == "sizes.wavelengths"; });
  ASSERT_NE(found, all.end());
  EXPECT_EQ(found->value, "8");
  EXPECT_EQ(found->tag, "user");
}

}  // namespace
}  // namespace tron
