#include "inference/moments/moments_engine.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "base/numbers/statistics.h"
#include "inference/engine_test_chip.h"
#include "inference/kernels/vector_targets_for_test.h"
#include "inference/photonic/photonic_engine.h"

namespace tron::inference {
namespace {

TEST(MomentsEngine, SilentMeansArePhotonics) {
  const Chip chip = test_chip(16, Signs::two_arm, Compensation::static_);
  const RandomProduct p(5, 200, 40, 1);
  const Sources silent =
      Sources::all().without(Source::shot).without(Source::thermal).without(Source::rin).without(Source::adc);
  const auto moments = p.run(*moments_engine(chip, silent, 1)),
             light = p.run(*photonic_engine(chip, silent, 1));
  for (std::size_t i = 0; i < light.size(); ++i) EXPECT_NEAR(moments[i], light[i], 1e-4) << i;
}

TEST(MomentsEngine, ErrorsAreDistributedAsPhotonics) {
  const Chip chip = test_chip(16, Signs::two_arm, Compensation::static_);
  RandomProduct p(200, 256, 50, 2);
  p.site.range.partial_max = 7;  // moments knows no saturation
  const Sources silent =
      Sources::all().without(Source::shot).without(Source::thermal).without(Source::rin).without(Source::adc);
  const auto mean = p.run(*photonic_engine(chip, silent, 1));
  const auto moments = p.run(*moments_engine(chip, Sources::all(), 3)),
             light = p.run(*photonic_engine(chip, Sources::all(), 4));
  std::vector<double> a, b;
  Moments first, second;
  for (std::size_t i = 0; i < mean.size(); ++i) {
    a.push_back(moments[i] - mean[i]), b.push_back(light[i] - mean[i]);
    first.add(a.back()), second.add(b.back());
  }
  EXPECT_NEAR(first.variance() / second.variance(), 1, 0.05);
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  double distance = 0;
  for (std::size_t i = 0, j = 0; i < a.size(); ++i) {
    while (j < b.size() && b[j] <= a[i]) ++j;
    distance = std::max(distance, std::abs(static_cast<double>(i + 1) - static_cast<double>(j)) / a.size());
  }
  EXPECT_GT(kolmogorov_tail(distance, a.size(), b.size()), 1e-4) << "distance " << distance;
}

TEST(MomentsEngine, TheSameToTheBitOnEveryInstructionSet) {
  const Chip chip = test_chip(12, Signs::two_arm, Compensation::static_);
  const RandomProduct p(7, 100, 45, 2);
  const auto expected = p.run(*moments_engine(chip, Sources::all(), 3));
  on_every_target([&] { EXPECT_EQ(p.run(*moments_engine(chip, Sources::all(), 3)), expected); });
}

}  // namespace
}  // namespace tron::inference
