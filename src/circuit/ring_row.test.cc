#include "circuit/ring_row.h"

#include <cmath>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tron::circuit {
namespace {

double between(double low, double high) {
  return low + (high - low) * (*rc::gen::resize(100, rc::gen::inRange(0, 1 << 24))) / double(1 << 24);
}

RingRow row(int channels, bool add_drop, double spacing_nm = 1.1) {
  std::vector<RingShape> rings;
  for (int j = 0; j < channels; ++j) {
    const MicroringParameters p{nanometres(1550 + spacing_nm * j), 6000, nanometres(18), Decibel{25}, 0.999};
    rings.push_back(add_drop ? AddDropRing(p).shape() : AllPassRing(p).shape());
  }
  return {{channels, nanometres(1550), nanometres(spacing_nm)}, rings};
}

TEST(NeighbourGains, ThreeRingsByHand) {
  const double through[] = {0.9, 0.8, 0.7}, squared[] = {0.81, 0.64, 0.49}, drop[] = {0.05, 0.1, 0.2};
  const NeighbourGains middle = neighbour_gains_of(1, 3, through, squared, drop);
  EXPECT_DOUBLE_EQ(middle.pass, 0.9 * 0.7);
  EXPECT_DOUBLE_EQ(middle.before, 0.05);
  EXPECT_DOUBLE_EQ(middle.again, 0.81);
  EXPECT_DOUBLE_EQ(middle.after, 0.81 * 0.2);
  // Put together with the channel's own ring it is the walk along both buses.
  const double walked = 0.05 + 0.81 * 0.1 + 0.81 * 0.64 * 0.2;
  EXPECT_DOUBLE_EQ(middle.before + middle.again * 0.1 + middle.after * 0.64, walked);
  const NeighbourGains last = neighbour_gains_of(2, 3, through, squared, drop);
  EXPECT_DOUBLE_EQ(last.before, 0.05 + 0.81 * 0.1);
  EXPECT_DOUBLE_EQ(last.again, 0.81 * 0.64);
  EXPECT_DOUBLE_EQ(last.after, 0);
  const NeighbourGains all_pass = neighbour_gains_of(0, 3, through, squared, nullptr);
  EXPECT_DOUBLE_EQ(all_pass.pass, 0.8 * 0.7);
  EXPECT_DOUBLE_EQ(all_pass.before + all_pass.after, 0);
}

RC_GTEST_PROP(RingRow, MatrixIsEveryRingAtEveryChannel, ()) {
  const bool add_drop = *rc::gen::arbitrary<bool>();
  const RingRow r = row(*rc::gen::inRange(1, 16), add_drop);
  std::vector<double> detuning(r.channels());
  for (double& d : detuning) d = between(-20, 20) * 1e-9;
  TransmissionMatrix t;
  r.transmissions(detuning, t);
  for (int i = 0; i < r.channels(); ++i) {
    for (int j = 0; j < r.channels(); ++j) {
      const double s = r.ring(j).s_at(r.distance_m(i, j) - detuning[j]);
      RC_ASSERT(std::abs(t.through_of(i)[j] - r.ring(j).through_at(s)) < 1e-11);
      if (add_drop) RC_ASSERT(std::abs(t.drop_of(i)[j] - r.ring(j).drop_at(s)) < 1e-11);
    }
  }
  RC_ASSERT(t.drop.empty() != add_drop);
}

RC_GTEST_PROP(RingRow, ExtremesEncloseEveryDetuningAndAreReached, ()) {
  const RingRow r = row(5, true, between(0.2, 4.4));
  const double range = between(0.01, 9) * 1e-9;
  TransmissionMatrix least, greatest, now;
  r.extremes(range, least, greatest);
  std::vector<double> lowest(25, 2), highest(25, -1);
  constexpr int kSteps = 400;
  for (int k = 0; k <= kSteps; ++k) {
    r.transmissions(std::vector<double>(5, range * k / kSteps), now);
    for (int m = 0; m < 25; ++m) {
      RC_ASSERT(now.through[m] >= least.through[m] - 1e-12);
      RC_ASSERT(now.through[m] <= greatest.through[m] + 1e-12);
      RC_ASSERT(now.drop[m] >= least.drop[m] - 1e-12);
      RC_ASSERT(now.drop[m] <= greatest.drop[m] + 1e-12);
      lowest[m] = std::min(lowest[m], now.through[m]);
      highest[m] = std::max(highest[m], now.through[m]);
    }
  }
  // A step of at most 0.0225 nm misses the bottom of a line 0.26 nm wide by less than this.
  for (int m = 0; m < 25; ++m) {
    RC_ASSERT(lowest[m] - least.through[m] < 0.01);
    RC_ASSERT(greatest.through[m] - highest[m] < 0.01);
  }
}

}  // namespace
}  // namespace tron::circuit
