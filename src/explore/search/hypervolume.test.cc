#include "explore/search/hypervolume.h"

#include <gtest/gtest.h>

#include "explore/evaluated_for_test.h"

namespace tron::explore {
namespace {

/// On the scale of the front, where costs are logarithms.
EvaluatedDesign at(std::uint64_t number, double slow, double costly, double big = 0) {
  return design(number, std::exp(-slow), std::exp(costly), std::exp(big));
}

TEST(Hypervolume, OfTwoDesignsIsTwoRectangles) {
  const std::vector<EvaluatedDesign> front = {at(0, 0, 1), at(1, 1, 0)};
  const HypervolumeFrame frame = frame_of(kFastAndFrugal, front);
  EXPECT_NEAR(frame.reference[0], 1.1, 1e-12);
  // In units of the box, whose side is 1.1: two of 1.1 x 0.1, less 0.1 x 0.1 in both.
  EXPECT_NEAR(hypervolume(frame, front), (2 * 1.1 * 0.1 - 0.01) / 1.21, 1e-12);
}

TEST(Hypervolume, CountsOnceWhatSeveralCover) {
  const std::vector<EvaluatedDesign> front = {at(0, 0, 1), at(1, 1, 0), at(2, 0.5, 0.5)};
  const HypervolumeFrame frame = frame_of(kFastAndFrugal, front);
  std::vector<EvaluatedDesign> more = front;
  more.push_back(at(3, 0.6, 0.6));  // beaten
  more.push_back(at(4, 2, -3));     // beyond the box
  EXPECT_DOUBLE_EQ(hypervolume(frame, more), hypervolume(frame, front));
  EXPECT_NEAR(hypervolume(frame, front), (0.6 * 0.6 + 2 * 0.5 * 0.1) / 1.21, 1e-12);
}

TEST(Hypervolume, OfOneObjectiveIsALength) {
  const std::vector<Objective> fast = {{Metric::throughput, true}};
  const std::vector<EvaluatedDesign> best = {at(0, 0, 0)};
  EXPECT_DOUBLE_EQ(covered_share(fast, best, best), 1);
  EXPECT_NEAR(covered_share(fast, {at(1, 0.25, 0)}, best), 0.75, 1e-12);
}

TEST(CoveredShare, GrowsWithWhatIsFoundUpToOne) {
  std::vector<EvaluatedDesign> whole, found;
  for (int i = 0; i <= 10; ++i) whole.push_back(at(i, i, 10 - i, (i - 5) * (i - 5)));
  const std::vector<Objective> three = {
      {Metric::throughput, true}, {Metric::epb, false}, {Metric::area, false}};
  double before = 0;
  for (const EvaluatedDesign& one : whole) {
    found.push_back(one);
    const double share = covered_share(three, found, whole);
    EXPECT_GT(share, before);
    before = share;
  }
  EXPECT_DOUBLE_EQ(before, 1);
  EXPECT_THROW(covered_share(three, found, {}), std::logic_error);
}

}  // namespace
}  // namespace tron::explore
