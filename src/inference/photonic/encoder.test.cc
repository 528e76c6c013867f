#include "inference/photonic/encoder.h"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include "inference/engine_test_chip.h"

namespace tron::inference {
namespace {

constexpr std::int32_t kLevels = 127;
constexpr Signs kSigns[] = {Signs::two_arm, Signs::add_drop};
constexpr Compensation kCompensations[] = {Compensation::none, Compensation::static_,
                                           Compensation::per_symbol};

EncodedBank bank_of(const Chip& chip, const BankDesign& design, Sources sources) {
  return {design, 8, encoding_sources(chip, sources, Source::weight_dac), chip.ring_errors,
          chip.process_seed};
}

std::vector<std::int32_t> random_levels(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_int_distribution<std::int32_t> level(-kLevels, kLevels);
  std::vector<std::int32_t> out(count);
  for (std::int32_t& l : out) l = level(random);
  return out;
}

TEST(Quantize, RoundsToTheNearestLevelAndLimits) {
  std::uint64_t clipped = 0;
  EXPECT_EQ(quantize(0.5f, 10, 127, &clipped), 5);
  EXPECT_EQ(quantize(-0.26f, 10, 127, &clipped), -3);
  EXPECT_EQ(quantize(0.25f, 10, 127, &clipped), 2) << "halves to even";
  EXPECT_EQ(quantize(12.74f, 10, 127, &clipped), 127);
  EXPECT_EQ(clipped, 0u) << "rounding at the top is no clipping";
  EXPECT_EQ(quantize(12.8f, 10, 127, &clipped), 127);
  EXPECT_EQ(quantize(-1e30f, 10, 127, &clipped), -127);
  EXPECT_EQ(clipped, 2u);
  EXPECT_EQ(quantize(3, 0, 127, &clipped), 0) << "no range, no light";
}

TEST(EncodedBank, SourcesSwitchWhatTheyName) {
  const Chip chip = test_chip(16, Signs::two_arm, Compensation::static_);
  const EncodingSources none = encoding_sources(chip, Sources::none(), Source::weight_dac);
  EXPECT_FALSE(none.dac || none.crosstalk || none.errors.fabrication || none.errors.thermal ||
               none.errors.drift);
  EXPECT_TRUE(encoding_sources(chip, Sources::only(Source::activation_dac), Source::activation_dac).dac);
  EXPECT_FALSE(encoding_sources(chip, Sources::only(Source::activation_dac), Source::weight_dac).dac);
  Chip exact = chip;
  exact.fabrication = false;
  EXPECT_FALSE(encoding_sources(exact, Sources::all(), Source::weight_dac).errors.fabrication);
  EXPECT_TRUE(encoding_sources(chip, Sources::all(), Source::weight_dac).errors.fabrication);
}

TEST(EncodedBank, WithoutSourcesEveryLevelIsItsValue) {
  for (const Signs signs : kSigns) {
    const Chip chip = test_chip(5, signs, Compensation::per_symbol);
    const EncodedBank bank = bank_of(chip, chip.weight_bank, Sources::none());
    EXPECT_DOUBLE_EQ(bank.full_scale(), bank.bank().isolated_full_scale());
    EXPECT_TRUE(bank.memoryless()) << "without crosstalk there is nothing to compensate";
    for (const std::int32_t level : {-127, -64, -1, 0, 1, 100, 127}) {
      const Drive drive = bank.drive(std::vector<std::int32_t>(5, level));
      const Response light = bank.bank().respond(drive, bank.shifts({3, 4}), bank.crosstalk());
      for (int i = 0; i < 5; ++i) {
        EXPECT_NEAR((light.plus[i] - light.minus[i]) / bank.full_scale(), level / 127.0, 1e-9);
      }
    }
  }
}

TEST(EncodedBank, TheTableHoldsWhatDriveGivesForAnyNeighbours) {
  for (const Signs signs : kSigns) {
    for (const Compensation compensation : {Compensation::none, Compensation::static_}) {
      const Chip chip = test_chip(12, signs, compensation);
      const EncodedBank bank = bank_of(chip, chip.weight_bank, Sources::all());
      ASSERT_TRUE(bank.memoryless());
      for (unsigned draw = 0; draw < 20; ++draw) {
        const auto levels = random_levels(12, draw);
        const Drive drive = bank.drive(levels);
        for (int arm = 0; arm < bank.bank().arms(); ++arm) {
          for (int j = 0; j < 12; ++j) {
            EXPECT_DOUBLE_EQ(bank.detuning_m(arm, j, levels[j]), drive.detuning_m[arm][j]);
          }
        }
      }
    }
  }
}

/// The response that column n of a tile should have: its own levels, zeros past k, the shifts of its row.
Response column_response(const EncodedBank& bank, const std::vector<std::int32_t>& levels, std::size_t k,
                         std::size_t n, std::size_t tile, std::size_t column, const ProductSite& site) {
  const std::size_t channels = bank.bank().channels();
  std::vector<std::int32_t> vector(channels, 0);
  for (std::size_t w = 0; w < channels && tile * channels + w < k; ++w) {
    vector[w] = levels[(tile * channels + w) * n + column];
  }
  const BankPlace place{site.unit, static_cast<std::uint32_t>(column % site.array_rows)};
  return bank.bank().respond(bank.drive(vector), bank.shifts(place), bank.crosstalk());
}

/// The blocks of levels [k][n].
WeightEncoder::LevelSource blocks_of(const std::vector<std::int32_t>& levels, std::size_t k, std::size_t n) {
  return [&levels, k, n](std::size_t block, std::int32_t* out) {
    for (std::size_t i = 0; i < k * kBlockColumns; ++i) {
      const std::size_t column = block * kBlockColumns + i % kBlockColumns;
      out[i] = column < n ? levels[i / kBlockColumns * n + column] : 0;
    }
  };
}

void check_rings(const Chip& chip, std::size_t k, std::size_t n) {
  const WeightEncoder encoder(bank_of(chip, chip.weight_bank, Sources::all()));
  const EncodedBank& bank = encoder.bank();
  const std::size_t channels = bank.bank().channels();
  const auto levels = random_levels(k * n, 5);
  constexpr float kSteps = 10;
  ProductSite site;
  site.unit = 6, site.array_rows = 7;
  PackedRings packed;
  encoder.pack(encoder.drive(blocks_of(levels, k, n), k, n), site, kSteps, packed);
  PackedRings at_once;
  encoder.encode(blocks_of(levels, k, n), k, n, site, kSteps, at_once);
  EXPECT_EQ(at_once.difference, packed.difference);
  EXPECT_EQ(at_once.total, packed.total);
  ASSERT_EQ(packed.tiles, divide_up(k, channels));
  for (std::size_t tile = 0; tile < packed.tiles; ++tile) {
    for (std::size_t column = 0; column < packed.blocks * kBlockColumns; ++column) {
      Response light{std::vector<double>(channels), std::vector<double>(channels)};
      if (column < n) light = column_response(bank, levels, k, n, tile, column, site);
      const std::size_t block = column / kBlockColumns, x = column % kBlockColumns;
      for (std::size_t w = 0; w < channels; ++w) {
        const bool dark = column >= n || tile * channels + w >= k;
        const double plus = dark ? 0 : light.plus[w], minus = dark ? 0 : light.minus[w];
        EXPECT_NEAR(packed.difference[packed.difference_at(block, tile) + w * kBlockColumns + x],
                    (plus - minus) * kSteps / bank.full_scale(), 4e-6 * kSteps / bank.full_scale());
        EXPECT_NEAR(packed.total[packed.total_at(block, tile) + (w / 4 * kBlockColumns + x) * 4 + w % 4],
                    std::min(127.0, (plus + minus) / kTotalUnit), 0.501);
      }
    }
  }
}

TEST(WeightEncoder, PacksWhatTheBankDoesAndLeavesTheRestDark) {
  for (const Signs signs : kSigns) {
    for (const Compensation compensation : kCompensations) {
      check_rings(test_chip(5, signs, compensation), 13, 35);
      check_rings(test_chip(16, signs, compensation), 16, 3);
    }
  }
}

TEST(WeightEncoder, ColumnsOfOneRowShareItsRings) {
  const Chip chip = test_chip(5, Signs::two_arm, Compensation::static_);
  const WeightEncoder encoder(bank_of(chip, chip.weight_bank, Sources::all()));
  ProductSite site;
  site.array_rows = 3;
  PackedRings packed;
  const std::vector<std::int32_t> levels(5 * 6, 90);
  encoder.pack(encoder.drive(blocks_of(levels, 5, 6), 5, 6), site, 1, packed);
  for (std::size_t w = 0; w < 5; ++w) {
    const float* line = packed.difference.data() + w * kBlockColumns;
    for (std::size_t n = 0; n < 3; ++n) EXPECT_EQ(line[n], line[n + 3]) << "the same physical row";
    EXPECT_NE(line[0], line[1]) << "another row, other fabrication errors";
  }
}

void check_light(const Chip& chip, std::size_t rows, std::size_t k) {
  const InputEncoder encoder(bank_of(chip, chip.activation_bank, Sources::all()));
  const EncodedBank& bank = encoder.bank();
  const std::size_t channels = bank.bank().channels();
  const RandomProduct p(rows, k, 1, 3);
  constexpr float kMax = 0.8f;
  PackedLight packed;
  std::uint64_t clipped = 0, expected_clipped = 0;
  encoder.pack({p.a.data(), rows, k, k}, kMax, 9, packed, &clipped);
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t tile = 0; tile < packed.tiles; ++tile) {
      std::vector<std::int32_t> levels(channels, 0);
      const std::size_t valid = std::min(channels, k - tile * channels);
      for (std::size_t w = 0; w < valid; ++w) {
        levels[w] = quantize(p.a[row * k + tile * channels + w], kLevels / kMax, kLevels, &expected_clipped);
      }
      const Response light =
          bank.bank().respond(bank.drive(levels), bank.shifts({9, kActivationRow}), bank.crosstalk());
      for (std::size_t w = 0; w < channels; ++w) {
        const double plus = w < valid ? light.plus[w] : 0, minus = w < valid ? light.minus[w] : 0;
        EXPECT_NEAR(packed.difference[(row * packed.tiles + tile) * channels + w],
                    (plus - minus) / bank.full_scale(), 4e-6);
        EXPECT_NEAR(packed.total[(row * packed.tiles + tile) * packed.quads() * 4 + w],
                    std::min(127.0, (plus + minus) / kTotalUnit), 0.501);
      }
    }
  }
  EXPECT_EQ(clipped, expected_clipped);
  EXPECT_GT(clipped, 0u);
}

TEST(InputEncoder, TableAndSolverGiveWhatTheBankDoes) {
  for (const Compensation compensation : kCompensations) {
    for (const int channels : {3, 5, 16}) {
      check_light(test_chip(channels, Signs::two_arm, compensation), 3, 2 * channels + 1);
    }
  }
}

TEST(InputEncoder, WithoutARangeEverythingIsZero) {
  const Chip chip = test_chip(5, Signs::two_arm, Compensation::static_);
  const InputEncoder encoder(bank_of(chip, chip.activation_bank, Sources::none()));
  const RandomProduct p(2, 7, 1, 3);
  PackedLight packed;
  std::uint64_t clipped = 0;
  encoder.pack({p.a.data(), 2, 7, 7}, 0, 0, packed, &clipped);
  for (const float d : packed.difference) EXPECT_NEAR(d, 0, 1e-6);
  EXPECT_EQ(clipped, 0u);
}

}  // namespace
}  // namespace tron::inference
