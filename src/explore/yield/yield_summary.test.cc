#include "explore/yield/yield_summary.h"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

namespace tron::explore {
namespace {

/// Chips whose true accuracies are normal, scored on samples whose difficulty they share.
std::vector<YieldCounts> chips_of(double own_sigma, int chips, int samples_a_part, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal;
  std::uniform_real_distribution<double> unit;
  std::vector<double> hard(static_cast<std::size_t>(samples_a_part) * kYieldParts);
  for (double& h : hard) h = 0.3 * (unit(random) - 0.5);
  std::vector<YieldCounts> out(chips);
  for (YieldCounts& chip : out) {
    const double accuracy = 0.8 + own_sigma * normal(random);
    for (std::size_t s = 0; s < hard.size(); ++s) {
      ++chip.scored[s % kYieldParts];
      chip.correct[s % kYieldParts] += unit(random) < accuracy + hard[s] ? 1 : 0;
    }
  }
  return out;
}

TEST(YieldSpread, TellsChipsFromSamplesAndNoise) {
  for (const double own : {0.0, 0.02, 0.05}) {
    double mean = 0, error = 0;
    for (unsigned seed = 0; seed < 20; ++seed) {
      const YieldSpread spread = yield_spread(chips_of(own, 100, 40, seed));
      mean += spread.own_sigma * spread.own_sigma / 20, error += spread.error_sigma / 20;
    }
    EXPECT_NEAR(std::sqrt(mean), own, own > 0 ? 0.003 : 0.006) << own;
    EXPECT_NEAR(error, std::sqrt(0.155 / 400), 0.002) << "binomial, of 400 samples";
  }
}

TEST(YieldSpread, ChipsThatAreAlikeHaveNone) {
  std::vector<YieldCounts> alike = chips_of(0, 1, 40, 3);
  alike.resize(30, alike[0]);
  const YieldSpread spread = yield_spread(alike);
  EXPECT_NEAR(spread.own_sigma, 0, 1e-12);
  EXPECT_NEAR(spread.seen_sigma, 0, 1e-12);
  EXPECT_NEAR(spread.mean, accuracy_of(alike[0]), 1e-12);
  EXPECT_EQ(yield_spread({}).chips, 0u);
}

TEST(YieldSpread, FewerSamplesThanPartsAreTaken) {
  std::vector<YieldCounts> few(3);
  for (YieldCounts& chip : few) {
    for (int p = 0; p < 4; ++p) chip.scored[p] = 1, chip.correct[p] = 1;
  }
  few[1].correct[2] = 0;
  EXPECT_NEAR(yield_spread(few).mean, 11.0 / 12, 1e-12);
  EXPECT_GT(yield_spread(few).error_sigma, 0);
}

TEST(YieldQuantiles, AreThoseOfTheSortedValues) {
  const YieldQuantiles q = yield_quantiles({5, 1, 3, 2, 4});
  EXPECT_EQ(q.low, 1);
  EXPECT_EQ(q.median, 3);
  EXPECT_EQ(q.mean, 3);
  EXPECT_NEAR(q.p95, 4.8, 1e-12);
  EXPECT_EQ(q.high, 5);
  EXPECT_EQ(yield_quantiles({}).mean, 0);
}

}  // namespace
}  // namespace tron::explore
