#include "inference/reference/operand_codes.h"

#include <cmath>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "inference/photonic/encoder.h"

namespace tron::inference {
namespace {

Chip chip_with(ScaleRule rule, int bits = 8) {
  Chip chip;
  chip.operand.bits = bits;
  chip.operand.weight_scale = rule;
  return chip;
}

// 3 x 2: the columns' maxima are 2 and 0.5.
const std::vector<float> kWeights{1.0f, 0.25f, -2.0f, -0.5f, 0.01f, 0.125f};

OperandView view() {
  return {kWeights.data(), 3, 2, 2, 1, 1};
}

TEST(OperandCodes, PerChannelTakesEachColumnsMaximum) {
  std::uint64_t clipped = 0;
  const OperandCodes l = operand_codes(chip_with(ScaleRule::per_channel), {}, view(), &clipped);
  EXPECT_EQ(l.level, (std::vector<std::int32_t>{64, 64, -127, -127, 1, 32}));
  EXPECT_FLOAT_EQ(l.unit[0], 2.0f / 127);
  EXPECT_FLOAT_EQ(l.unit[1], 0.5f / 127);
  EXPECT_EQ(clipped, 0u);
}

TEST(OperandCodes, PerTensorTakesOneMaximum) {
  std::uint64_t clipped = 0;
  const OperandCodes l = operand_codes(chip_with(ScaleRule::per_tensor), {}, view(), &clipped);
  EXPECT_EQ(l.level, (std::vector<std::int32_t>{64, 16, -127, -32, 1, 8}));
  EXPECT_EQ(l.unit[0], l.unit[1]);
}

TEST(OperandCodes, PerTileTakesEachColumnsMaximumInEachTileOfFixedAndOfDynamicOperands) {
  Chip chip = chip_with(ScaleRule::per_tile);
  chip.attention.wavelengths = 2;
  for (const bool dynamic : {false, true}) {
    ProductSite site;
    site.dynamic = dynamic;
    site.range.b_max = 0.1f;
    std::uint64_t clipped = 0;
    const OperandCodes l = operand_codes(chip, site, view(), &clipped);
    EXPECT_EQ(l.depth, 2u);
    EXPECT_EQ(l.level, (std::vector<std::int32_t>{64, 64, -127, -127, 127, 127}));
    EXPECT_EQ(l.unit, (std::vector<float>{2.0f / 127, 0.5f / 127, 0.01f / 127, 0.125f / 127}));
    EXPECT_EQ(clipped, 0u);
  }
}

TEST(OperandCodes, DynamicOperandsTakeTheCalibratedRangeAndCountWhatLiesOutside) {
  ProductSite site;
  site.dynamic = true;
  site.range.b_max = 0.5f;
  std::uint64_t clipped = 0;
  for (const ScaleRule rule : {ScaleRule::per_channel, ScaleRule::per_tensor}) {
    clipped = 0;
    const OperandCodes l = operand_codes(chip_with(rule), site, view(), &clipped);
    EXPECT_EQ(l.level, (std::vector<std::int32_t>{127, 64, -127, -127, 3, 32}));
    EXPECT_FLOAT_EQ(l.unit[0], 0.5f / 127);
    EXPECT_EQ(clipped, 2u) << "1 and -2; -0.5 is the range's end";
  }
}

TEST(OperandCodes, StridesAndFactorAreTheViews) {
  std::uint64_t clipped = 0;
  // The transpose, halved: 2 x 3.
  const OperandView transposed{kWeights.data(), 2, 3, 1, 2, 0.5f};
  const OperandCodes l = operand_codes(chip_with(ScaleRule::per_channel), {}, transposed, &clipped);
  ASSERT_EQ(l.unit.size(), 3u);
  EXPECT_FLOAT_EQ(l.unit[0], 0.5f / 127);
  EXPECT_FLOAT_EQ(l.unit[1], 1.0f / 127);
  EXPECT_EQ(l.level, (std::vector<std::int32_t>{127, -127, 10, 32, -32, 127}));
}

// Squares of 16 take a way of their own, by rows or by columns; what is left over and other strides do not.
TEST(OperandCodes, OfAnyStridesAreThoseOfEveryElement) {
  constexpr std::size_t kDepth = 35, kColumns = 37;
  std::vector<float> data(2 * kDepth * kColumns);
  for (std::size_t i = 0; i < data.size(); ++i) data[i] = std::sin(static_cast<float>(i * i % 1009));
  ProductSite site;
  site.dynamic = true, site.range.b_max = 0.4f;
  for (const auto& [k_stride, n_stride] : {std::pair{37, 1}, {1, 35}, {74, 2}}) {
    const OperandView b{
        data.data(), kDepth, kColumns, static_cast<std::size_t>(k_stride), static_cast<std::size_t>(n_stride),
        0.5f};
    std::uint64_t clipped = 0, expected = 0;
    const OperandCodes l = operand_codes(chip_with(ScaleRule::per_channel), site, b, &clipped);
    for (std::size_t k = 0; k < kDepth; ++k) {
      for (std::size_t n = 0; n < kColumns; ++n) {
        ASSERT_EQ(l.level[k * kColumns + n], quantize(b(k, n), 127 / 0.4f, 127, &expected));
      }
    }
    EXPECT_EQ(clipped, expected);
    EXPECT_GT(clipped, 0u);
  }
}

TEST(OperandCodes, ZerosAndNothingAreNoTrouble) {
  std::uint64_t clipped = 0;
  const std::vector<float> zeros(6, 0.0f);
  for (const ScaleRule rule : {ScaleRule::per_channel, ScaleRule::per_tensor}) {
    const OperandCodes l = operand_codes(chip_with(rule), {}, {zeros.data(), 3, 2, 2, 1, 1}, &clipped);
    EXPECT_EQ(l.level, std::vector<std::int32_t>(6, 0));
    EXPECT_EQ(l.unit, std::vector<float>(2, 0.0f));
    EXPECT_TRUE(operand_codes(chip_with(rule), {}, {zeros.data(), 3, 0, 0, 1, 1}, &clipped).level.empty());
  }
  EXPECT_EQ(clipped, 0u);
}

RC_GTEST_PROP(OperandCodes, EveryValueIsWithinHalfAUnit, ()) {
  const int bits = *rc::gen::inRange(2, 9);
  const std::size_t k = *rc::gen::inRange(1, 8), n = *rc::gen::inRange(1, 8);
  std::vector<float> data(k * n);
  for (float& x : data) x = static_cast<float>(*rc::gen::inRange(-10000, 10001)) / 777;
  const ScaleRule rule = *rc::gen::element(ScaleRule::per_channel, ScaleRule::per_tensor);
  std::uint64_t clipped = 0;
  const OperandCodes l = operand_codes(chip_with(rule, bits), {}, {data.data(), k, n, n, 1, 1}, &clipped);
  RC_ASSERT(clipped == 0u);
  for (std::size_t i = 0; i < data.size(); ++i) {
    const float unit = l.unit[i % n];
    RC_ASSERT(std::abs(l.level[i]) <= (1 << (bits - 1)) - 1);
    RC_ASSERT(std::abs(data[i] - static_cast<float>(l.level[i]) * unit) <= unit * 0.5001f);
  }
}

}  // namespace
}  // namespace tron::inference
