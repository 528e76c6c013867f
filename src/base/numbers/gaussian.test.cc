#include "base/numbers/gaussian.h"

#include <cmath>

#include <gtest/gtest.h>

#include "base/numbers/statistics.h"

namespace tron::base {
namespace {

TEST(Gaussian, MomentsOverAllInputsAreThoseOfTheNormalDistribution) {
  double sum = 0, square = 0, fourth = 0;
  for (std::uint32_t r = 0; r < 65536; ++r) {
    const double z = gaussian16(r);
    sum += z, square += z * z, fourth += z * z * z * z;
  }
  EXPECT_NEAR(sum / 65536, 0, 1e-12);
  EXPECT_NEAR(square / 65536, 1, 1e-6);
  EXPECT_NEAR(fourth / 65536, 3, 0.01);
}

TEST(Gaussian, DeviatesComeInPairsOfBothSigns) {
  for (std::uint32_t r = 0; r < 32768; ++r) EXPECT_EQ(gaussian16(r), -gaussian16(65535 - r)) << r;
}

TEST(Gaussian, EverySizeIsTheQuantileOfItsTail) {
  for (std::uint32_t r = 0; r < 32768; ++r) {
    EXPECT_NEAR(gaussian16(r), -normal_quantile((r + 0.5) / 65536), 7e-3) << r;
  }
}

TEST(Gaussian, UpperBitsDoNotMatter) {
  for (std::uint32_t r = 0; r < 65536; r += 17) EXPECT_EQ(gaussian16(r), gaussian16(r | 0xABCD0000u));
}

}  // namespace
}  // namespace tron::base
