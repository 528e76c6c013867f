#include "circuit/fabrication/fabrication.h"

#include <cmath>

#include <gtest/gtest.h>

#include "base/numbers/statistics.h"

namespace tron::circuit {
namespace {

Process process() {
  Process p;
  p.ring_sigma = nanometres(2);
  p.width_sigma = nanometres(4), p.height_sigma = nanometres(1);
  p.width_shift = 0.5, p.height_shift = 2;
  p.chip_share = 0.3, p.local_share = 0.1;
  p.correlation_length = micrometres(1000);
  return p;
}

constexpr int kChips = 4000;

// Over keys, E f(0) f(r) = exp(-(r / L)^2); a mean of products of normal numbers has an error of
// sqrt((1 + c^2) / n).
TEST(ProcessField, HasUnitVarianceAndItsClosedFormCorrelation) {
  const Length length = micrometres(1000);
  for (const double share : {0.0, 0.3, 0.7, 1.0, 2.0}) {
    Moments product, value;
    for (int key = 0; key < kChips; ++key) {
      const ProcessField field(static_cast<std::uint64_t>(key) * 7919, 1, length);
      const double at = field.at(2e-4, -3e-4);
      product.add(at * field.at(2e-4 + 0.6 * share * length.si, -3e-4 + 0.8 * share * length.si));
      value.add(at);
    }
    const double wanted = std::exp(-share * share);
    EXPECT_NEAR(product.mean(), wanted, 4.5 * std::sqrt((1 + wanted * wanted) / kChips)) << share;
    EXPECT_NEAR(value.mean(), 0, 4.5 / std::sqrt(kChips));
  }
}

TEST(ProcessField, IsAFunctionOfKeyNumberAndPlaceAlone) {
  const ProcessField a(5, 0, micrometres(500)), same(5, 0, micrometres(500)), other(5, 1, micrometres(500));
  EXPECT_EQ(a.at(1e-3, 2e-3), same.at(1e-3, 2e-3));
  EXPECT_NE(a.at(1e-3, 2e-3), other.at(1e-3, 2e-3));
  EXPECT_NE(a.at(1e-3, 2e-3), ProcessField(6, 0, micrometres(500)).at(1e-3, 2e-3));
}

TEST(ChipProcess, SpreadsAsTheRingsDoAndSharesItOut) {
  Moments whole, apart, neighbours;
  const double sigma = process().ring_sigma.si;
  for (int chip = 0; chip < kChips; ++chip) {
    const ChipProcess made(process(), chip_key(3, chip));
    const double a = made.offset_m(0, 0, {0, 0}, 0, 0), b = made.offset_m(1e-9, 0, {0, 0}, 0, 1),
                 far = made.offset_m(0.02, 0, {9, 0}, 0, 0);
    whole.add(a / sigma * a / sigma);
    apart.add(a / sigma * far / sigma);
    neighbours.add((a - b) / sigma * (a - b) / sigma);
  }
  const double error = 4.5 * std::sqrt(2.0 / kChips);
  EXPECT_NEAR(whole.mean(), 1, error);
  EXPECT_NEAR(apart.mean(), 0.3, error) << "far apart only the chip is common";
  EXPECT_NEAR(neighbours.mean(), 2 * 0.1, error) << "side by side only the local part differs";
}

TEST(ChipProcess, WithoutSpreadEveryRingIsWhereItWasDesigned) {
  const ChipProcess made(process().scaled(0), 1);
  EXPECT_EQ(made.offset_m(1e-3, 1e-3, {2, 3}, 1, 4), 0);
}

TEST(ChipProcess, CouplingAndLossSpreadTheLine) {
  Process p = process();
  p.coupling_sigma = p.loss_sigma = 0.05;
  const RingShape shape = AllPassRing({nanometres(1550), 8000, nanometres(18), Decibel{25}, 0.999}).shape();
  Moments width;
  for (int chip = 0; chip < 1000; ++chip)
    width.add(ChipProcess(p, chip_key(1, chip)).shape_of(shape, {0, 0}, 0, 0).base / shape.base);
  // base = (1 - r a)^2 goes with the square of the sum of both powers, near half each.
  EXPECT_NEAR(std::sqrt(width.variance()), 2 * 0.05 / std::sqrt(2.0), 0.005);
  EXPECT_NEAR(width.mean(), 1, 0.02);
}

TEST(Process, GuidesGiveTheirOwnSpreadByThePathOfEachSensitivity) {
  EXPECT_NEAR(process().geometry_sigma().si * 1e9, std::hypot(4 * 0.5, 1 * 2), 1e-12);
  EXPECT_NEAR(process().scaled(0.5).geometry_sigma().si / process().geometry_sigma().si, 0.5, 1e-12);
}

TEST(ChipKey, TellsChipsAndSeedsApart) {
  EXPECT_EQ(chip_key(1, 2), chip_key(1, 2));
  EXPECT_NE(chip_key(1, 2), chip_key(1, 3));
  EXPECT_NE(chip_key(1, 2), chip_key(2, 2));
  EXPECT_NE(chip_key(1, 2), chip_key(1, 2 + (std::uint64_t{1} << 32)));
}

TEST(Trim, TakesTheNearestOfItsSettings) {
  EXPECT_EQ(trimmed(0.013, 0.01, 0), 0) << "no trim";
  for (double wanted = -0.029; wanted < 0.03; wanted += 0.001) {
    EXPECT_LE(std::abs(trimmed(wanted, 0.01, 4) - wanted), 0.06 / 16 / 2 + 1e-12);
  }
  EXPECT_NEAR(trimmed(1, 0.01, 4), 0.03, 1e-12) << "and no further than three sigma";
}

}  // namespace
}  // namespace tron::circuit
