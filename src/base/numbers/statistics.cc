#include "base/numbers/statistics.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <vector>

namespace tron::base {

Interval wilson(std::uint64_t successes, std::uint64_t trials, double z) {
  if (trials == 0) return {0, 1};
  const double n = static_cast<double>(trials);
  const double p = static_cast<double>(successes) / n;
  const double scale = 1 / (1 + z * z / n);
  const double centre = scale * (p + z * z / (2 * n));
  const double half = scale * z * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
  // At p = 0 and p = 1 an end equals p exactly; rounding must not push it past.
  return {successes == 0 ? 0 : std::max(0.0, centre - half),
          successes == trials ? 1 : std::min(1.0, centre + half)};
}

void Moments::add(double x) {
  ++count_;
  const double delta = x - mean_;
  mean_ += delta / static_cast<double>(count_);
  sum_squares_ += delta * (x - mean_);
}

void Moments::merge(const Moments& other) {
  if (other.count_ == 0) return;
  if (count_ == 0) {
    *this = other;
    return;
  }
  const double n = static_cast<double>(count_), m = static_cast<double>(other.count_);
  const double delta = other.mean_ - mean_;
  mean_ += delta * m / (n + m);
  sum_squares_ += other.sum_squares_ + delta * delta * n * m / (n + m);
  count_ += other.count_;
}

double Moments::variance() const {
  return count_ < 2 ? 0 : sum_squares_ / static_cast<double>(count_ - 1);
}

namespace {

/// Ranks from 1, ties at their mean.
std::vector<double> ranks(std::span<const double> x) {
  std::vector<std::size_t> order(x.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return x[a] < x[b]; });
  std::vector<double> out(x.size());
  for (std::size_t i = 0; i < order.size();) {
    std::size_t j = i;
    while (j < order.size() && x[order[j]] == x[order[i]]) ++j;
    for (std::size_t k = i; k < j; ++k) out[order[k]] = 0.5 * static_cast<double>(i + j + 1);
    i = j;
  }
  return out;
}

}  // namespace

double spearman(std::span<const double> x, std::span<const double> y) {
  const std::vector<double> a = ranks(x), b = ranks(y);
  const double mean = 0.5 * static_cast<double>(a.size() + 1);
  double ab = 0, aa = 0, bb = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    ab += (a[i] - mean) * (b[i] - mean);
    aa += (a[i] - mean) * (a[i] - mean);
    bb += (b[i] - mean) * (b[i] - mean);
  }
  if (!(aa > 0 && bb > 0)) return std::numeric_limits<double>::quiet_NaN();
  return ab / std::sqrt(aa * bb);
}

Interval correlation_interval(double r, std::size_t pairs) {
  if (pairs < 4 || std::isnan(r)) return {-1, 1};
  const double z = std::atanh(std::clamp(r, -1 + 1e-12, 1 - 1e-12));
  const double half = 1.959963984540054 * std::sqrt((1 + r * r / 2) / static_cast<double>(pairs - 3));
  return {std::tanh(z - half), std::tanh(z + half)};
}

double normal_cdf(double x) {
  return 0.5 * std::erfc(-x / std::numbers::sqrt2);
}

double normal_quantile(double p) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  if (std::isnan(p)) return p;
  if (p <= 0) return -kInfinity;
  if (p >= 1) return kInfinity;
  if (p > 0.5) return -normal_quantile(1 - p);
  // Start: Abramowitz and Stegun 26.2.23, error below 4.5e-4.
  const double t = std::sqrt(-2 * std::log(p));
  double x =
      (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))) - t;
  // Newton's step on the cumulative function, with Halley's correction since the density's slope is -x.
  for (int step = 0; step < 3; ++step) {
    const double density = std::exp(-x * x / 2) / std::sqrt(2 * std::numbers::pi);
    if (density == 0) break;
    const double newton = (normal_cdf(x) - p) / density;
    x -= newton / (1 + x * newton / 2);
  }
  return x;
}

namespace {

/// Regularised lower gamma P(a, x) by its series, Abramowitz and Stegun 6.5.29; good for x < a + 1.
double gamma_p_series(double a, double x) {
  double term = 1 / a, sum = term;
  for (double n = a + 1; term > sum * 1e-17; ++n) sum += term *= x / n;
  return sum * std::exp(-x + a * std::log(x) - std::lgamma(a));
}

/// Regularised upper gamma Q(a, x) by its continued fraction, Abramowitz and Stegun 6.5.31, evaluated by
/// Lentz's method; good for x >= a + 1.
double gamma_q_fraction(double a, double x) {
  constexpr double kTiny = 1e-300;
  double b = x + 1 - a, c = 1 / kTiny, d = 1 / b, h = d;
  for (int i = 1; i < 10000; ++i) {
    const double an = -i * (i - a);
    b += 2;
    d = an * d + b;
    if (std::abs(d) < kTiny) d = kTiny;
    c = b + an / c;
    if (std::abs(c) < kTiny) c = kTiny;
    d = 1 / d;
    const double factor = d * c;
    h *= factor;
    if (std::abs(factor - 1) < 1e-16) break;
  }
  return h * std::exp(-x + a * std::log(x) - std::lgamma(a));
}

}  // namespace

double chi_squared_tail(double x, double k) {
  if (x <= 0) return 1;
  const double a = k / 2, half = x / 2;
  return half < a + 1 ? 1 - gamma_p_series(a, half) : gamma_q_fraction(a, half);
}

double kolmogorov_tail(double d, std::size_t n, std::size_t m) {
  // Stephens (J. R. Stat. Soc. B 32, 1970): this argument makes the limiting law good from about 4 values on.
  const double root = std::sqrt(static_cast<double>(n) * static_cast<double>(m) / static_cast<double>(n + m));
  const double lambda = (root + 0.12 + 0.11 / root) * d;
  if (lambda <= 0) return 1;
  double sum = 0;
  if (lambda < 1.18) {
    // The alternating series converges slowly here; Jacobi's transform of it does not.
    for (int j = 1; j <= 7; j += 2)
      sum += std::exp(-j * j * std::numbers::pi * std::numbers::pi / (8 * lambda * lambda));
    return 1 - std::sqrt(2 * std::numbers::pi) / lambda * sum;
  }
  for (int j = 1; j <= 6; ++j) sum += (j % 2 == 1 ? 2 : -2) * std::exp(-2 * j * j * lambda * lambda);
  return std::clamp(sum, 0.0, 1.0);
}

}  // namespace tron::base
