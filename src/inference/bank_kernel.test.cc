#include "inference/bank_kernel.h"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include "inference/engine_test_chip.h"
#include "inference/photonic_kernel.h"
#include "inference/vector_targets_for_test.h"

namespace tron {
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

/// Greatest difference between the kernel and Bank::respond over all columns, channels and both ports.
double worst_difference(const Bank& bank, const AlignedVector<float>& detuning, bool crosstalk) {
  const std::size_t channels = bank.channels();
  AlignedVector<float> plus(channels * kBlockColumns, -7.0f), minus(plus);
  respond_block(BankCurves(bank), detuning.data(), crosstalk, plus.data(), minus.data());
  double worst = 0;
  for (std::size_t c = 0; c < kBlockColumns; ++c) {
    const Response expected = oracle(bank, detuning, c, crosstalk);
    for (std::size_t i = 0; i < channels; ++i) {
      worst = std::max({worst, std::abs(plus[i * kBlockColumns + c] - expected.plus[i]),
                        std::abs(minus[i * kBlockColumns + c] - expected.minus[i])});
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

TEST(RespondBlock, KeepsLightWithinItsBounds) {
  for (const Signs signs : {Signs::two_arm, Signs::add_drop}) {
    const Bank bank(design(16, signs));
    const auto detuning = random_detunings(bank, 9e-9, 5);
    AlignedVector<float> plus(16 * kBlockColumns), minus(plus);
    respond_block(BankCurves(bank), detuning.data(), true, plus.data(), minus.data());
    for (std::size_t i = 0; i < plus.size(); ++i) {
      EXPECT_GE(std::min(plus[i], minus[i]), -1e-6f);
      EXPECT_LE(signs == Signs::add_drop ? plus[i] + minus[i] : std::max(plus[i], minus[i]), 1 + 1e-5f);
    }
  }
}

/// A table of random factors: the kernel does not ask where they come from.
FactorTable random_table(std::size_t channels, std::int32_t levels, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> factor(0.7f, 1.0f);
  FactorTable t;
  t.levels = levels, t.channels = channels, t.stride = round_up(channels, 16);
  for (auto& arm : t.factor) {
    arm.resize(t.at(channels, 0));
    for (float& f : arm) f = factor(random);
  }
  return t;
}

struct Row {
  std::vector<float> difference;
  std::vector<std::uint8_t> total;
  std::uint64_t clipped = 0;
  friend bool operator==(const Row&, const Row&) = default;
};

constexpr float kInverseUnit = 30, kScale = 1.25f;

/// One row in plain double precision. `padding` bytes and channels keep what was there: 9.
Row by_hand(const FactorTable& t, const std::vector<float>& values) {
  const std::size_t tiles = divide_up(values.size(), t.channels), bytes = round_up(t.channels, 4);
  Row row{std::vector<float>(tiles * t.channels, 9), std::vector<std::uint8_t>(tiles * bytes, 9), 0};
  for (std::size_t tile = 0; tile < tiles; ++tile) {
    const std::size_t first = tile * t.channels, valid = std::min(t.channels, values.size() - first);
    std::vector<std::int32_t> level(t.channels, 0);
    for (std::size_t w = 0; w < valid; ++w) {
      const float scaled = values[first + w] * kInverseUnit;
      row.clipped += std::abs(scaled) > static_cast<float>(t.levels) + 0.5f;
      level[w] = std::clamp(static_cast<std::int32_t>(std::nearbyint(scaled)), -t.levels, t.levels);
    }
    for (std::size_t i = 0; i < valid; ++i) {
      double plus = 1, minus = 1;
      for (std::size_t j = 0; j < t.channels; ++j) {
        plus *= t.factor[0][t.at(j, std::max(level[j], 0)) + i];
        minus *= t.factor[1][t.at(j, std::max(-level[j], 0)) + i];
      }
      row.difference[first + i] = static_cast<float>((plus - minus) * kScale);
      row.total[tile * bytes + i] =
          static_cast<std::uint8_t>(std::min(127.0, std::nearbyint((plus + minus) / kTotalUnit)));
    }
  }
  return row;
}

Row by_kernel(const FactorTable& t, const std::vector<float>& values) {
  Row row = by_hand(t, values);  // its sizes
  std::fill(row.difference.begin(), row.difference.end(), 9.0f);
  std::fill(row.total.begin(), row.total.end(), std::uint8_t{9});
  row.clipped = imprint_row(t, values.data(), values.size(), kInverseUnit, kScale, row.difference.data(),
                            row.total.data());
  return row;
}

TEST(ImprintRow, IsTheProductOfFactorsOnEveryInstructionSetAndOddShape) {
  const std::size_t shapes[][2] = {{1, 1}, {1, 7}, {4, 9}, {5, 23}, {12, 40}, {16, 16}, {16, 33}, {17, 50}};
  for (const auto& [channels, columns] : shapes) {
    const FactorTable table = random_table(channels, 127, 11);
    std::mt19937 random(columns);
    std::uniform_real_distribution<float> value(-5, 5);  // full scale is 127 / 30
    std::vector<float> values(columns);
    for (float& v : values) v = value(random);
    const Row expected = by_hand(table, values);
    on_every_target([&] {
      const Row row = by_kernel(table, values);
      EXPECT_EQ(row.clipped, expected.clipped);
      for (std::size_t i = 0; i < row.difference.size(); ++i) {
        ASSERT_NEAR(row.difference[i], expected.difference[i], 2e-6) << channels << " channels, " << i;
      }
      for (std::size_t i = 0; i < row.total.size(); ++i) {
        ASSERT_NEAR(row.total[i], expected.total[i], 1) << channels << " channels, " << i;
      }
    });
  }
}

TEST(ImprintRow, IsTheSameToTheBitOnEveryInstructionSet) {
  const FactorTable table = random_table(12, 127, 2);
  std::vector<float> values(100);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = std::sin(static_cast<float>(i)) * 4.3f;
  const Row expected = by_kernel(table, values);
  on_every_target([&] { EXPECT_EQ(by_kernel(table, values), expected); });
}

TEST(ImprintRow, CountsAsClippedOnlyWhatRoundsBeyondTheLastLevel) {
  const FactorTable table = random_table(5, 7, 1);
  const auto clipped = [&](float level) { return by_kernel(table, {level / kInverseUnit}).clipped; };
  on_every_target([&] {
    EXPECT_EQ(clipped(7), 0u);
    EXPECT_EQ(clipped(-7.4f), 0u);
    EXPECT_EQ(clipped(7.6f), 1u);
    EXPECT_EQ(clipped(-1e6f), 1u);
  });
}

}  // namespace
}  // namespace tron
