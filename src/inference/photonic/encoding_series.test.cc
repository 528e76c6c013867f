#include "inference/photonic/encoding_series.h"

#include <cmath>

#include <gtest/gtest.h>

#include "inference/engine_test_chip.h"

namespace tron::inference {
namespace {

BankDesign design(int channels = 16) {
  return test_chip(channels, Signs::two_arm, Compensation::per_symbol).weight_bank;
}

bool has_series(const BankDesign& d) {
  return encoding_series(Bank(d), 127).has_value();
}

TEST(EncodingSeries, IsForTwoArmsSolvedPerSymbolThroughADac) {
  EXPECT_TRUE(has_series(design()));
  BankDesign d = design();
  d.signs = Signs::add_drop;
  EXPECT_FALSE(has_series(d));
  d = design();
  d.compensation = Compensation::static_;
  EXPECT_FALSE(has_series(d));
  d = design();
  d.drive_bits = 0;
  EXPECT_FALSE(has_series(d)) << "infinitely fine";
  d.drive_bits = 12;
  EXPECT_TRUE(has_series(d));
  d.drive_bits = 13;
  EXPECT_FALSE(has_series(d)) << "finer than single precision decides";
}

TEST(EncodingSeries, IsRefusedWhereNeighboursTakeTooMuchLight) {
  BankDesign d = design();
  d.ring.quality_factor = 3500;
  d.grid.spacing = nanometres(0.6);
  EXPECT_FALSE(has_series(d));
}

// The worst channel of a bank of two: its gain is a single factor, which a round must find.
TEST(EncodingSeries, HoldsTheLogarithmOfANeighboursFactor) {
  const Bank bank(design(2));
  const auto series = encoding_series(bank, 127);
  ASSERT_TRUE(series.has_value());
  const EncodingSeries::Round& last = series->rounds.back();
  ASSERT_EQ(last.terms.size(), 2u);
  const double range = bank.design().drive_range.si, fsr = bank.rings().ring(0).fsr_m;
  for (const double detuning : {0.1 * range, 0.5 * range, 0.9 * range}) {
    const double u = std::sin(M_PI * detuning / fsr) / std::sin(M_PI * range / fsr);
    // Channel 1 at ring 0 comes first: side 1 of the pair's coefficients.
    double sum = 0, power = u;
    for (int k = 0; k < last.terms[0]; ++k, power *= u) sum += last.coefficient[2 * k + 1] * power;
    EXPECT_NEAR(sum, std::log(bank.factor(1, 0, detuning) / bank.factor(1, 0, 0)), 2e-7);
  }
}

TEST(EncodingSeries, VectorsWithZerosLeaveMoreDoubt) {
  const auto series = encoding_series(Bank(design()), 127);
  ASSERT_TRUE(series.has_value());
  EXPECT_GT(series->doubt[0], 0);
  EXPECT_GT(series->doubt[1], series->doubt[0]);
  EXPECT_GT(series->doubt[2], series->doubt[1]);
  EXPECT_LT(series->doubt[2], 0.01) << "steps of the DAC";
}

}  // namespace
}  // namespace tron::inference
