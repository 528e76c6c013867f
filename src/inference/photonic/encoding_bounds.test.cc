#include "inference/photonic/encoding_bounds.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "inference/engine_test_chip.h"

namespace tron::inference {
namespace {

double between(double low, double high) {
  return low + (high - low) * (*rc::gen::resize(100, rc::gen::inRange(0, 1 << 24))) / double(1 << 24);
}

Bank bank_of(int channels) {
  return Bank(test_chip(channels, Signs::two_arm, Compensation::per_symbol).weight_bank);
}

/// The closed form in double: u, negative in the minus arm, of ring j for a wanted difference in gains given
/// as ln over those of resting neighbours.
double ring_u(const Equations& e, int j, double difference, double plus, double minus) {
  const double floor = e.floor(j), wanted = difference / e.rest_gain(j);
  const double lift = wanted * std::exp(-plus) + floor * std::expm1(minus - plus);
  const double size = lift >= 0 ? lift : -lift * std::exp(plus - minus);
  const double square = size / (1 - floor - size) / e.lift_range(j);
  return std::copysign(std::sqrt(std::min(square, 1.0)), lift);
}

struct Gains {
  std::vector<double> plus, minus;
};

/// ln of all gains with rings at u.
Gains gains_at(const Equations& e, const std::vector<double>& u) {
  Gains out;
  for (int i = 0; i < e.channels(); ++i) {
    double plus = 0, minus = 0;
    for (int j = 0; j < e.channels(); ++j) {
      if (j != i) (u[j] >= 0 ? plus : minus) += e.log_factor(i, j, std::abs(u[j]));
    }
    out.plus.push_back(plus);
    out.minus.push_back(minus);
  }
  return out;
}

Gains next_gains(const Equations& e, const std::vector<double>& difference, const Gains& gains) {
  std::vector<double> u;
  for (int j = 0; j < e.channels(); ++j) {
    u.push_back(ring_u(e, j, difference[j], gains.plus[j], gains.minus[j]));
  }
  return gains_at(e, u);
}

double largest_difference(const Gains& a, const Gains& b) {
  double worst = 0;
  for (std::size_t i = 0; i < a.plus.size(); ++i) {
    worst = std::max({worst, std::abs(a.plus[i] - b.plus[i]), std::abs(a.minus[i] - b.minus[i])});
  }
  return worst;
}

RC_GTEST_PROP(EncodingBounds, NoRoundLeavesMoreThanItsBound, ()) {
  const Bank bank = bank_of(*rc::gen::element(2, 5, 16));
  const Equations e(bank);
  RC_ASSERT(e.within_first_order());
  const int zeros = *rc::gen::inRange(0, 3);
  std::vector<double> difference;
  for (int j = 0; j < e.channels(); ++j) {
    const int level = j < zeros ? 0 : *rc::gen::inRange(1, 128) * *rc::gen::element(-1, 1);
    difference.push_back(bank.full_scale() * level / 127);
  }
  Gains exact, gains;
  for (int i = 0; i < e.channels(); ++i) {
    gains.plus.push_back(e.middle(i));
    gains.minus.push_back(e.middle(i));
  }
  exact = gains;
  for (int round = 0; round < 60; ++round) exact = next_gains(e, difference, exact);
  const ErrorBound bound(e, bank.full_scale() / 127);
  GainError left = bound.start();
  RC_ASSERT(largest_difference(gains, exact) <= left.of[zeros]);
  for (int round = 0; round < 4; ++round) {
    const Gains before = gains;
    gains = next_gains(e, difference, gains);
    left = bound.after_round(left, 0, 0);
    const double error = largest_difference(gains, exact);
    RC_ASSERT(error <= left.of[zeros]);
    const LastError last = bound.last_error(zeros, 0);
    RC_ASSERT(error <= last.offset + last.slope * largest_difference(gains, before));
  }
}

RC_GTEST_PROP(EncodingBounds, ARingMovesLessThanItsBound, ()) {
  const Bank bank = bank_of(5);
  const Equations e(bank);
  const int j = *rc::gen::inRange(0, 5), level = *rc::gen::inRange(0, 128);
  const double difference = bank.full_scale() * level / 127, error = std::pow(10, between(-9, -2.5));
  const double plus = e.middle(j) + e.span() * between(-0.4, 0.4);
  const double minus = e.middle(j) + e.span() * between(-0.4, 0.4);
  const double u = ring_u(e, j, difference, plus, minus);
  const double moved =
      ring_u(e, j, difference, plus + error * between(-1, 1), minus + error * between(-1, 1));
  RC_ASSERT(std::abs(moved - u) <= e.ring_error(j, 0, kReserve * std::expm1(error), 0));
  const double square = std::abs(moved * std::abs(moved) - u * std::abs(u));
  RC_ASSERT(square <= e.square_error(j, u * u, kReserve * std::expm1(error)) * (1 + 1e-9));
}

TEST(EncodingBounds, SlopesEncloseTheDerivatives) {
  const Bank bank = bank_of(5);
  const Equations e(bank);
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(e.slope(i, i), 0);
    for (int j = 0; j < 5; ++j) {
      if (i == j) continue;
      for (double u = 0.005; u < 1; u += 0.01) {
        const double derivative = (e.log_factor(i, j, u + 1e-4) - e.log_factor(i, j, u - 1e-4)) / 2e-4;
        EXPECT_LE(std::abs(derivative), e.slope(i, j));
      }
    }
  }
}

}  // namespace
}  // namespace tron::inference
