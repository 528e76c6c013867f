#include "circuit/noise.h"

#include <cmath>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/numbers/constants.h"

namespace tron::circuit {
namespace {

using constants::kBoltzmann;
using constants::kElementaryCharge;

/// The detector of the published table: kT/q = 25.9 mV.
Detector table_detector() {
  return {{1.2}, {35e-9}, {50}, {25.9e-3 * kElementaryCharge / kBoltzmann}, {-25}};
}
constexpr DecibelPerHertz kRin{-140};

TEST(Detector, IsPhotodetectorAndAmplifier) {
  Tia tia;
  tia.load = {75};
  tia.temperature = {290};
  const Detector d = make_detector({{1.1}, {2e-9}, {-20}, {}, {}, {}}, tia);
  EXPECT_EQ(d.responsivity.si, 1.1);
  EXPECT_EQ(d.dark_current.si, 2e-9);
  EXPECT_EQ(d.sensitivity.dbm, -20);
  EXPECT_EQ(d.load.si, 75);
  EXPECT_EQ(d.temperature.si, 290);
}

struct TableRow {
  double rate_ghz, bits, dbm;
};

TEST(DetectorEnob, ReproducesThePowersOfTheTable) {
  const TableRow rows[] = {{1, 1, -27.0}, {1, 4, -18.0},  {1, 6, -11.7},  {1, 7, -8.0},
                           {1, 8, -0.5},  {5, 1, -23.5},  {5, 4, -14.4},  {5, 6, -7.3},
                           {5, 7, 3.6},   {10, 1, -22.0}, {10, 4, -12.8}, {10, 6, -4.3}};
  for (const TableRow& row : rows) {
    bool possible = false;
    const PowerDbm power =
        power_for_enob(table_detector(), row.bits, kRin, gigahertz(row.rate_ghz), &possible, nullptr);
    EXPECT_TRUE(possible);
    EXPECT_NEAR(power.dbm, row.dbm, 0.05) << row.rate_ghz << " GS/s, " << row.bits << " bit";
  }
}

TEST(DetectorEnob, ReproducesTheHighestBitsAndTheImpossible) {
  const TableRow rows[] = {{1, 8.26, 0}, {5, 7.10, 0}, {10, 6.60, 0}};
  for (const TableRow& row : rows) {
    bool possible = true;
    double highest = 0;
    power_for_enob(table_detector(), 8.5, kRin, gigahertz(row.rate_ghz), &possible, &highest);
    EXPECT_NEAR(highest, row.bits, 0.005);
    EXPECT_FALSE(possible);
  }
  for (const auto& [rate, bits] : {std::pair{5.0, 8.0}, {10.0, 7.0}, {10.0, 8.0}}) {
    bool possible = true;
    power_for_enob(table_detector(), bits, kRin, gigahertz(rate), &possible, nullptr);
    EXPECT_FALSE(possible) << rate << " GS/s, " << bits << " bit";
  }
}

TEST(DetectorEnob, RisesWithPowerTowardsItsLimit) {
  double last = -100, highest = 0;
  power_for_enob(table_detector(), 1, kRin, gigahertz(5), nullptr, &highest);
  for (double dbm = -40; dbm < 60; dbm += 1) {
    const double now = detector_enob(table_detector(), PowerDbm{dbm}.power(), kRin, gigahertz(5));
    EXPECT_GT(now, last);
    EXPECT_LT(now, highest);
    last = now;
  }
  EXPECT_NEAR(last, highest, 1e-3);
  EXPECT_TRUE(std::isinf(detector_enob(table_detector(), {}, kRin, gigahertz(5))));
}

RC_GTEST_PROP(BalancedNoise, IsTheSumOfItsPhysics, ()) {
  const auto between = [](double low, double high) {
    return low + (high - low) * (*rc::gen::inRange(0, 10001)) / 10000;
  };
  const double plus = between(0, 1e-3), minus = between(0, 1e-3), common = between(0, 1);
  const Detector d = table_detector();
  const double bandwidth = 5e9 / std::sqrt(2), rin = 1e-14;
  const double shot = 2 * kElementaryCharge * (plus + minus + 2 * 35e-9) * bandwidth;
  const double thermal = 2 * 4 * kBoltzmann * d.temperature.si / 50 * bandwidth;
  const double rin_part =
      rin * bandwidth *
      (common * (plus - minus) * (plus - minus) + (1 - common) * (plus * plus + minus * minus));
  const auto variance = [&](NoiseSwitches s) {
    return balanced_noise(d, kRin, common, gigahertz(5), s).variance_a2(plus - minus, plus + minus);
  };
  const auto close = [](double a, double b) { return std::abs(a - b) <= 1e-9 * std::abs(b) + 1e-40; };
  RC_ASSERT(close(variance({true, false, false}), shot));
  RC_ASSERT(close(variance({false, true, false}), thermal));
  RC_ASSERT(close(variance({false, false, true}), rin_part));
  RC_ASSERT(close(variance({}), shot + thermal + rin_part));
  RC_ASSERT(variance({false, false, false}) == 0);
}

}  // namespace
}  // namespace tron::circuit
