#include "circuit/fabrication/fabricated_chip.h"

#include <cmath>

#include <gtest/gtest.h>

#include "base/numbers/statistics.h"
#include "circuit/bank.h"

namespace tron::circuit {
namespace {

const MicroringParameters kRing{nanometres(1550), 8000, nanometres(18), Decibel{25}, 0.999};

BankDesign design() {
  return {{8, nanometres(1550), nanometres(2.2)},
          kRing,
          Signs::two_arm,
          nanometres(0.2),
          8,
          Compensation::static_};
}

FabricationPlan plan(double scale = 1) {
  const Bank bank(design());
  FabricationPlan out;
  Process p;
  p.ring_sigma = nanometres(2.1);
  p.width_sigma = nanometres(4), p.width_shift = 0.5;
  p.chip_share = 0.3, p.local_share = 0.2;
  p.correlation_length = micrometres(1000);
  p.coupling_sigma = p.loss_sigma = 0.05;
  p.arm_mismatch = 0.03, p.adc_gain = 0.01, p.adc_offset = 1, p.adc_inl = 0.25, p.dac_inl = 0.25;
  p.trim_bits = 4, p.test_conversions = 1024;
  p.die_side = micrometres(8000), p.gradient_share = 0.2;
  p.thermal_shift = LengthPerTemperature{0.075e-9};
  out.process = p.scaled(scale);
  out.errors.heater_step = nanometres(0.0044);
  out.errors.thermal_coupling = 0.1, out.errors.thermal_decay = 0.5, out.errors.ted_residue = 0.002;
  out.errors.drift = nanometres(0.00375);
  out.grid = design().grid;
  for (int j = 0; j < 8; ++j) out.two_arm.push_back(bank.rings().ring(j));
  out.operand = out.two_arm;
  out.drive_range = design().drive_range, out.drive_bits = 8;
  out.ring_pitch_m = 5e-6, out.row_pitch_m = 20e-6;
  out.arrays = {{0, 4, -2e-3, 0}, {3, 2, 2e-3, 0}};
  return out;
}

TEST(FabricatedChip, IsAFunctionOfItsKey) {
  const FabricationPlan p = plan();
  const FabricatedChip a(p, 7), same(p, 7), other(p, 8);
  const auto shifts = [](const FabricatedChip& c) { return c.rings({3, 1}, 8, 2, {}).shifts.shift_m[1]; };
  EXPECT_EQ(shifts(a), shifts(same));
  EXPECT_NE(shifts(a), shifts(other));
  EXPECT_EQ(a.tuning().power_m, same.tuning().power_m);
  EXPECT_EQ(a.row({0, 2})->offset, same.row({0, 2})->offset);
  EXPECT_NE(a.row({0, 2})->offset, a.row({0, 3})->offset);
}

TEST(FabricatedChip, WithoutSpreadOnlyTheHeatersStepAndDriftAreLeft) {
  const FabricationPlan p = plan(0);
  const FabricatedChip chip(p, 7);
  const RingDeviations made = chip.rings({0, 1}, 8, 2, {true, true, false});
  EXPECT_TRUE(made.only_shifts());
  EXPECT_FALSE(chip.row({0, 1}));
  for (double shift : made.shifts.shift_m[0]) EXPECT_LE(std::abs(shift), 0.0022e-9);
  for (double shift : chip.rings({0, 1}, 8, 2, {false, false, false}).shifts.shift_m[0]) EXPECT_EQ(shift, 0);
  EXPECT_EQ(chip.tuning().power_m, 0);
}

TEST(FabricatedChip, ShiftsAreTheClosedFormOnAverage) {
  FabricationPlan p = plan();
  p.errors.thermal_coupling = 0;
  p.arrays = {{0, 1, 0, 0}};
  Moments of_chips;
  for (int c = 0; c < 3000; ++c) {
    const FabricatedChip chip(p, chip_key(1, c));
    of_chips.add(chip.tuning().shift_m / chip.tuning().rings);
    ASSERT_NEAR(chip.tuning().power_m, chip.tuning().shift_m, 1e-15) << "no neighbour helps";
  }
  const Length sigma = p.process.ring_sigma, fsr = nanometres(18);
  EXPECT_NEAR(of_chips.mean(), mean_fixed_shift(sigma, fsr, design_bias(sigma, fsr)).si,
              4.5 * std::sqrt(of_chips.variance() / 3000));
}

TEST(FabricatedChip, TheTestFindsGainAndOffsetToItsResolution) {
  FabricationPlan p = plan();
  p.arrays = {{0, 400, 0, 0}};
  const FabricatedChip chip(p, 3);
  Moments offset, gain, imbalance;
  for (std::uint32_t row = 0; row < 400; ++row) {
    const RowErrors e = *chip.row({0, row});
    const double at_zero = e.offset + e.bow - e.offset_known;
    offset.add(at_zero * at_zero);
    gain.add(std::pow(e.gain - e.gain_known, 2));
    imbalance.add(e.imbalance * e.imbalance);
  }
  EXPECT_NEAR(std::sqrt(offset.mean()), 1 / 32.0, 0.1 / 32);
  EXPECT_NEAR(std::sqrt(gain.mean()), 1 / 32.0 / 127, 0.1 / 32 / 127);
  EXPECT_NEAR(std::sqrt(imbalance.mean()), 6 * 0.03 / 16 / std::sqrt(12.0), 0.0005)
      << "a trim's uniform residue";
}

TEST(FabricatedChip, AChannelOutOfReachReadsZero) {
  FabricationPlan p = plan();
  p.process.heater_range = 0.15;
  const Bank bank(design());
  const std::vector<double> wanted(8, 0.8);
  bool seen = false;
  for (int c = 0; c < 20; ++c) {
    const FabricatedChip chip(p, chip_key(1, c));
    EXPECT_GE(chip.tuning().dead_channels * 2, chip.tuning().out_of_reach);
    const RingDeviations made = chip.rings({0, 0}, 8, 2, {});
    const std::vector<double> values = bank.values(bank.respond_made(bank.calibrate(wanted), made));
    for (int i = 0; i < 8; ++i) {
      if (made.linear[0][i] != 0) continue;
      seen = true;
      EXPECT_EQ(made.linear[1][i], 0) << "one arm's loss is the other's";
      EXPECT_NEAR(values[i], 0, 0.1);
    }
  }
  EXPECT_TRUE(seen);
}

TEST(FabricatedChip, WarmthMovesRingsByTheirPlace) {
  const FabricationPlan p = plan();
  const FabricatedChip chip(p, 3);
  const FabricatedChip::Warmed cold(chip, {0}), warm(chip, {2});
  const auto moved = [&](BankPlace place) {
    return warm.rings(place, 8, 2, {}).shifts.shift_m[0][4] -
           cold.rings(place, 8, 2, {}).shifts.shift_m[0][4];
  };
  // 2 mm left and right of the middle of 8 mm: a quarter of the gradient each.
  EXPECT_NEAR(moved({0, 1}), 0.15e-9 * (1 + 0.25 * 0.2), 1e-18);
  EXPECT_NEAR(moved({3, 1}), 0.15e-9 * (1 - 0.25 * 0.2), 1e-18);
}

TEST(FabricatedChip, TrimmedDrivesEncodeBetter) {
  const Bank bank(design());
  const std::vector<double> wanted = {0.5, -0.5, 0.3, -0.3, 0.7, -0.7, 0.1, -0.1};
  const auto error = [&](int bits) {
    FabricationPlan p = plan();
    p.process.trim_bits = bits, p.process.dac_inl = 0, p.process.heater_range = 10;
    p.errors.heater_step = {0}, p.errors.ted_residue = 0, p.errors.drift = {0};
    Moments squares;
    const std::vector<double> ideal = bank.values(bank.respond(bank.calibrate(wanted), {}));
    for (int c = 0; c < 50; ++c) {
      const FabricatedChip chip(p, chip_key(1, c));
      const auto values =
          bank.values(bank.respond_made(bank.calibrate(wanted), chip.rings({0, 0}, 8, 2, {})));
      for (int i = 0; i < 8; ++i) squares.add(std::pow(values[i] - ideal[i], 2));
    }
    return std::sqrt(squares.mean());
  };
  EXPECT_LT(error(6), 0.8 * error(0));
}

TEST(FabricatedChip, WhatIfsAreWhatAChipMadeSoTakes) {
  const FabricationPlan p = plan();
  const FabricatedChip chip(p, 5);
  FabricationPlan other = p;
  other.process = p.process.scaled(0.5);
  other.process.assignment = Assignment::cyclic, other.process.heater_range = 0.4;
  const FabricatedChip made(other, 5);
  const TuningTotals asked = chip.tuning_if({0.5, Assignment::cyclic, 0.4});
  EXPECT_NEAR(asked.power_m / made.tuning().power_m, 1, 1e-9);
  EXPECT_EQ(asked.out_of_reach, made.tuning().out_of_reach);
}

}  // namespace
}  // namespace tron::circuit
