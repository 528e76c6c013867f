#include "inference/imprint_solver.h"

#include <random>

#include <gtest/gtest.h>

#include "inference/engine_test_chip.h"
#include "inference/photonic_kernel.h"
#include "inference/vector_targets_for_test.h"

namespace tron {
namespace {

constexpr std::int32_t kLevels = 127;

BankDesign design(int channels, Signs signs = Signs::two_arm) {
  return test_chip(channels, signs, Compensation::per_symbol).weight_bank;
}

/// Levels [ring][column] of many kinds of vectors: uniform, small, with zeros, at the ends, all alike.
std::vector<std::int32_t> levels_of_every_kind(std::size_t channels, std::size_t columns, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<std::int32_t> out(channels * columns);
  for (std::size_t c = 0; c < columns; ++c) {
    const int kind = static_cast<int>(random() % 6);
    const int least = kind == 0 ? 127 : kind == 1 ? 30 : kind == 2 ? 2 : 127;
    std::uniform_int_distribution<std::int32_t> level(-least, least);
    const std::int32_t same = level(random);
    for (std::size_t j = 0; j < channels; ++j) {
      std::int32_t value = level(random);
      if (kind == 3) value = random() % 2 == 0 ? 0 : value;
      if (kind == 4) value = random() % 2 == 0 ? kLevels : -kLevels;
      if (kind == 5) value = j % 2 == 0 ? same : -same;
      out[j * columns + c] = value;
    }
  }
  return out;
}

struct Solved {
  AlignedVector<float> detuning;  ///< [block][arm][ring][32]
  std::uint64_t alone = 0;
};

Solved solved(const Bank& bank, const std::vector<std::int32_t>& levels, const ImprintSeries* series) {
  const std::size_t channels = bank.channels(), columns = levels.size() / channels;
  const std::size_t size = bank.arms() * channels * kBlockColumns;
  Solved out{AlignedVector<float>(divide_up(columns, kBlockColumns) * size), 0};
  TileSolver solver(bank, kLevels, series);
  for (std::size_t c = 0; c < columns; c += kBlockColumns) {
    solver.solve(levels.data() + c, columns, channels, std::min(kBlockColumns, columns - c),
                 out.detuning.data() + c / kBlockColumns * size);
  }
  out.alone = solver.solved_alone();
  return out;
}

/// Places of whole blocks alone: the rest of the last one is nobody's.
void check_equal(const Bank& bank, std::size_t columns, unsigned seed) {
  const auto levels = levels_of_every_kind(bank.channels(), columns, seed);
  const auto series = imprint_series(bank, kLevels);
  ASSERT_TRUE(series.has_value());
  const Solved expected = solved(bank, levels, nullptr);
  EXPECT_EQ(expected.alone, columns);
  on_every_target([&] {
    const Solved got = solved(bank, levels, &*series);
    EXPECT_EQ(got.detuning, expected.detuning);
    EXPECT_LT(got.alone, columns / 20) << "the block solver settles nearly all";
  });
}

TEST(TileSolver, IsBankCalibrateToTheBitOnEveryInstructionSet) {
  check_equal(Bank(design(16)), 32 * 1250, 1);
}

TEST(TileSolver, IsBankCalibrateForBanksOfEverySize) {
  for (const int channels : {1, 2, 3, 5, 7, 12, 15}) check_equal(Bank(design(channels)), 32 * 60, channels);
}

}  // namespace
}  // namespace tron
