#include "explore/search/knee.h"

#include <gtest/gtest.h>

#include "explore/evaluated_for_test.h"

namespace tron::explore {
namespace {

EvaluatedDesign at(std::uint64_t number, double slow, double costly, double big = 0) {
  return design(number, std::exp(-slow), std::exp(costly), std::exp(big));
}

TEST(Knee, IsWhereTheFrontBulgesMost) {
  // The quarter of a circle about (1, 1) comes nearest the origin at 45 degrees.
  std::vector<EvaluatedDesign> front;
  for (int i = 0; i <= 20; ++i) {
    const double angle = i * std::acos(0.0) / 20;
    front.push_back(at(i, 1 - std::sin(angle), 1 - std::cos(angle)));
  }
  EXPECT_EQ(knee_of(kFastAndFrugal, front), 10u);
}

TEST(Knee, DoesNotDependOnUnits) {
  std::vector<EvaluatedDesign> front = {at(0, 0, 9), at(1, 0.2, 1), at(2, 3, 0.5), at(3, 9, 0)};
  const auto knee = knee_of(kFastAndFrugal, front);
  for (EvaluatedDesign& one : front) one.metrics[Metric::epb] *= 1e-12;
  EXPECT_EQ(knee_of(kFastAndFrugal, front), knee);
  EXPECT_EQ(knee, 1u);
}

TEST(Knee, IsNowhereOnAStraightOrHollowOrShortFront) {
  EXPECT_FALSE(knee_of(kFastAndFrugal, {at(0, 0, 1), at(1, 0.5, 0.5), at(2, 1, 0)}));
  EXPECT_FALSE(knee_of(kFastAndFrugal, {at(0, 0, 1), at(1, 0.9, 0.9), at(2, 1, 0)}));
  EXPECT_FALSE(knee_of(kFastAndFrugal, {at(0, 0, 1), at(1, 1, 0)}));
  EXPECT_FALSE(knee_of({{Metric::throughput, true}}, {at(0, 0, 1), at(1, 0, 1), at(2, 0, 1)}));
}

TEST(Knee, OfThreeObjectivesIsNearestTheIdealPoint) {
  const std::vector<Objective> three = {
      {Metric::throughput, true}, {Metric::epb, false}, {Metric::area, false}};
  EXPECT_EQ(knee_of(three, {at(0, 0, 1, 1), at(1, 1, 0, 1), at(2, 1, 1, 0), at(3, 0.2, 0.2, 0.2)}), 3u);
}

}  // namespace
}  // namespace tron::explore
