#include "base/gaussian.h"

#include <cmath>

#include <gtest/gtest.h>

#include "base/statistics.h"

namespace tron {
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

TEST(Gaussian, SignIsBitZeroAndSizesAreSymmetric) {
  for (std::uint32_t r = 0; r < 65536; r += 2) {
    EXPECT_GE(gaussian16(r), 0);
    EXPECT_EQ(gaussian16(r), -gaussian16(r + 1));
  }
}

TEST(Gaussian, EverySizeIsTheQuantileOfItsTail) {
  for (std::uint32_t r = 0; r < 65536; r += 2) {
    const double tail = ((r & 0xFFFEu) | 1u) / 131072.0;
    EXPECT_NEAR(gaussian16(r), -normal_quantile(tail), 4e-3) << r;
  }
}

TEST(Gaussian, SmallerTailNumberMeansLargerDeviate) {
  for (std::uint32_t r = 2; r < 65536; r += 2) EXPECT_LE(gaussian16(r), gaussian16(r - 2) + 1e-5f) << r;
}

}  // namespace
}  // namespace tron
