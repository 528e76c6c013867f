#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "rooms.h"

namespace tron::base {

struct Interval {
  double low = 0, high = 0;
};

/// Wilson score interval of a proportion (Wilson, J. Am. Stat. Assoc. 22, 1927); z = 1.96 for 95 %. trials =
/// 0 gives [0, 1].
Interval wilson(std::uint64_t successes, std::uint64_t trials, double z = 1.959963984540054);

/// Mean and variance in one pass (Welford, Technometrics 4, 1962); merge() joins two parts (Chan et al.
/// 1979).
class Moments {
 public:
  void add(double x);
  void merge(const Moments& other);
  std::size_t count() const { return count_; }
  double mean() const { return mean_; }
  double variance() const;  ///< unbiased; 0 for fewer than two values

 private:
  std::size_t count_ = 0;
  double mean_ = 0, sum_squares_ = 0;
};

/// Spearman's rank correlation, equal values sharing their mean rank (Spearman, Am. J. Psychol. 15, 1904): in
/// [-1, 1], NaN for fewer than two pairs or where one side does not vary.
double spearman(std::span<const double> x, std::span<const double> y);
/// 95 % interval of a rank correlation of `pairs` pairs by Fisher's transformation with the standard error of
/// Bonett and Wright (Psychometrika 65, 2000): sqrt((1 + r^2 / 2) / (n - 3)). [-1, 1] for fewer than four.
Interval correlation_interval(double r, std::size_t pairs);

/// P(X <= x) of the standard normal, and its inverse (to 1e-9, by Newton steps on erfc).
double normal_cdf(double x);
double normal_quantile(double p);

/// P(X >= x) of chi-squared with k degrees of freedom, by the regularised incomplete gamma function.
double chi_squared_tail(double x, double k);

/// Two-sample Kolmogorov-Smirnov: P of a distance at least this large, for distance d, sample sizes n and m.
double kolmogorov_tail(double d, std::size_t n, std::size_t m);

}  // namespace tron::base
