#include "inference/photonic/light_kernel.h"

#include <cmath>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "inference/kernels/vector_targets_for_test.h"
#include "inference/photonic/photonic_kernel.h"

namespace tron::inference {
namespace {

/// A table of random factors: the kernel does not ask where they come from.
TransmissionTable random_table(std::size_t channels, std::int32_t levels, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> factor(0.7f, 1.0f);
  TransmissionTable t;
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
Row by_hand(const TransmissionTable& t, const std::vector<float>& values) {
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

Row by_kernel(const TransmissionTable& t, const std::vector<float>& values) {
  Row row = by_hand(t, values);  // its sizes
  std::fill(row.difference.begin(), row.difference.end(), 9.0f);
  std::fill(row.total.begin(), row.total.end(), std::uint8_t{9});
  row.clipped = encoding_rows(t, {values.data(), 1, values.size(), values.size()}, kInverseUnit, kScale,
                              row.difference.data(), row.total.data());
  return row;
}

TEST(EncodingRows, IsTheProductOfFactorsOnEveryInstructionSetAndOddShape) {
  const std::size_t shapes[][2] = {{1, 1}, {1, 7}, {4, 9}, {5, 23}, {12, 40}, {16, 16}, {16, 33}, {17, 50}};
  for (const auto& shape : shapes) {
    const std::size_t channels = shape[0], columns = shape[1];
    const TransmissionTable table = random_table(channels, 127, 11);
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

TEST(EncodingRows, IsTheSameToTheBitOnEveryInstructionSet) {
  const TransmissionTable table = random_table(12, 127, 2);
  std::vector<float> values(100);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = std::sin(static_cast<float>(i)) * 4.3f;
  const Row expected = by_kernel(table, values);
  on_every_target([&] { EXPECT_EQ(by_kernel(table, values), expected); });
}

TEST(EncodingRows, CountsAsClippedOnlyWhatRoundsBeyondTheLastLevel) {
  const TransmissionTable table = random_table(5, 7, 1);
  const auto clipped = [&](float level) { return by_kernel(table, {level / kInverseUnit}).clipped; };
  on_every_target([&] {
    EXPECT_EQ(clipped(7), 0u);
    EXPECT_EQ(clipped(-7.4f), 0u);
    EXPECT_EQ(clipped(7.6f), 1u);
    EXPECT_EQ(clipped(-1e6f), 1u);
  });
}

}  // namespace
}  // namespace tron::inference
