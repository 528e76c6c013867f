#include "inference/reference/quantized_engine.h"

#include <cmath>

#include <gtest/gtest.h>

#include "inference/engine_test_chip.h"
#include "inference/kernels/vector_targets_for_test.h"
#include "inference/photonic/encoder.h"
#include "inference/reference/operand_codes.h"

namespace tron::inference {
namespace {

Chip chip_with_bits(int bits) {
  Chip chip = test_chip(16, Signs::two_arm, Compensation::static_);
  chip.operand.bits = bits;
  return chip;
}

/// The product in integers, scaled once at the end.
std::vector<float> by_hand(const Chip& chip, const RandomProduct& p, std::uint64_t* clipped) {
  const std::int32_t levels = (1 << (chip.operand.bits - 1)) - 1;
  const OperandCodes b = operand_codes(chip, p.site, {p.b.data(), p.k, p.n, p.n, 1, 1}, clipped);
  const float a_max = p.site.range.a_max;
  std::vector<float> out;
  for (std::size_t r = 0; r < p.rows; ++r) {
    for (std::size_t n = 0; n < p.n; ++n) {
      std::uint64_t once = 0;
      std::int64_t sum = 0;
      for (std::size_t k = 0; k < p.k; ++k) {
        const auto a = quantize(p.a[r * p.k + k], static_cast<float>(levels) / a_max, levels, &once);
        sum += std::int64_t{a} * b.level[k * p.n + n];
      }
      if (n == 0) *clipped += once;
      out.push_back(static_cast<float>(sum) * (b.unit[n] * (a_max / static_cast<float>(levels))));
    }
  }
  return out;
}

TEST(QuantizedEngine, IsTheIntegerProductOnEveryInstructionSetAndOddShape) {
  const std::size_t shapes[][3] = {{1, 1, 1},   {3, 15, 31},  {2, 16, 32},
                                   {5, 17, 33}, {4, 129, 65}, {9, 700, 3}};
  for (const int bits : {2, 4, 8}) {
    const Chip chip = chip_with_bits(bits);
    for (const auto& shape : shapes) {
      const std::size_t k = shape[1];
      RandomProduct p(shape[0], k, shape[2], static_cast<unsigned>(k));
      p.site.range.a_max = 0.9f;
      std::uint64_t clipped = 0;
      const auto expected = by_hand(chip, p, &clipped);
      on_every_target([&] {
        Counters counters;
        EXPECT_EQ(p.run(*quantized_engine(chip), &counters), expected) << bits << " bits, k " << k;
        EXPECT_EQ(counters.clipped, clipped);
        EXPECT_EQ(counters.saturated, 0u);
        EXPECT_EQ(counters.conversions, 0u) << "nothing leaves light";
      });
    }
  }
}

TEST(QuantizedEngine, DynamicOperandsTakeTheCalibratedRange) {
  const Chip chip = chip_with_bits(8);
  RandomProduct p(4, 40, 21, 8);
  p.site.dynamic = true;
  p.site.range = {1, 0.5f, 0};
  std::uint64_t clipped = 0;
  const auto expected = by_hand(chip, p, &clipped);
  Counters counters;
  EXPECT_EQ(p.run(*quantized_engine(chip), &counters), expected);
  EXPECT_EQ(counters.clipped, clipped);
  EXPECT_GT(clipped, 100u);
}

TEST(QuantizedEngine, MoreBitsComeCloserToTheExactProduct) {
  const RandomProduct p(8, 64, 8, 3);
  double last = 1e9;
  for (const int bits : {2, 4, 6, 8}) {
    const auto out = p.run(*quantized_engine(chip_with_bits(bits)));
    double squares = 0;
    for (std::size_t i = 0; i < out.size(); ++i) {
      double exact = 0;
      for (std::size_t k = 0; k < p.k; ++k) {
        exact += static_cast<double>(p.a[i / p.n * p.k + k]) * p.b[k * p.n + i % p.n];
      }
      squares += (out[i] - exact) * (out[i] - exact);
    }
    EXPECT_LT(squares, last / 4) << bits << " bits";
    last = squares;
  }
}

TEST(QuantizedEngine, WritesOnlyItsColumnsOfAWiderMatrix) {
  const Chip chip = chip_with_bits(8);
  const RandomProduct p(3, 20, 5, 4);
  const auto engine = quantized_engine(chip);
  const auto narrow = p.run(*engine);
  Counters counters;
  const auto ready = engine->prepare(p.site, {p.b.data(), p.k, p.n, p.n, 1, 1}, counters);
  std::vector<float> wide(3 * 9, 77);
  engine->multiply(p.site, {p.a.data(), 3, p.k, p.k}, p.row_ids, *ready, wide.data() + 2, 9, counters);
  for (std::size_t r = 0; r < 3; ++r) {
    for (std::size_t c = 0; c < 9; ++c) {
      EXPECT_EQ(wide[r * 9 + c], c >= 2 && c < 7 ? narrow[r * 5 + c - 2] : 77) << r << ' ' << c;
    }
  }
}

TEST(QuantizedEngine, WithoutARangeTheAnswerIsZero) {
  RandomProduct p(2, 10, 3, 4);
  p.site.range.a_max = 0;
  EXPECT_EQ(p.run(*quantized_engine(chip_with_bits(8))), std::vector<float>(6, 0.0f));
}

}  // namespace
}  // namespace tron::inference
