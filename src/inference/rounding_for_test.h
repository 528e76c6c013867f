#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include <gtest/gtest.h>

#include "network/sample.h"
#include "program/program.h"
#include "rooms.h"

namespace tron::inference {

/// Largest difference of `got` from `want`, in units of the largest wanted value.
inline double relative_error(std::span<const float> got, std::span<const float> want) {
  EXPECT_EQ(got.size(), want.size());
  double largest = 0, error = 0;
  for (std::size_t i = 0; i < std::min(got.size(), want.size()); ++i) {
    largest = std::max<double>(largest, std::abs(want[i]));
    error = std::max<double>(error, std::abs(got[i] - want[i]));
  }
  EXPECT_GT(largest, 0.01) << "agreement with zeros would prove nothing";
  return error / largest;
}

inline std::size_t longest(std::span<const Sample> samples) {
  std::size_t most = 0;
  for (const Sample& s : samples) most = std::max({most, s.tokens.size(), s.target.size()});
  return most;
}

/// Of a sum of n products in single precision, 5 sqrt(n) u bounds the rounding errors but for n in 100,000
/// cases (Higham and Mary, SIAM J. Sci. Comput. 41(5), 2019, theorem 2.4: 2 n exp(-5^2 / 2)), u = epsilon
/// / 2. Errors of steps are independent, so their squares add up: `terms` is the n of all of them together.
inline double rounding_of(double terms) {
  constexpr double kUnit = std::numeric_limits<float>::epsilon() / 2, kDeviations = 5;
  return kDeviations * kUnit * std::sqrt(terms);
}

/// How far the digital answer of a program may lie from that of exact arithmetic, in units of the answer's
/// largest value. Steps pass on errors about as large as they come, since norms and softmaxes hold them
/// there. `tokens`: of the longest sample, for products whose sums run over them.
inline double rounding_bound(const Program& program, std::size_t tokens) {
  double terms = 0;
  for (const Step& step : program.steps) {
    const bool sums = step.kind == StepKind::product;
    const std::size_t own = !sums ? 1 : step.product.k > 0 ? step.product.k : tokens;
    terms += static_cast<double>(std::max<std::size_t>(own, 1));
  }
  return rounding_of(terms);
}

}  // namespace tron::inference
