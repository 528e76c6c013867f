#include "circuit/fabrication/calibration.h"

#include <cmath>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tron::circuit {
namespace {

double between(double low, double high) {
  return low + (high - low) * (*rc::gen::resize(100, rc::gen::inRange(0, 1 << 24))) / double(1 << 24);
}

const MicroringParameters kRing{nanometres(1550), 8000, nanometres(18), Decibel{25}, 0.999};

RC_GTEST_PROP(Calibration, AddDropSolvesInAnyNeighbourGains, ()) {
  const RingShape ring = AddDropRing(kRing).shape();
  const NeighbourGains around{between(0.7, 1), between(0.7, 1), between(0, 0.05), between(0, 0.02)};
  const double wanted = between(-0.6, 0.6);
  double s = 0;
  for (int round = 0; round < 30; ++round) s = solve_add_drop(ring, around, wanted, s, 1);
  const double through = ring.through_at(s);
  const double got = around.before + around.again * ring.drop_at(s) + around.after * through * through -
                     around.pass * through;
  RC_ASSERT(std::abs(got - wanted) < 1e-10);
}

TEST(Calibration, AddDropIsClampedToItsRange) {
  const RingShape ring = AddDropRing(kRing).shape();
  EXPECT_EQ(solve_add_drop(ring, {}, 2, 0, 0.3), 0);
  EXPECT_EQ(solve_add_drop(ring, {}, -0.9999, 0, 0.3), 0.3);
  EXPECT_EQ(solve_add_drop(ring, {}, -2, 0, 0.3), 0.3);
}

TEST(Calibration, IsolatedSpanOfTheFullPeriodIsTheRings) {
  const AllPassRing ring(kRing);
  EXPECT_NEAR(isolated_span(ring.shape(), Signs::two_arm, 1), ring.t_max() - ring.t_min(), 1e-12);
  const AddDropRing drop(kRing);
  EXPECT_NEAR(isolated_span(drop.shape(), Signs::add_drop, 1),
              std::min(drop.drop(0) - drop.through(0), drop.through(9e-9) - drop.drop(9e-9)), 1e-12);
}

struct SixRings {
  RingRow row;
  CalibrationTask task;
  double range_m = 0.3e-9;

  explicit SixRings(Signs signs)
      : row({6, nanometres(1550), nanometres(1.0)}, shapes(signs)), task{row, signs, 0} {
    task.s_range = row.ring(0).s_at(range_m);
  }
  static std::vector<RingShape> shapes(Signs signs) {
    return std::vector<RingShape>(
        6, signs == Signs::two_arm ? AllPassRing(kRing).shape() : AddDropRing(kRing).shape());
  }
};

TEST(Calibration, MeanNeighbourGainsStandBetweenTheWorstCases) {
  for (const Signs signs : {Signs::two_arm, Signs::add_drop}) {
    const SixRings six(signs);
    const double alone = isolated_span(six.row.ring(0), signs, six.task.s_range);
    const auto mean = mean_neighbour_gains(six.task, alone);
    TransmissionMatrix least, greatest;
    six.row.extremes(six.range_m, least, greatest);
    for (int i = 0; i < 6; ++i) {
      double low = 1, high = 1;
      for (int j = 0; j < 6; ++j) {
        if (j != i) low *= least.through_of(i)[j], high *= greatest.through_of(i)[j];
      }
      EXPECT_GT(mean[i].pass, low);
      EXPECT_LT(mean[i].pass, high);
    }
    // The channels in the middle have neighbours on both sides.
    EXPECT_LT(mean[2].pass, mean[0].pass);
  }
}

RC_GTEST_PROP(Calibration, CoupledEquationsAreSolvedFromTheRestToo, ()) {
  const Signs signs = *rc::gen::element(Signs::two_arm, Signs::add_drop);
  const SixRings six(signs);
  const double alone = isolated_span(six.row.ring(0), signs, six.task.s_range);
  const auto mean = mean_neighbour_gains(six.task, alone);
  const double scale = full_scale_for(six.task, Compensation::per_symbol, alone, six.range_m, mean);
  std::vector<double> difference(6);
  for (double& d : difference) d = scale * between(-1, 1);
  std::vector<double> cold[2], warm[2];
  cold[0].assign(6, 0);
  cold[1].assign(signs == Signs::two_arm ? 6 : 0, 0);
  RC_ASSERT(solve_coupled(six.task, difference, cold) < 1e-11);
  solve_fixed(six.task, mean, difference, warm);
  RC_ASSERT(solve_coupled(six.task, difference, warm) < 1e-11);
  for (int arm = 0; arm < 2; ++arm) {
    for (std::size_t j = 0; j < cold[arm].size(); ++j)
      RC_ASSERT(std::abs(cold[arm][j] - warm[arm][j]) < 1e-8);
  }
}

}  // namespace
}  // namespace tron::circuit
