// Products whose operands carry scales of tokens and tiles, on every engine.
#include <cmath>

#include <gtest/gtest.h>

#include "base/numbers/statistics.h"
#include "inference/engine_test_chip.h"
#include "inference/kernels/vector_targets_for_test.h"
#include "inference/make_backend.h"
#include "inference/moments/moments_engine.h"
#include "inference/oracle/device_engine.h"
#include "inference/photonic/photonic_engine.h"
#include "inference/reference/quantized_engine.h"

namespace tron::inference {
namespace {

struct Rules {
  ScaleRule weights;
  MovingScale activations;
};
constexpr Rules kRules[] = {{ScaleRule::per_channel, MovingScale::per_token},
                            {ScaleRule::per_channel, MovingScale::per_tile},
                            {ScaleRule::per_tile, MovingScale::calibrated},
                            {ScaleRule::per_tile, MovingScale::per_token},
                            {ScaleRule::per_tile, MovingScale::per_tile}};
constexpr int kChannels[] = {16, 12, 5, 1};

Chip chip_with(const Rules& rules, int channels, Signs signs = Signs::two_arm) {
  Chip chip = test_chip(channels, signs, Compensation::static_);
  chip.operand.weight_scale = rules.weights, chip.operand.activation_scale = rules.activations;
  return chip;
}

/// Operands whose magnitude differs from tile to tile by up to a thousand.
RandomProduct uneven_product(std::size_t rows, std::size_t k, std::size_t n, int channels, unsigned seed) {
  RandomProduct p(rows, k, n, seed);
  const auto scale = [&](std::size_t i) {
    return std::pow(10.0f, -static_cast<float>(i / static_cast<std::size_t>(channels) % 4));
  };
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t i = 0; i < k; ++i) p.a[r * k + i] *= scale(i);
  }
  for (std::size_t i = 0; i < k; ++i) {
    for (std::size_t c = 0; c < n; ++c) p.b[i * n + c] *= scale(i + 2 * static_cast<std::size_t>(channels));
  }
  return p;
}

/// The largest magnitude that a partial sum's scales allow, summed over the tiles.
double full_scale(const RandomProduct& p, const Rules& rules) {
  double a = rules.activations == MovingScale::calibrated ? p.site.range.a_max : 0,
         b = p.site.dynamic && rules.weights != ScaleRule::per_tile ? p.site.range.b_max : 0;
  for (const float x : p.a) a = std::max<double>(a, std::abs(x));
  for (const float x : p.b) b = std::max<double>(b, std::abs(x));
  return a * b * static_cast<double>(p.k);
}

template <class Check>
void for_random_tiles(const Rules& rules, Check check) {
  for (unsigned tile = 0; tile < 200; ++tile) {
    const int channels = kChannels[tile % 4];
    check(tile, channels, chip_with(rules, channels, tile / 4 % 2 == 0 ? Signs::two_arm : Signs::add_drop));
  }
}

TEST(ScaledProducts, MeansEqualTheOraclesOn200RandomTilesOfEveryRule) {
  for (const Rules& rules : kRules) {
    for_random_tiles(rules, [&](unsigned tile, int channels, const Chip& chip) {
      RandomProduct p =
          uneven_product(1 + tile % 3, 1 + tile * 7 % (3 * channels), 1 + tile * 5 % 37, channels, tile);
      p.site.range.partial_max = 0.125f * static_cast<float>(channels);
      p.site.dynamic = tile % 5 == 0;
      const Sources sources = Sources::all()
                                  .without(Source::shot)
                                  .without(Source::thermal)
                                  .without(Source::rin)
                                  .without(Source::adc);
      const auto light = p.run(*photonic_engine(chip, sources, 1)),
                 oracle = p.run(*device_engine(chip, sources, 1));
      for (std::size_t i = 0; i < light.size(); ++i)
        ASSERT_NEAR(light[i], oracle[i], 1e-5 * full_scale(p, rules)) << "tile " << tile << ", output " << i;
    });
  }
}

TEST(ScaledProducts, VariancesEqualTheOraclesOn200RandomTilesOfEveryRule) {
  constexpr std::size_t kDraws = 300;
  for (const Rules& rules : kRules) {
    Moments scores;
    for_random_tiles(rules, [&](unsigned tile, int channels, const Chip& chip) {
      RandomProduct p = uneven_product(kDraws, 1 + tile * 7 % (2 * channels), 1, channels, tile);
      p.repeat_first_row();
      Moments a, b;
      for (const float x : p.run(*photonic_engine(chip, Sources::all().without(Source::adc), 1))) a.add(x);
      for (const float x : p.run(*device_engine(chip, Sources::all().without(Source::adc), 2))) b.add(x);
      const double score = std::log(a.variance() / b.variance()) / (2 / std::sqrt(kDraws - 1.0));
      ASSERT_LT(std::abs(score), 5) << "tile " << tile;
      ASSERT_LT(std::abs(a.mean() - b.mean()), 5 * std::sqrt((a.variance() + b.variance()) / kDraws));
      scores.add(score);
    });
    EXPECT_LT(std::abs(scores.mean()), 5 / std::sqrt(200.0));
  }
}

TEST(ScaledProducts, TheShortcutHasTheSameMeanAndNearlyTheSameVariance) {
  constexpr std::size_t kDraws = 4000;
  for (const Rules& rules : kRules) {
    const Chip chip = chip_with(rules, 16);
    RandomProduct p = uneven_product(kDraws, 96, 2, 16, 11);
    p.repeat_first_row();
    const auto light = p.run(*photonic_engine(chip, Sources::all().without(Source::adc), 1)),
               shortcut = p.run(*moments_engine(chip, Sources::all().without(Source::adc), 2));
    for (std::size_t n = 0; n < p.n; ++n) {
      Moments a, b;
      for (std::size_t r = 0; r < kDraws; ++r) a.add(light[r * p.n + n]), b.add(shortcut[r * p.n + n]);
      EXPECT_LT(std::abs(a.mean() - b.mean()), 5 * std::sqrt((a.variance() + b.variance()) / kDraws));
      // Within a tile it takes A's and B's sums for independent.
      EXPECT_NEAR(std::log(a.variance() / b.variance()), 0, 0.15 + 5 * 2 / std::sqrt(kDraws - 1.0));
    }
  }
}

TEST(ScaledProducts, WithoutAnySourceLightIsTheQuantizedProduct) {
  for (const Rules& rules : kRules) {
    for (const int channels : kChannels) {
      const Chip chip = chip_with(rules, channels);
      const RandomProduct p = uneven_product(5, 40, 35, channels, 3);
      const auto quantized = p.run(*quantized_engine(chip)),
                 light = p.run(*photonic_engine(chip, Sources::none(), 1));
      for (std::size_t i = 0; i < light.size(); ++i)
        EXPECT_NEAR(light[i], quantized[i], 2e-5 * full_scale(p, rules))
            << channels << " channels, output " << i;
    }
  }
}

TEST(ScaledProducts, AScaleForEveryTileRoundsEveryTileFinely) {
  const RandomProduct p = uneven_product(6, 64, 20, 16, 9);
  const auto worst_error = [&](ScaleRule weights, MovingScale activations) {
    Chip chip = chip_with({weights, activations}, 16);
    const auto out = p.run(*quantized_engine(chip));
    const auto exact = p.run(*make_engine(Fidelity::digital, chip, Sources::none(), 1));
    double squares = 0;
    for (std::size_t i = 0; i < out.size(); ++i) squares += std::pow(out[i] - exact[i], 2);
    return squares;
  };
  const double plain = worst_error(ScaleRule::per_channel, MovingScale::calibrated),
               both = worst_error(ScaleRule::per_tile, MovingScale::per_tile);
  EXPECT_LT(both, plain / 10);
  EXPECT_LT(both, worst_error(ScaleRule::per_channel, MovingScale::per_tile));
}

TEST(ScaledProducts, EqualOperandsOfAnyScaleGiveEqualShares) {
  // A power of two leaves every rounding as it is.
  const Chip chip = chip_with({ScaleRule::per_tile, MovingScale::per_tile}, 16);
  RandomProduct p(3, 48, 7, 5), doubled = p;
  for (float& x : doubled.a) x *= 0.25f;
  for (float& x : doubled.b) x *= 4096;
  auto out = p.run(*photonic_engine(chip, Sources::all(), 1));
  for (float& x : out) x *= 1024;
  EXPECT_EQ(doubled.run(*photonic_engine(chip, Sources::all(), 1)), out);
}

TEST(ScaledProducts, ZerosStayZeroAndRowsDoNotKnowTheirNeighbours) {
  for (const Rules& rules : kRules) {
    const Chip chip = chip_with(rules, 16);
    RandomProduct p = uneven_product(4, 40, 9, 16, 13);
    std::fill_n(p.a.begin() + 40, 40, 0.0f);
    const auto quantized = p.run(*quantized_engine(chip));
    for (std::size_t n = 0; n < p.n; ++n) EXPECT_EQ(quantized[p.n + n], 0);
    const auto all = p.run(*photonic_engine(chip, Sources::all(), 1));
    RandomProduct last = p;
    last.rows = 1, last.a.erase(last.a.begin(), last.a.begin() + 120), last.row_ids = {p.row_ids[3]};
    const auto alone = last.run(*photonic_engine(chip, Sources::all(), 1));
    EXPECT_TRUE(std::equal(alone.begin(), alone.end(), all.begin() + 3 * static_cast<std::ptrdiff_t>(p.n)));
  }
}

TEST(ScaledProducts, AreTheSameToTheBitOnEveryInstructionSet) {
  for (const Rules& rules : kRules) {
    const Chip chip = chip_with(rules, 12);
    const RandomProduct p = uneven_product(7, 50, 41, 12, 17);
    for (const Fidelity fidelity : {Fidelity::quantized, Fidelity::photonic, Fidelity::moments}) {
      const auto expected = p.run(*make_engine(fidelity, chip, Sources::all(), 1));
      on_every_target([&] { EXPECT_EQ(p.run(*make_engine(fidelity, chip, Sources::all(), 1)), expected); });
    }
  }
}

}  // namespace
}  // namespace tron::inference
