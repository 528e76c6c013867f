#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include "inference/kernels/vector_targets_for_test.h"
#include "inference/moments/moments_kernel.h"

namespace tron::inference {
namespace {

/// Random differences and totals on every valid place.
template <class Packed>
Packed random_operand(std::size_t outer, std::size_t depth, std::size_t channels) {
  Packed out;
  out.shape(outer, depth, channels);
  std::mt19937 random(7);
  for (float& d : out.difference) d = static_cast<float>(random() % 2001) / 1000 - 1;
  for (auto& t : out.total) t = static_cast<std::int8_t>(random() % 128);
  return out;
}

TEST(OperandSums, OfLightAreThoseOfItsRowsOnEveryInstructionSet) {
  for (const std::size_t channels : {1, 5, 12, 16}) {
    const auto light = random_operand<PackedLight>(3, 45, channels);
    const std::size_t depth = light.tiles * channels, bytes = light.tiles * light.quads() * 4;
    const OperandSums first = sums_of(light);
    on_every_target([&] {
      const OperandSums sums = sums_of(light);
      EXPECT_EQ(sums.total, first.total);
      EXPECT_EQ(sums.squares, first.squares);
      for (std::size_t r = 0; r < 3; ++r) {
        double total = 0, squares = 0;
        for (std::size_t i = 0; i < bytes; ++i) total += light.total[r * bytes + i];
        for (std::size_t i = 0; i < depth; ++i) squares += std::pow(light.difference[r * depth + i], 2.0);
        EXPECT_EQ(sums.total[r], total);
        EXPECT_NEAR(sums.squares[r], squares, 1e-5 * squares);
      }
    });
  }
}

TEST(OperandSums, OfRingsAreThoseOfTheirColumnsOnEveryInstructionSet) {
  for (const std::size_t channels : {1, 5, 12, 16}) {
    const auto rings = random_operand<PackedRings>(45, 40, channels);
    const OperandSums first = sums_of(rings);
    on_every_target([&] {
      const OperandSums sums = sums_of(rings);
      EXPECT_EQ(sums.total, first.total);
      EXPECT_EQ(sums.squares, first.squares);
      for (std::size_t n = 0; n < 40; ++n) {
        double total = 0, squares = 0;
        for (std::size_t tile = 0; tile < rings.tiles; ++tile) {
          const std::size_t block = n / kBlockColumns, c = n % kBlockColumns;
          for (std::size_t w = 0; w < rings.quads() * 4; ++w) {
            total += rings.total[rings.total_at(block, tile) + (w / 4 * kBlockColumns + c) * 4 + w % 4];
          }
          for (std::size_t w = 0; w < channels; ++w) {
            const float d = rings.difference[rings.difference_at(block, tile) + w * kBlockColumns + c];
            squares += static_cast<double>(d) * d;
          }
        }
        EXPECT_EQ(sums.total[n], total);
        EXPECT_NEAR(sums.squares[n], squares, 1e-5 * squares);
      }
    });
  }
}

}  // namespace
}  // namespace tron::inference
