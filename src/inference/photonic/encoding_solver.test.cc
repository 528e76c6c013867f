#include "inference/photonic/encoding_solver.h"

#include <iterator>
#include <random>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/error.h"
#include "inference/engine_test_chip.h"
#include "inference/kernels/vector_targets_for_test.h"
#include "inference/photonic/photonic_kernel.h"

namespace tron::inference {
namespace {

constexpr std::int32_t kLevels = 127;

BankDesign design(int channels, Signs signs = Signs::two_arm) {
  return test_chip(channels, signs, Compensation::per_symbol).weight_bank;
}

/// Levels [block][ring][32] of many kinds of vectors: uniform, small, with zeros, at the ends, all alike.
std::vector<std::int32_t> levels_of_every_kind(std::size_t channels, std::size_t blocks, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<std::int32_t> out(blocks * channels * kBlockColumns);
  for (std::size_t v = 0; v < blocks * kBlockColumns; ++v) {
    constexpr int kMost[] = {127, 30, 2, 127, 127, 127, 0};
    const unsigned kind = random() % std::size(kMost);
    std::uniform_int_distribution<std::int32_t> level(-kMost[kind], kMost[kind]);
    const std::int32_t same = level(random);
    for (std::size_t j = 0; j < channels; ++j) {
      std::int32_t value = level(random);
      if (kind == 3) value = random() % 2 == 0 ? 0 : value;
      if (kind == 4) value = random() % 2 == 0 ? kLevels : -kLevels;
      if (kind == 5) value = j % 2 == 0 ? same : -same;
      out[(v / kBlockColumns * channels + j) * kBlockColumns + v % kBlockColumns] = value;
    }
  }
  return out;
}

struct Solved {
  AlignedVector<float> detuning;  ///< [block][arm][ring][32]
  std::uint64_t alone = 0;
};

Solved solved(const Bank& bank, const std::vector<std::int32_t>& levels, const EncodingSeries* series) {
  const std::size_t size = bank.channels() * kBlockColumns, blocks = levels.size() / size;
  Solved out{AlignedVector<float>(bank.arms() * levels.size()), 0};
  TileSolver solver(bank, kLevels, series);
  for (std::size_t b = 0; b < blocks; ++b) {
    solver.solve(levels.data() + b * size, kBlockColumns, out.detuning.data() + b * bank.arms() * size);
  }
  out.alone = solver.solved_alone();
  return out;
}

void check_equal(const Bank& bank, std::size_t blocks, unsigned seed) {
  const auto levels = levels_of_every_kind(bank.channels(), blocks, seed);
  const auto series = encoding_series(bank, kLevels);
  ASSERT_TRUE(series.has_value());
  const Solved expected = solved(bank, levels, nullptr);
  EXPECT_EQ(expected.alone, blocks * kBlockColumns);
  on_every_target([&] {
    const Solved got = solved(bank, levels, &*series);
    EXPECT_EQ(got.detuning, expected.detuning);
    EXPECT_LT(got.alone, expected.alone / 20) << "the block solver settles nearly all";
  });
}

TEST(TileSolver, IsBankCalibrateToTheBitOnEveryInstructionSet) {
  check_equal(Bank(design(16)), 1250, 1);
}

TEST(TileSolver, IsBankCalibrateForBanksOfEverySize) {
  for (const int channels : {1, 2, 3, 5, 7, 12, 15}) check_equal(Bank(design(channels)), 60, channels);
}

double between(double low, double high) {
  return low + (high - low) * (*rc::gen::resize(100, rc::gen::inRange(0, 1 << 24))) / double(1 << 24);
}

RC_GTEST_PROP(TileSolver, IsBankCalibrateForAnyDesign, ()) {
  BankDesign d = design(*rc::gen::inRange(1, 19));
  d.ring.quality_factor = between(3000, 20000);
  d.ring.extinction_ratio = Decibel{between(5, 45)};
  d.grid.spacing = nanometres(between(0.5, 1.5));
  d.drive_range = nanometres(between(0.02, 0.6));
  d.drive_bits = *rc::gen::inRange(2, 14);
  try {
    const Bank bank(d);
    const auto series = encoding_series(bank, kLevels);
    RC_CLASSIFY(series.has_value());
    if (!series) return;
    const auto levels = levels_of_every_kind(bank.channels(), 4, *rc::gen::arbitrary<unsigned>());
    const Solved expected = solved(bank, levels, nullptr), got = solved(bank, levels, &*series);
    RC_ASSERT(got.detuning == expected.detuning);
  } catch (const InputError&) {
    RC_SUCCEED("no such bank");
  }
}

}  // namespace
}  // namespace tron::inference
