#include "explore/search/sensitivity.h"

#include <cmath>

#include <gtest/gtest.h>

#include "base/numbers/philox.h"
#include "explore/evaluated_for_test.h"

namespace tron::explore {
namespace {

using Trend = ParameterEffect::Trend;

/// log throughput = 2 a, log epb = (b - 2)^2 - c [c = 1] on values 0 to 4; parameter d does nothing.
EvaluatedDesign evaluate_sum(const Space& space, std::uint64_t number) {
  const auto i = space.indices(number);
  const double b = i[1] - 2.0;
  return design(number, std::exp(2.0 * i[0] + i[1]), std::exp(b * b - (i[2] == 1 ? 1 : 0)));
}

std::vector<EvaluatedDesign> all_of(const Space& space) {
  std::vector<EvaluatedDesign> all;
  for (std::uint64_t n = 0; n < space.size(); ++n) all.push_back(evaluate_sum(space, n));
  return all;
}

TEST(Sensitivity, OfASumIsEachTermsVariance) {
  const Space space = grid_space(4, 5);
  const Sensitivity found = sensitivity_of(space, kFastAndFrugal, all_of(space));
  EXPECT_TRUE(found.exhaustive);
  // Values 0 to 4 have variance 2: four times that for 2 a.
  EXPECT_NEAR(found.effects[0][0].share, 0.8, 1e-12);
  EXPECT_NEAR(found.effects[1][0].share, 0.2, 1e-12);
  EXPECT_NEAR(found.effects[2][0].share, 0, 1e-12);
  // (b - 2)^2 is 4, 1, 0, 1, 4: variance 2.8; [c = 1]: 0.16.
  EXPECT_NEAR(found.effects[1][1].share, 2.8 / 2.96, 1e-12);
  EXPECT_NEAR(found.effects[2][1].share, 0.16 / 2.96, 1e-12);
  for (const auto& parameter : found.effects) EXPECT_EQ(parameter[0].error, 0);
}

TEST(Sensitivity, TellsWhereEachParameterLeads) {
  Space space = grid_space(4, 5);
  space.parameters[2].ordered = false;
  const Sensitivity found = sensitivity_of(space, kFastAndFrugal, all_of(space));
  EXPECT_EQ(found.effects[0][0].trend, Trend::towards);
  EXPECT_EQ(found.effects[0][0].value, 4u);
  EXPECT_EQ(found.effects[1][1].trend, Trend::inside);
  EXPECT_EQ(found.effects[1][1].value, 2u);
  EXPECT_EQ(found.effects[2][1].trend, Trend::best);
  EXPECT_EQ(found.effects[2][1].value, 1u);
  EXPECT_EQ(found.effects[3][0].trend, Trend::flat);
}

TEST(Sensitivity, OfASampleIsWithinItsError) {
  const Space space = grid_space(4, 5);
  std::vector<EvaluatedDesign> sample;
  for (std::uint64_t i = 0; i < 300; ++i) {
    const std::uint64_t number =
        Philox::block({static_cast<std::uint32_t>(i), 0, 0, 0}, {9, 9})[0] % space.size();
    sample.push_back(evaluate_sum(space, number));
  }
  const Sensitivity found = sensitivity_of(space, kFastAndFrugal, sample);
  EXPECT_FALSE(found.exhaustive);
  EXPECT_GT(found.effects[0][0].error, 0.001);
  EXPECT_LT(found.effects[0][0].error, 0.1);
  EXPECT_NEAR(found.effects[0][0].share, 0.8, 3 * found.effects[0][0].error);
  EXPECT_NEAR(found.effects[1][0].share, 0.2, 3 * found.effects[1][0].error);
  EXPECT_NEAR(found.effects[3][0].share, 0, 0.03);
}

TEST(Sensitivity, CountsWhatDoesNotWorkByValue) {
  const Space space = grid_space(4, 5);
  std::vector<EvaluatedDesign> all = all_of(space);
  for (EvaluatedDesign& one : all) {
    const auto i = space.indices(one.number);
    if (i[0] == 4) one = EvaluatedDesign{one.number, Status::infeasible, {}};
    if (i[0] == 3) one.status = Status::outside;
  }
  const Sensitivity found = sensitivity_of(space, kFastAndFrugal, all);
  EXPECT_EQ(found.working, 500u);
  EXPECT_EQ(found.values[0][4].evaluated, 125u);
  EXPECT_EQ(found.values[0][4].working, 0u);
  EXPECT_TRUE(std::isnan(found.values[0][4].means[0]));
  EXPECT_EQ(found.values[0][3].working, 125u);
  EXPECT_EQ(found.values[0][3].designs, 0u);
  EXPECT_EQ(found.values[1][0].working, 100u);
  EXPECT_EQ(found.effects[0][0].value, 3u);
}

TEST(Sensitivity, BearsNothingAndOne) {
  const Space space = grid_space(2, 3);
  EXPECT_EQ(sensitivity_of(space, kFastAndFrugal, {}).effects[0][0].share, 0);
  const Sensitivity one = sensitivity_of(space, kFastAndFrugal, {design(4, 1, 1)});
  EXPECT_EQ(one.effects[1][1].share, 0);
  EXPECT_EQ(one.effects[1][1].trend, Trend::flat);
}

}  // namespace
}  // namespace tron::explore
