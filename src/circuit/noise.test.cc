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

/// An amplifier of 2 pA/sqrt(Hz) behind both photodiodes, with 1 GHz.
Detector amplified() {
  Detector d = table_detector();
  d.noise_current = {2e-12}, d.amplifiers = 1, d.bandwidth = gigahertz(1);
  return d;
}

TEST(Receiver, AnAmplifiersNoiseStandsForItsLoads) {
  const NoisePolynomial noise = balanced_noise(amplified(), kRin, 1, gigahertz(5), {false, true, false});
  EXPECT_NEAR(noise.constant_a2, 4e-24 * 1e9, 1e-22) << "whatever the symbol rate";
  Detector both = amplified();
  both.amplifiers = 2;
  EXPECT_DOUBLE_EQ(balanced_noise(both, kRin, 1, gigahertz(5), {false, true, false}).constant_a2,
                   2 * noise.constant_a2);
  // 50 ohm at the same bandwidth: 18.2 pA/sqrt(Hz) an arm (Al-Qadasi et al.'s table detector).
  EXPECT_NEAR(std::sqrt(table_detector().thermal_a2_per_hz()) * 1e12, 18.2, 0.05);
}

TEST(Receiver, AnIntegratorHasTheBandwidthOfItsWindowAndTheNoiseOfItsReset) {
  Detector d = amplified();
  d.integration = nanoseconds(1), d.capacitance = {50e-15};
  EXPECT_DOUBLE_EQ(d.noise_bandwidth(gigahertz(5)).si, 0.5e9);
  // Reset of 50 fF: sqrt(kTC) is 90 electrons at 300 K.
  const double reset = std::sqrt(kBoltzmann * d.temperature.si * 50e-15) / kElementaryCharge;
  EXPECT_NEAR(reset, 90, 1);
  EXPECT_NEAR(d.receiver_a2(gigahertz(5)), 4e-24 * 0.5e9 + std::pow(reset * kElementaryCharge / 1e-9, 2),
              1e-22);
}

TEST(RangeEnob, IsEquationEightOfTheRangeSpan) {
  // No RIN: both ends have one noise, and half the span stands against it.
  const Detector d = amplified();
  const Power light = microwatts(50);
  const RangeRule rule{0.1, 1};
  const double full = 0.1 * d.responsivity.si * light.si;
  const NoisePolynomial noise = balanced_noise(d, {-400}, 1, gigahertz(1), {});
  const double sigma = std::sqrt(noise.variance_a2(full, full));
  EXPECT_NEAR(range_enob(d, light, {-400}, rule, gigahertz(1)), (20 * std::log10(full / sigma) - 1.76) / 6.02,
              1e-9);
}

RC_GTEST_PROP(RangeEnob, RisesWithLightAndTheLeastPowerReachesTheBits, ()) {
  const Detector d = amplified();
  const RangeRule rule{*rc::gen::element(0.05, 0.1, 0.5, 1.0), *rc::gen::element(0.0, 0.9, 1.0)};
  const double bits = *rc::gen::element(3.0, 5.0, 6.0, 7.0);
  bool possible = false;
  double highest = 0;
  const PowerDbm power = power_for_range_enob(d, bits, kRin, rule, gigahertz(1), &possible, &highest);
  const double at = range_enob(d, power.power(), kRin, rule, gigahertz(1));
  if (possible) {
    RC_ASSERT(std::abs(at - bits) < 1e-6);
    RC_ASSERT(range_enob(d, power.power() * 2, kRin, rule, gigahertz(1)) > bits);
  } else {
    RC_ASSERT(highest <= bits);
  }
}

}  // namespace
}  // namespace tron::circuit
