#include "inference/calibration/magnitude_histogram.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tron::inference {
namespace {

TEST(MagnitudeHistogram, FindsPercentilesWithinABin) {
  MagnitudeHistogram histogram;
  for (int i = 1; i <= 1000; ++i) histogram.add(i % 2 == 0 ? -0.01f * i : 0.01f * i);
  EXPECT_NEAR(histogram.percentile(50), 5, 5 / 64.0);
  EXPECT_NEAR(histogram.percentile(99), 9.9, 9.9 / 64);
  EXPECT_EQ(histogram.percentile(100), 10) << "the maximum itself";
  EXPECT_GE(histogram.percentile(99), 9.9f) << "at least so many do not pass it";
}

TEST(MagnitudeHistogram, HasNoTroubleWithExtremes) {
  MagnitudeHistogram histogram;
  EXPECT_EQ(histogram.percentile(99), 0);
  histogram.add(0);
  EXPECT_EQ(histogram.percentile(50), 0);
  histogram.add(1e30f);
  histogram.add(1e-30f);
  EXPECT_EQ(histogram.percentile(100), 1e30f);
  EXPECT_LE(histogram.percentile(60), 1e-5f);
}

RC_GTEST_PROP(MagnitudeHistogram, DoesNotMindTheOrder, (std::vector<int> values)) {
  MagnitudeHistogram forward, backward;
  for (std::size_t i = 0; i < values.size(); ++i) {
    forward.add(static_cast<float>(values[i]) * 1e-3f);
    backward.add(static_cast<float>(values[values.size() - 1 - i]) * 1e-3f);
  }
  for (double percent : {50.0, 90.0, 100.0})
    RC_ASSERT(forward.percentile(percent) == backward.percentile(percent));
}

}  // namespace
}  // namespace tron::inference
