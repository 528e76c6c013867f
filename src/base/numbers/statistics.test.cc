#include "base/numbers/statistics.h"

#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tron::base {
namespace {

TEST(Wilson, MatchesThePublishedExample) {
  // Newcombe, Stat. Med. 17, 857 (1998), Table I: 81/263 and 15/148, Wilson without continuity correction.
  EXPECT_NEAR(wilson(81, 263).low, 0.2553, 5e-5);
  EXPECT_NEAR(wilson(81, 263).high, 0.3662, 5e-5);
  EXPECT_NEAR(wilson(15, 148).low, 0.0624, 5e-5);
  EXPECT_NEAR(wilson(15, 148).high, 0.1605, 5e-5);
  EXPECT_EQ(wilson(0, 20).low, 0);
  EXPECT_NEAR(wilson(0, 20).high, 0.1611, 5e-5);
  EXPECT_EQ(wilson(20, 20).high, 1);
  EXPECT_EQ(wilson(0, 0).low, 0);
  EXPECT_EQ(wilson(0, 0).high, 1);
}

TEST(Spearman, RanksAndSharesTies) {
  const std::vector<double> x{1, 2, 3, 4, 5}, up{2, 4, 8, 16, 32}, down{5, 4, 3, 2, 1}, tied{1, 1, 2, 2, 3};
  EXPECT_NEAR(spearman(x, up), 1, 1e-15);
  EXPECT_NEAR(spearman(x, down), -1, 1e-15);
  EXPECT_NEAR(spearman(x, tied), 9 / std::sqrt(10.0 * 9), 1e-15);  // ranks 1.5 1.5 3.5 3.5 5, by hand
  EXPECT_TRUE(std::isnan(spearman(x, std::vector<double>(5, 1.0)))) << "nothing varies";
  EXPECT_TRUE(std::isnan(spearman({}, {})));
}

TEST(Spearman, IntervalHoldsTheCorrelationAndShrinks) {
  const Interval few = correlation_interval(0.6, 10), many = correlation_interval(0.6, 1000);
  EXPECT_LT(few.low, many.low);
  EXPECT_GT(few.high, many.high);
  EXPECT_LT(many.low, 0.6);
  EXPECT_GT(many.high, 0.6);
  // tanh(atanh(0.6) +- 1.959964 sqrt(1.18 / 7)), by hand.
  EXPECT_NEAR(few.low, std::tanh(std::atanh(0.6) - 1.959964 * std::sqrt(1.18 / 7)), 1e-6);
  EXPECT_EQ(correlation_interval(0.6, 3).low, -1);
}

RC_GTEST_PROP(Wilson, HoldsTheShareAndMirrors, ()) {
  const auto n = *rc::gen::inRange<std::uint64_t>(1, 100'000);
  const auto k = *rc::gen::inRange<std::uint64_t>(0, n + 1);
  const Interval a = wilson(k, n), b = wilson(n - k, n);
  const double p = static_cast<double>(k) / static_cast<double>(n);
  RC_ASSERT(0 <= a.low && a.low <= p && p <= a.high && a.high <= 1);
  RC_ASSERT(std::abs(a.low - (1 - b.high)) < 1e-12);
}

TEST(Moments, OfAFewNumbers) {
  Moments m;
  EXPECT_EQ(m.variance(), 0);
  m.add(3);
  EXPECT_EQ(m.variance(), 0);
  for (const double x : {5.0, 7.0}) m.add(x);
  EXPECT_EQ(m.count(), 3U);
  EXPECT_DOUBLE_EQ(m.mean(), 5);
  EXPECT_DOUBLE_EQ(m.variance(), 4);
}

TEST(Moments, KeepTheVarianceBesideALargeMean) {
  Moments m;
  for (const double x : {1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16}) m.add(x);
  EXPECT_DOUBLE_EQ(m.variance(), 30);
}

RC_GTEST_PROP(Moments, MergedPartsEqualOnePass, ()) {
  const auto values = *rc::gen::container<std::vector<int>>(rc::gen::inRange(-1000, 1000));
  const auto cut = *rc::gen::inRange<std::size_t>(0, values.size() + 1);
  Moments whole, first, second;
  for (std::size_t i = 0; i < values.size(); ++i) {
    whole.add(values[i]);
    (i < cut ? first : second).add(values[i]);
  }
  first.merge(second);
  RC_ASSERT(first.count() == whole.count());
  RC_ASSERT(std::abs(first.mean() - whole.mean()) < 1e-9);
  RC_ASSERT(std::abs(first.variance() - whole.variance()) <= 1e-10 * (1 + whole.variance()));
}

TEST(Normal, KnownQuantiles) {
  EXPECT_NEAR(normal_quantile(0.975), 1.959963984540054, 1e-12);
  EXPECT_NEAR(normal_quantile(0.5), 0, 1e-12);
  EXPECT_NEAR(normal_quantile(1e-10), -6.361340902404056, 1e-9);
  EXPECT_EQ(normal_quantile(0), -std::numeric_limits<double>::infinity());
  EXPECT_EQ(normal_quantile(1), std::numeric_limits<double>::infinity());
  EXPECT_NEAR(normal_cdf(1), 0.8413447460685429, 1e-15);
}

RC_GTEST_PROP(Normal, QuantileInvertsTheCumulativeFunction, ()) {
  const double x = *rc::gen::inRange(-80'000, 50'000) / 10'001.0;
  RC_ASSERT(std::abs(normal_quantile(normal_cdf(x)) - x) < 1e-9);
}

TEST(ChiSquared, KnownTails) {
  // The 5 % points of every table; two degrees of freedom have exp(-x/2) in closed form.
  EXPECT_NEAR(chi_squared_tail(3.841458820694124, 1), 0.05, 1e-12);
  EXPECT_NEAR(chi_squared_tail(18.307038053275146, 10), 0.05, 1e-12);
  EXPECT_NEAR(chi_squared_tail(124.34211340400407, 100), 0.05, 1e-11);
  EXPECT_NEAR(chi_squared_tail(1, 2), std::exp(-0.5), 1e-14);
  EXPECT_NEAR(chi_squared_tail(200, 2) / std::exp(-100.0), 1, 1e-12);
  EXPECT_EQ(chi_squared_tail(0, 3), 1);
}

TEST(ChiSquared, OneDegreeIsTheSquareOfANormal) {
  for (const double x : {0.01, 0.5, 1.0, 2.0, 5.0, 30.0})
    EXPECT_NEAR(chi_squared_tail(x * x, 1) / (2 * normal_cdf(-x)), 1, 1e-10) << x;
}

TEST(Kolmogorov, KnownTails) {
  // Large samples: P = 0.05 at sqrt(n_e) d = 1.3581, P = 0.01 at 1.6276 (Smirnov's table).
  const std::size_t n = 2'000'000;
  EXPECT_NEAR(kolmogorov_tail(1.3581e-3, n, n), 0.05, 1e-4);
  EXPECT_NEAR(kolmogorov_tail(1.6276e-3, n, n), 0.01, 1e-4);
  EXPECT_EQ(kolmogorov_tail(0, 10, 10), 1);
  EXPECT_NEAR(kolmogorov_tail(1, 100, 100), 0, 1e-12);
}

TEST(Kolmogorov, ItsTwoSeriesMeet) {
  const std::size_t n = 2'000'000;
  for (double d = 1e-4; d < 3e-3; d += 1e-5) {
    const double here = kolmogorov_tail(d, n, n), next = kolmogorov_tail(d + 1e-7, n, n);
    EXPECT_LE(next, here + 1e-12) << d;
    EXPECT_LT(here - next, 2e-4) << "a jump at " << d;
  }
}

}  // namespace
}  // namespace tron::base
