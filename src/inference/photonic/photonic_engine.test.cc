#include "inference/photonic/photonic_engine.h"

#include <cmath>

#include <gtest/gtest.h>

#include "base/numbers/statistics.h"
#include "inference/engine_test_chip.h"
#include "inference/moments/moments_engine.h"
#include "inference/oracle/device_engine.h"
#include "inference/photonic/conversion.h"
#include "inference/photonic/encoder.h"

namespace tron::inference {
namespace {

constexpr Signs kSigns[] = {Signs::two_arm, Signs::add_drop};
constexpr Compensation kCompensations[] = {Compensation::none, Compensation::static_,
                                           Compensation::per_symbol};
constexpr int kChannels[] = {16, 12, 5, 1};

Sources without_noise() {
  return Sources::all().without(Source::shot).without(Source::thermal).without(Source::rin);
}

/// 200 random tiles over all compensations, both ways of making signs and four grids.
template <class Check>
void for_random_tiles(Check check) {
  for (unsigned tile = 0; tile < 200; ++tile) {
    const int channels = kChannels[tile % 4];
    const Chip chip = test_chip(channels, kSigns[tile / 4 % 2], kCompensations[tile / 8 % 3]);
    check(tile, channels, chip);
  }
}

TEST(PhotonicEngine, MeansEqualTheOraclesOn200RandomTiles) {
  double worst = 0;
  for_random_tiles([&](unsigned tile, int channels, const Chip& chip) {
    RandomProduct p(1 + tile % 3, 1 + tile * 7 % (3 * channels), 1 + tile * 5 % 37, tile);
    p.site.range.partial_max =
        0.125f * static_cast<float>(channels);  // sets the step of the idealised converter alone
    const Sources sources = without_noise().without(Source::adc);
    const auto light = p.run(*photonic_engine(chip, sources, 1)),
               oracle = p.run(*device_engine(chip, sources, 1));
    const double tiles = std::ceil(static_cast<double>(p.k) / channels);
    for (std::size_t i = 0; i < light.size(); ++i) {
      const double difference = std::abs(light[i] - oracle[i]) / (channels * tiles);
      worst = std::max(worst, difference);
      ASSERT_LT(difference, 1e-6) << "tile " << tile << ", output " << i;
    }
  });
  RecordProperty("worst_mean_difference_of_full_scale", std::to_string(worst));
  std::printf("worst difference of means: %.2e of full scale\n", worst);
}

TEST(PhotonicEngine, VariancesEqualTheOraclesOn200RandomTiles) {
  Moments scores;
  for_random_tiles([&](unsigned tile, int channels, const Chip& chip) {
    constexpr std::size_t kDraws = 600;
    RandomProduct p(kDraws, 1 + tile * 7 % channels, 1, tile);
    p.repeat_first_row();
    const auto light = p.run(*photonic_engine(chip, Sources::all().without(Source::adc), 1));
    const auto oracle = p.run(*device_engine(chip, Sources::all().without(Source::adc), 2));
    Moments a, b;
    for (const float x : light) a.add(x);
    for (const float x : oracle) b.add(x);
    // The logarithm of a ratio of two sample variances has a standard deviation of 2 / sqrt(n) for normal
    // noise.
    const double score = std::log(a.variance() / b.variance()) / (2 / std::sqrt(kDraws - 1.0));
    ASSERT_LT(std::abs(score), 5) << "tile " << tile;
    ASSERT_LT(std::abs(a.mean() - b.mean()), 5 * std::sqrt((a.variance() + b.variance()) / kDraws))
        << "tile " << tile;
    scores.add(score);
  });
  EXPECT_LT(std::abs(scores.mean()), 5 / std::sqrt(200.0));
  EXPECT_NEAR(scores.variance(), 1, 5 * std::sqrt(2 / 199.0));
}

TEST(PhotonicEngine, MeasuredNoiseIsWhatTheNoiseBudgetPredicts) {
  const Chip chip = test_chip(16, Signs::two_arm, Compensation::static_);
  constexpr std::size_t kDraws = 20000;
  RandomProduct p(kDraws, 16, 3, 77);
  p.repeat_first_row();
  const auto noisy = p.run(*photonic_engine(chip, Sources::all().without(Source::adc), 5));
  const EncodingSources all = encoding_sources(chip, Sources::all(), Source::weight_dac);
  const EncodedBank light(chip.activation_bank, 8, all, chip.ring_errors, chip.process_seed);
  const EncodedBank rings(chip.weight_bank, 8, all, chip.ring_errors, chip.process_seed);
  const double channel = chip.link.detector.responsivity.si * chip.budget.detector_per_channel.si;
  for (std::size_t n = 0; n < p.n; ++n) {
    std::vector<std::int32_t> a(16), b(16);
    float b_max = 0;
    for (std::size_t k = 0; k < 16; ++k) b_max = std::max(b_max, std::abs(p.b[k * p.n + n]));
    std::uint64_t clipped = 0;
    for (std::size_t k = 0; k < 16; ++k) {
      a[k] = quantize(p.a[k], 127, 127, &clipped);
      b[k] = quantize(p.b[k * p.n + n], 127 / b_max, 127, &clipped);
    }
    const Response x = light.bank().respond(light.drive(a), light.shifts({0, kActivationRow}));
    const Response w = rings.bank().respond(rings.drive(b), rings.shifts({0, static_cast<std::uint32_t>(n)}));
    double difference = 0, total = 0;
    for (int i = 0; i < 16; ++i) {
      difference += channel * (x.plus[i] - x.minus[i]) * (w.plus[i] - w.minus[i]);
      total += channel * (x.plus[i] + x.minus[i]) * (w.plus[i] + w.minus[i]);
    }
    const double ampere = b_max / (channel * light.full_scale() * rings.full_scale());
    const double predicted =
        detector_noise(chip, Sources::all()).variance_a2(difference, total) * ampere * ampere;
    Moments measured;
    for (std::size_t draw = 0; draw < kDraws; ++draw) measured.add(noisy[draw * p.n + n]);
    EXPECT_NEAR(measured.mean(), difference * ampere, 5 * std::sqrt(predicted / kDraws));
    EXPECT_NEAR(measured.variance() / predicted, 1, 5 * std::sqrt(2.0 / kDraws));
  }
}

TEST(PhotonicEngine, WithoutAnySourceItIsTheQuantizedProduct) {
  const Chip chip = test_chip(16, Signs::two_arm, Compensation::per_symbol);
  const RandomProduct p(5, 100, 21, 3);
  const auto light = p.run(*photonic_engine(chip, Sources::none(), 1));
  for (std::size_t r = 0; r < p.rows; ++r) {
    for (std::size_t n = 0; n < p.n; ++n) {
      float b_max = 0;
      for (std::size_t k = 0; k < p.k; ++k) b_max = std::max(b_max, std::abs(p.b[k * p.n + n]));
      double exact = 0;
      std::uint64_t clipped = 0;
      for (std::size_t k = 0; k < p.k; ++k) {
        exact += quantize(p.a[r * p.k + k], 127, 127, &clipped) *
                 (static_cast<double>(quantize(p.b[k * p.n + n], 127 / b_max, 127, &clipped)) * b_max /
                  (127 * 127));
      }
      EXPECT_NEAR(light[r * p.n + n], exact, 2e-4);
    }
  }
}

/// A dynamic operand at two sites, prepared at the second one by itself and after the first one.
void expect_alike(const ProductEngine& engine, float second_b_max) {
  RandomProduct p(4, 40, 35, 3);
  p.site.dynamic = true;
  p.site.range.b_max = 0.9f;
  const OperandView b{p.b.data(), p.k, p.n, p.n, 1, 1};
  Counters first, alone, after;
  const auto alike = engine.prepare(p.site, b, first);
  p.site.unit = 5, p.site.range.b_max = second_b_max, p.site.range.partial_max = 1.5f;
  const auto ready = engine.prepare_like(*alike, p.site, b, after);
  std::vector<float> out(p.rows * p.n);
  engine.multiply(p.site, {p.a.data(), p.rows, p.k, p.k}, p.row_ids, *ready, out.data(), p.n, after);
  EXPECT_EQ(out, p.run(engine, &alone));
  EXPECT_EQ(after.clipped, alone.clipped);
  EXPECT_GT(first.clipped, 0u);
}

TEST(PhotonicEngine, AnOperandPreparedAfterAnotherSitesIsTheSameToTheBit) {
  const Chip chip = test_chip(12, Signs::two_arm, Compensation::static_);
  for (const float b_max : {0.9f, 0.7f}) {
    expect_alike(*photonic_engine(chip, Sources::all(), 1), b_max);
    expect_alike(*moments_engine(chip, Sources::all(), 1), b_max);
  }
}

TEST(PhotonicEngine, CountsConversionsSaturationsAndClippedValues) {
  const Chip chip = test_chip(16, Signs::two_arm, Compensation::static_);
  RandomProduct p(3, 40, 10, 3);
  p.site.range = {0.5f, 1, 0.05f};
  Counters counters;
  p.run(*photonic_engine(chip, Sources::all(), 1), &counters);
  EXPECT_EQ(counters.conversions, 3u * 10 * 3);
  EXPECT_GT(counters.saturated, 40u);
  EXPECT_GT(counters.clipped, 30u);
}

TEST(PhotonicEngine, EverySourceMovesTheAnswer) {
  Chip chip = test_chip(16, Signs::two_arm, Compensation::static_);
  const RandomProduct p(4, 64, 16, 9);
  const auto ideal = p.run(*photonic_engine(chip, Sources::none(), 1));
  for (const Source s :
       {Source::weight_dac, Source::activation_dac, Source::crosstalk, Source::fabrication, Source::drift,
        Source::thermal_crosstalk, Source::shot, Source::thermal, Source::rin, Source::adc}) {
    EXPECT_NE(p.run(*photonic_engine(chip, Sources::only(s), 1)), ideal) << kSourceNames[static_cast<int>(s)];
  }
}

}  // namespace
}  // namespace tron::inference
