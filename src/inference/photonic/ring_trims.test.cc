#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include "inference/engine_test_chip.h"
#include "inference/kernels/vector_targets_for_test.h"
#include "inference/photonic/bank_kernel.h"
#include "inference/photonic/photonic_kernel.h"

namespace tron::inference {
namespace {

BankDesign design(int channels, Signs signs) {
  return test_chip(channels, signs, Compensation::none).weight_bank;
}

/// Rings of 32 banks, each with a drive, a trim and a shape of its own.
struct Made {
  std::vector<Drive> drives;
  std::vector<RingDeviations> deviations;
  AlignedVector<float> detuning, shift;
  RingTrims trims;
};

Made random_made(const Bank& bank, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> unit(-1, 1);
  const std::size_t rings = bank.arms() * bank.channels();
  Made out;
  out.drives.resize(kBlockColumns), out.deviations.resize(kBlockColumns);
  out.detuning.resize(rings * kBlockColumns), out.shift.resize(rings * kBlockColumns);
  out.trims = RingTrims::as_designed(rings * kBlockColumns);
  for (std::size_t c = 0; c < kBlockColumns; ++c) {
    for (int arm = 0; arm < bank.arms(); ++arm) {
      for (int j = 0; j < bank.channels(); ++j) {
        const RingShape& designed = bank.rings().ring(j);
        RingDeviations& d = out.deviations[c];
        out.drives[c].detuning_m[arm].push_back(bank.design().drive_range.si * (unit(random) + 1) / 2);
        d.shifts.shift_m[arm].push_back(0.02e-9 * unit(random));
        d.linear[arm].push_back(1 + 0.1 * unit(random));
        d.quadratic[arm].push_back(2e8 * unit(random));
        d.shape[arm].push_back(with_powers(designed, 1 + 0.2 * unit(random), 1 + 0.2 * unit(random)));
        const std::size_t at = (arm * bank.channels() + j) * kBlockColumns + c;
        out.detuning[at] = static_cast<float>(out.drives[c].detuning_m[arm].back() / designed.fsr_m);
        out.shift[at] = static_cast<float>(d.shifts.shift_m[arm].back() / designed.fsr_m);
        out.trims.set(at, d, arm, j, designed);
      }
    }
  }
  return out;
}

double worst_difference(const Bank& bank, const Made& made, bool crosstalk) {
  const BankCurves curves(bank);
  BankBlock block(curves);
  respond_block(curves, crosstalk, made.detuning.data(), made.shift.data(), block, &made.trims);
  double worst = 0;
  for (std::size_t c = 0; c < kBlockColumns; ++c) {
    const Response expected = bank.respond_made(made.drives[c], made.deviations[c], crosstalk);
    for (int i = 0; i < bank.channels(); ++i) {
      worst = std::max({worst, std::abs(block.plus[i * kBlockColumns + c] - expected.plus[i]),
                        std::abs(block.minus[i * kBlockColumns + c] - expected.minus[i])});
    }
  }
  return worst;
}

TEST(RingTrims, MakeTheBankOfTheRingsThatWereMadeOnEveryInstructionSet) {
  for (const Signs signs : {Signs::two_arm, Signs::add_drop}) {
    for (const int channels : {1, 5, 16}) {
      const Bank bank(design(channels, signs));
      const Made made = random_made(bank, static_cast<unsigned>(channels));
      on_every_target([&] {
        for (const bool crosstalk : {true, false}) EXPECT_LT(worst_difference(bank, made, crosstalk), 3e-6);
      });
    }
  }
}

TEST(RingTrims, OfADesignedRingAreOnes) {
  const Bank bank(design(5, Signs::add_drop));
  RingDeviations same;
  RingTrims trims = RingTrims::as_designed(2);
  same.linear[0] = std::vector<double>(5, 1), same.quadratic[0] = std::vector<double>(5, 0);
  for (int j = 0; j < 5; ++j) same.shape[0].push_back(bank.rings().ring(j));
  trims.set(1, same, 0, 3, bank.rings().ring(3));
  for (const AlignedVector<float>* of : {&trims.linear, &trims.floor, &trims.gap, &trims.drop}) {
    EXPECT_EQ((*of)[0], 1);
    EXPECT_EQ((*of)[1], 1);
  }
  EXPECT_EQ(trims.quadratic[1], 0);
  EXPECT_FALSE(trims.empty());
  EXPECT_TRUE(RingTrims{}.empty());
}

TEST(RespondMade, IsTheDesignedResponseForShiftsAlone) {
  const Bank bank(design(5, Signs::two_arm));
  const std::vector<double> wanted = {0.5, -0.25, 1, -1, 0};
  RingDeviations made;
  made.shifts.shift_m[0] = {1e-12, -2e-12, 3e-12, 0, 5e-12};
  made.shifts.shift_m[1] = {-1e-12, 2e-12, 0, 4e-12, 5e-12};
  const Drive drive = bank.calibrate(wanted);
  EXPECT_EQ(bank.respond_made(drive, made).plus, bank.respond(drive, made.shifts).plus);
  EXPECT_EQ(bank.respond_made(drive, made).minus, bank.respond(drive, made.shifts).minus);
}

TEST(RingDeviations, MoveADrivenRingByItsTrimAndItsShift) {
  RingDeviations made;
  EXPECT_EQ(made.moved_m(0, 3, 1e-10), 1e-10) << "nothing is said of it";
  made.shifts.shift_m[0] = {0, 2e-12};
  EXPECT_EQ(made.moved_m(0, 1, 1e-10), 1e-10 + 2e-12);
  made.linear[0] = {1, 1.1}, made.quadratic[0] = {0, -1e9};
  EXPECT_NEAR(made.moved_m(0, 1, 1e-10), 1.1e-10 - 1e-11 + 2e-12, 1e-22);
}

}  // namespace
}  // namespace tron::inference
