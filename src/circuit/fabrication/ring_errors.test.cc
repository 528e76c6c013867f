#include "circuit/fabrication/ring_errors.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/numbers/statistics.h"
#include "circuit/fabrication/ted.h"

namespace tron::circuit {
namespace {

RingErrorModel model() {
  RingErrorModel m;
  m.fabrication_sigma = nanometres(0.7);
  m.heater_step = nanometres(0.01);
  m.thermal_coupling = 0.2;
  m.thermal_decay = 0.5;
  m.ted_residue = 0.02;
  m.drift = nanometres(0.004);
  return m;
}

TEST(RingShifts, DependOnSeedAndPlaceAlone) {
  const auto a = ring_shifts(model(), {}, 5, {3, 7}, 16, 2), b = ring_shifts(model(), {}, 5, {3, 7}, 16, 2);
  for (int arm = 0; arm < 2; ++arm) EXPECT_EQ(a.shift_m[arm], b.shift_m[arm]);
  EXPECT_NE(a.shift_m[0], a.shift_m[1]);
  for (const auto& other :
       {ring_shifts(model(), {}, 6, {3, 7}, 16, 2), ring_shifts(model(), {}, 5, {4, 7}, 16, 2),
        ring_shifts(model(), {}, 5, {3, 8}, 16, 2),
        ring_shifts(model(), {}, 5ULL | 1ULL << 40, {3, 7}, 16, 2)}) {
    EXPECT_NE(a.shift_m[0], other.shift_m[0]);
  }
}

TEST(RingShifts, DoNotChangeWithTheNumberOfRingsWithoutHeat) {
  const auto few = ring_shifts(model(), {true, false, true}, 5, {}, 4, 1);
  const auto many = ring_shifts(model(), {true, false, true}, 5, {}, 16, 1);
  EXPECT_TRUE(std::equal(few.shift_m[0].begin(), few.shift_m[0].end(), many.shift_m[0].begin()));
}

TEST(RingShifts, HeaterResidueIsUniformWithinHalfAStep) {
  Moments moments;
  for (std::uint32_t row = 0; row < 2000; ++row) {
    const auto s = ring_shifts(model(), {true, false, false}, 1, {0, row}, 16, 1);
    for (const double v : s.shift_m[0]) {
      ASSERT_LE(std::abs(v), 0.5e-11);
      moments.add(v);
    }
  }
  const double variance = 1e-22 / 12, n = static_cast<double>(moments.count());
  EXPECT_NEAR(moments.mean(), 0, 5 * std::sqrt(variance / n));
  EXPECT_NEAR(moments.variance() / variance, 1, 5 * std::sqrt(0.8 / n));  // kurtosis 1.8 of the uniform
}

TEST(RingShifts, DriftMovesAllAlike) {
  const auto s = ring_shifts(model(), {false, false, true}, 1, {}, 5, 2);
  for (const auto& arm : s.shift_m) {
    for (const double v : arm) EXPECT_DOUBLE_EQ(v, 0.004e-9);
  }
}

double rms(const RingErrorModel& m) {
  double sum = 0;
  for (std::uint32_t row = 0; row < 200; ++row) {
    for (const double v : ring_shifts(m, {false, true, false}, 1, {0, row}, 16, 1).shift_m[0]) sum += v * v;
  }
  return std::sqrt(sum / 3200);
}

TEST(RingShifts, TrackingLeavesAPartOfTheBankAndAPartOfEachRing) {
  RingErrorModel m;
  m.drift_bank_sigma = nanometres(0.003), m.drift_ring_sigma = nanometres(0.001);
  Moments banks, rings;
  for (std::uint32_t row = 0; row < 3000; ++row) {
    const RingShifts s = ring_shifts(m, {}, 1, {0, row}, 16, 2);
    double mean = 0;
    for (const auto& arm : s.shift_m) {
      for (const double shift : arm) mean += shift / 32;
    }
    banks.add(mean);
    rings.add(s.shift_m[0][3] - s.shift_m[1][3]);
  }
  EXPECT_LT(std::abs(banks.mean()), 5 * 3e-12 / std::sqrt(3000.0)) << "of either sign";
  EXPECT_NEAR(banks.variance() / (9e-24 + 1e-24 / 32), 1, 5 * std::sqrt(2.0 / 3000));
  EXPECT_NEAR(rings.variance() / 2e-24, 1, 5 * std::sqrt(2.0 / 3000)) << "arms share the bank's part";
}

TEST(RingShifts, LightHeatsActivationBanksAlone) {
  RingErrorModel m;
  m.self_heating_sigma = nanometres(0.01);
  EXPECT_EQ(ring_shifts(m, {}, 1, {0, 5}, 16, 1).shift_m[0], std::vector<double>(16));
  Moments lit;
  for (std::uint32_t unit = 0; unit < 500; ++unit) {
    for (const double shift : ring_shifts(m, {}, 1, {unit, kActivationRow}, 16, 1).shift_m[0]) lit.add(shift);
  }
  EXPECT_NEAR(std::sqrt(lit.variance()) * 1e9, 0.01, 0.0005);
  EXPECT_EQ(ring_shifts(m, {true, true, false}, 1, {0, kActivationRow}, 16, 1).shift_m[0],
            std::vector<double>(16));
}

TEST(RingShifts, TedRemovesMostThermalCrosstalk) {
  RingErrorModel m = model();
  const double with = rms(m);
  m.ted = false;
  const double without = rms(m);
  EXPECT_GT(with, 0);
  EXPECT_LT(with, 0.05 * without);
  m.ted = true;
  m.ted_residue = 0;
  EXPECT_EQ(rms(m), 0);
  m.thermal_coupling = 0;
  m.ted = false;
  EXPECT_EQ(rms(m), 0);
}

TEST(RingShifts, TedErrsIndependentlyForEveryPair) {
  // With equal couplings everywhere the heaters can be read off the crosstalk that TED would have removed.
  RingErrorModel m = model();
  m.thermal_decay = 1;
  constexpr int n = 16, rows = 2000;
  const RingErrorSwitches heat_only{false, true, false};
  double ratio = 0;
  for (std::uint32_t row = 0; row < rows; ++row) {
    m.ted = false;
    const auto full = ring_shifts(m, heat_only, 1, {0, row}, n, 1).shift_m[0];
    double sum = 0, squares = 0, left = 0;
    for (const double v : full) sum += v / (n - 1);
    for (const double v : full) squares += (n - 1) * (sum - v) * (sum - v);
    m.ted = true;
    for (const double v : ring_shifts(m, heat_only, 1, {0, row}, n, 1).shift_m[0]) left += v * v;
    ratio += left / squares / (m.ted_residue * m.ted_residue) / rows;
  }
  EXPECT_NEAR(ratio, 1, 5 * std::sqrt(2.0 / (n * rows)));
}

RC_GTEST_PROP(Eigen, DecompositionIsOrthogonalAndRebuildsTheMatrix, ()) {
  const int n = *rc::gen::inRange(1, 12);
  SymmetricMatrix a{n, std::vector<double>(n * n)};
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j <= i; ++j) a(i, j) = a(j, i) = *rc::gen::inRange(-1000, 1000) / 100.0;
  }
  const EigenDecomposition e = eigen_decompose(a);
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j < n; ++j) {
      double rebuilt = 0, dot = 0;
      for (int k = 0; k < n; ++k) {
        rebuilt += e.vectors(i, k) * e.values[k] * e.vectors(j, k);
        dot += e.vectors(k, i) * e.vectors(k, j);
      }
      RC_ASSERT(std::abs(rebuilt - a(i, j)) < 1e-10);
      RC_ASSERT(std::abs(dot - (i == j ? 1 : 0)) < 1e-12);
    }
  }
}

RC_GTEST_PROP(Ted, PowersMakeTheWantedShiftsAndACommonOne, ()) {
  const int n = *rc::gen::inRange(1, 20);
  const double coupling = *rc::gen::inRange(0, 30) / 100.0;
  std::vector<double> wanted(n);
  for (double& w : wanted) w = *rc::gen::inRange(-1000, 1000) / 1000.0;
  const SymmetricMatrix k = thermal_coupling_matrix(n, coupling, 0.4);
  const auto found = ted_powers(k, wanted);
  RC_ASSERT(static_cast<bool>(found));
  double least = 1;
  for (int i = 0; i < n; ++i) {
    double shift = 0;
    for (int j = 0; j < n; ++j) shift += k(i, j) * found->power[j];
    RC_ASSERT(std::abs(shift - wanted[i] - found->common_shift) < 1e-10);
    RC_ASSERT(found->power[i] >= 0);
    least = std::min(least, found->power[i]);
  }
  if (found->common_shift > 0) RC_ASSERT(least < 1e-10);  // no more heat than needed
}

TEST(Ted, RefusesACouplingThatHeatersCannotUndo) {
  const auto found = ted_powers({2, {1, 1.5, 1.5, 1}}, {0.1, 0.2});
  ASSERT_FALSE(found);
  EXPECT_LT(found.why().margin, 0);
}

}  // namespace
}  // namespace tron::circuit
