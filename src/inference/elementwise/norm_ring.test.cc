#include "inference/elementwise/norm_ring.h"

#include <cmath>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "inference/elementwise/elementwise_exact.h"

namespace tron::inference {
namespace {

MicroringParameters ring() {
  return {nanometres(1550), 8000, nanometres(18), {25}, 0.999};
}

NormRing norm_of(int ring_bits, int bits) {
  return NormRing({NormKind::microring, ring_bits, bits}, ring(), nanometres(0.2));
}

TEST(NormRing, MultiplierIsWithinADriveStepOfTheWantedOne) {
  const NormRing norm = norm_of(8, 8);
  // The widest step of 256 codes over 0.2 nm is 0.0064 of full scale; half of it is the rounding.
  for (double t = 0.01; t <= 1; t += 0.01) EXPECT_NEAR(norm.multiplier(t), t, 0.0034) << t;
  EXPECT_NEAR(norm.multiplier(1), 1, 1e-12);
  EXPECT_DOUBLE_EQ(norm.multiplier(1.7), norm.multiplier(1)) << "a ring does not amplify";
}

TEST(NormRing, MultiplierEndsAtTheExtinction) {
  const AllPassRing device(ring());
  EXPECT_NEAR(norm_of(8, 8).multiplier(1e-9), device.t_min() / device.through(0.2e-9), 1e-9);
}

TEST(NormRing, IdealPartsGiveTheExactNorm) {
  std::mt19937 random(3);
  std::normal_distribution<float> normal(0.3f, 2);
  std::vector<float> x(33), gamma(33), beta(33), exact(33), out(33);
  for (std::size_t i = 0; i < x.size(); ++i)
    x[i] = normal(random), gamma[i] = normal(random), beta[i] = normal(random);
  exact_norm(x.data(), {gamma.data(), beta.data(), 1e-6}, 33, exact.data());
  const auto error = [&](int bits) {
    ElementRange range;
    range.in_max[0] = 10;
    range.out_max = 5;
    range.deviation_min = 0.9f;
    norm_of(bits, bits).run(range, x.data(), {gamma.data(), beta.data(), 1e-6}, 33, out.data());
    double worst = 0;
    for (std::size_t i = 0; i < x.size(); ++i) worst = std::max<double>(worst, std::abs(out[i] - exact[i]));
    return worst;
  };
  EXPECT_LT(error(16), 2e-3);
  EXPECT_LT(error(8), 0.5);
  EXPECT_GT(error(8), 10 * error(16)) << "8 bits must cost something";
}

// An RMS norm is the same ring with nothing taken off before it.
TEST(NormRing, TakesNoMeanForAnRmsNorm) {
  const std::vector<float> x{1, 2, 3, 4}, gamma{1, -1, 2, 0.5f};
  ElementRange range;
  range.in_max[0] = 4;
  range.out_max = 2;
  range.deviation_min = 1;
  std::vector<float> exact(4), out(4);
  const NormTerms rms{gamma.data(), nullptr, 0, false};
  exact_norm(x.data(), rms, 4, exact.data());
  EXPECT_NEAR(exact[2], 2 * 3 / std::sqrt(7.5), 1e-6);
  norm_of(16, 16).run(range, x.data(), rms, 4, out.data());
  for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(out[i], exact[i], 2e-3);
}

TEST(NormRing, ClampsAtTheAdcsRange) {
  const std::vector<float> x{-3, 0, 0, 0, 0, 0, 0, 0, 0, 3}, gamma(10, 1), beta(10, 0);
  ElementRange range;
  range.in_max[0] = 3;
  range.out_max = 1;
  range.deviation_min = 0.1f;
  std::vector<float> out(10);
  norm_of(8, 8).run(range, x.data(), {gamma.data(), beta.data(), 0}, 10, out.data());
  EXPECT_FLOAT_EQ(out[0], -1);
  EXPECT_FLOAT_EQ(out[9], 1);
}

}  // namespace
}  // namespace tron::inference
