#include "inference/photonic/bank_kernel.h"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include "inference/engine_test_chip.h"
#include "inference/kernels/vector_targets_for_test.h"
#include "inference/photonic/photonic_kernel.h"

namespace tron::inference {
namespace {

BankDesign design(int channels, Signs signs) {
  return test_chip(channels, signs, Compensation::none).weight_bank;
}

/// 32 columns of random detunings as shares of the FSR: in the drive's range, with shifts to both sides.
AlignedVector<float> random_detunings(const Bank& bank, double shift_m, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> drive(0, bank.design().drive_range.si), shift(-shift_m, shift_m);
  AlignedVector<float> out(bank.arms() * bank.channels() * kBlockColumns);
  for (float& share : out) {
    share = static_cast<float>((drive(random) + shift(random)) / bank.rings().ring(0).fsr_m);
  }
  return out;
}

Response oracle(const Bank& bank, const AlignedVector<float>& detuning, std::size_t column, bool crosstalk) {
  Drive drive;
  for (int arm = 0; arm < bank.arms(); ++arm) {
    for (int j = 0; j < bank.channels(); ++j) {
      drive.detuning_m[arm].push_back(
          static_cast<double>(detuning[(arm * bank.channels() + j) * kBlockColumns + column]) *
          bank.rings().ring(0).fsr_m);
    }
  }
  return bank.respond(drive, {}, crosstalk);
}

BankBlock response(const Bank& bank, const AlignedVector<float>& detuning, bool crosstalk) {
  const BankCurves curves(bank);
  BankBlock block(curves);
  const AlignedVector<float> none(detuning.size());
  respond_block(curves, crosstalk, detuning.data(), none.data(), block);
  return block;
}

/// Greatest difference between the kernel and Bank::respond over all columns, channels and both ports.
double worst_difference(const Bank& bank, const AlignedVector<float>& detuning, bool crosstalk) {
  const std::size_t channels = bank.channels();
  const BankBlock block = response(bank, detuning, crosstalk);
  double worst = 0;
  for (std::size_t c = 0; c < kBlockColumns; ++c) {
    const Response expected = oracle(bank, detuning, c, crosstalk);
    for (std::size_t i = 0; i < channels; ++i) {
      worst = std::max({worst, std::abs(block.plus[i * kBlockColumns + c] - expected.plus[i]),
                        std::abs(block.minus[i * kBlockColumns + c] - expected.minus[i])});
    }
  }
  return worst;
}

TEST(RespondBlock, IsBankRespondOnEveryInstructionSet) {
  unsigned seed = 0;
  for (const Signs signs : {Signs::two_arm, Signs::add_drop}) {
    for (const int channels : {1, 2, 5, 12, 16}) {
      const Bank bank(design(channels, signs));
      const auto detuning = random_detunings(bank, 0.05e-9, ++seed);
      on_every_target([&] {
        EXPECT_LT(worst_difference(bank, detuning, true), 2e-6) << channels << " channels";
        EXPECT_LT(worst_difference(bank, detuning, false), 2e-6) << channels << " channels, no crosstalk";
      });
    }
  }
}

// A shift may carry a ring past its neighbours and around the FSR: the sine's argument is reduced there.
TEST(RespondBlock, HoldsForShiftsOfSeveralFreeSpectralRanges) {
  for (const Signs signs : {Signs::two_arm, Signs::add_drop}) {
    const Bank bank(design(16, signs));
    const auto detuning = random_detunings(bank, 40e-9, 3);
    // The share's last bit is 1.2e-7 there, and the line rises by 1 within a hundredth of the FSR.
    on_every_target([&] { EXPECT_LT(worst_difference(bank, detuning, true), 5e-5); });
  }
}

TEST(RespondBlock, IsTheSameToTheBitOnEveryInstructionSet) {
  for (const Signs signs : {Signs::two_arm, Signs::add_drop}) {
    const Bank bank(design(12, signs));
    const auto detuning = random_detunings(bank, 1e-9, 8);
    const BankBlock expected = response(bank, detuning, true);
    on_every_target([&] {
      const BankBlock block = response(bank, detuning, true);
      EXPECT_EQ(block.plus, expected.plus);
      EXPECT_EQ(block.minus, expected.minus);
    });
  }
}

TEST(RespondBlock, KeepsLightWithinItsBounds) {
  for (const Signs signs : {Signs::two_arm, Signs::add_drop}) {
    const Bank bank(design(16, signs));
    const auto detuning = random_detunings(bank, 9e-9, 5);
    const BankBlock block = response(bank, detuning, true);
    for (std::size_t i = 0; i < block.plus.size(); ++i) {
      const float plus = block.plus[i], minus = block.minus[i];
      EXPECT_GE(std::min(plus, minus), -1e-6f);
      EXPECT_LE(signs == Signs::add_drop ? plus + minus : std::max(plus, minus), 1 + 1e-5f);
    }
  }
}

/// The packed form of a response in plain code; what pack_block must leave alone holds 9.
TEST(PackBlock, WritesDifferencesAndTotalsOfTheValidChannelsAndDarkColumns) {
  const Bank bank(design(7, Signs::two_arm));
  const BankBlock block = response(bank, random_detunings(bank, 0.05e-9, 4), true);
  for (const std::size_t valid : {1, 4, 6, 7}) {
    for (const std::size_t columns : {3, 31, 32}) {
      AlignedVector<float> difference(7 * kBlockColumns, 9);
      AlignedVector<std::int8_t> total(8 * kBlockColumns, 0);
      on_every_target([&] {
        pack_block(block, valid, columns, 2, difference.data(), total.data());
        for (std::size_t i = 0; i < difference.size(); ++i) {
          const bool lit = i % kBlockColumns < columns;
          const float expected = lit ? (block.plus[i] - block.minus[i]) * 2 : 0;
          EXPECT_EQ(difference[i], i / kBlockColumns < valid ? expected : 9);
        }
        for (std::size_t i = 0; i < total.size(); ++i) {
          const std::size_t w = i / 4 / kBlockColumns * 4 + i % 4, c = i / 4 % kBlockColumns;
          const std::size_t at = w * kBlockColumns + c;
          const float both = w < valid && c < columns ? (block.plus[at] + block.minus[at]) / kTotalUnit : 0;
          EXPECT_NEAR(total[i], std::min(127.0f, both), 0.501);
        }
      });
    }
  }
}

}  // namespace
}  // namespace tron::inference
