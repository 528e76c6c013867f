#include "inference/elementwise/coherent_residual.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/numbers/statistics.h"
#include "inference/kernels/vector_targets_for_test.h"

namespace tron::inference {
namespace {

ElementRange range_of(float a, float b, float sum) {
  ElementRange range;
  range.in_max[0] = a;
  range.in_max[1] = b;
  range.out_max = sum;
  return range;
}

float sum_of(const CoherentResidual& adder, ElementRange range, float x, float y) {
  float out = 0;
  adder.run(range, &x, &y, 1, 0, 0, &out);
  return out;
}

RC_GTEST_PROP(CoherentResidual, AddsWithinItsConverters, ()) {
  const CoherentResidual adder({ResidualKind::coherent, 8, 0}, 1);
  const float x = static_cast<float>(*rc::gen::inRange(-1000, 1001)) * 1e-3f;
  const float y = static_cast<float>(*rc::gen::inRange(-1000, 1001)) * 2e-3f;
  const float sum = sum_of(adder, range_of(1, 2, 3), x, y);
  // Half a driver step of each, and half an ADC step of the current, which the root makes coarser where the
  // field is weak: dE = dI / (2 E), at sum = -3 E is 0.25.
  const float field = 1 + (x + y) / 4;
  const float current_step = (1.75f * 1.75f - 0.25f * 0.25f) / 255;
  RC_ASSERT(std::abs(sum - (x + y)) <= 2.0f / 127 + 4 * 0.55f * current_step / (2 * field) * 1.1f);
}

TEST(CoherentResidual, TheSameToTheBitOnEveryInstructionSetAndInPieces) {
  const CoherentResidual adder({ResidualKind::coherent, 8, 0.02}, 1);
  std::vector<float> x(45), y(45), expected(45);
  for (std::size_t i = 0; i < x.size(); ++i) {
    x[i] = std::sin(static_cast<float>(i)) * 1.2f, y[i] = std::cos(static_cast<float>(3 * i));
  }
  const auto run = [&](std::size_t columns) {
    std::vector<float> out(columns);
    adder.run(range_of(1, 1, 1.5f), x.data(), y.data(), columns, 3, 4, out.data());
    return out;
  };
  expected = run(45);
  on_every_target([&] {
    for (const std::size_t columns : {1, 7, 16, 33, 45}) {
      EXPECT_EQ(run(columns), std::vector<float>(expected.begin(), expected.begin() + columns));
    }
  });
}

TEST(CoherentResidual, ManyBitsAddExactly) {
  const CoherentResidual adder({ResidualKind::coherent, 16, 0}, 1);
  EXPECT_NEAR(sum_of(adder, range_of(1, 1, 2), 0.3f, -0.7f), -0.4f, 3e-4);
  EXPECT_NEAR(sum_of(adder, range_of(1, 1, 2), 0.9f, 0.8f), 1.7f, 3e-4);
}

TEST(CoherentResidual, ClampsAtTheCalibratedRange) {
  const CoherentResidual adder({ResidualKind::coherent, 8, 0}, 1);
  EXPECT_NEAR(sum_of(adder, range_of(1, 1, 0.5f), 1, 1), 0.5f, 1e-5);
  EXPECT_NEAR(sum_of(adder, range_of(1, 1, 0.5f), -1, -1), -0.5f, 1e-5);
}

// To second order the phase takes u1 u2 p^2 / (u1 + u2) off the field: a mean of -s u1 u2 sigma^2 2 / (u1 +
// u2) and, with Var p^2 = 2 sigma^4, a deviation of sqrt 2 times that.
TEST(CoherentResidual, PhaseErrorTakesLightAsTheEquationSays) {
  const double sigma = 0.1;
  const CoherentResidual adder({ResidualKind::coherent, 16, sigma}, 7);
  const std::vector<float> x(4000, 0.5f), y(4000, 0.25f);
  std::vector<float> out(4000);
  Moments moments;
  for (std::uint32_t row = 0; row < 10; ++row) {
    adder.run(range_of(1, 1, 2), x.data(), y.data(), x.size(), 3, row, out.data());
    for (float v : out) moments.add(v - 0.75);
  }
  const double u1 = 0.75, u2 = 0.625, loss = 2 * 0.5 * u1 * u2 * sigma * sigma / (u1 + u2);
  EXPECT_NEAR(moments.mean(), -loss, 0.05 * loss);
  EXPECT_NEAR(std::sqrt(moments.variance()), std::sqrt(2.0) * loss, 0.08 * loss);
}

TEST(CoherentResidual, NoiseHangsOnPositionAlone) {
  const CoherentResidual adder({ResidualKind::coherent, 12, 0.1}, 7),
      other({ResidualKind::coherent, 12, 0.1}, 8);
  const std::vector<float> x(20, 0.5f), y(20, 0.25f);
  std::vector<float> a(20), b(20), c(20), d(20), e(20);
  adder.run(range_of(1, 1, 2), x.data(), y.data(), 20, 3, 11, a.data());
  adder.run(range_of(1, 1, 2), x.data(), y.data(), 20, 3, 11, b.data());
  adder.run(range_of(1, 1, 2), x.data(), y.data(), 20, 4, 11, c.data());
  adder.run(range_of(1, 1, 2), x.data(), y.data(), 20, 3, 12, d.data());
  other.run(range_of(1, 1, 2), x.data(), y.data(), 20, 3, 11, e.data());
  EXPECT_EQ(a, b);
  EXPECT_NE(a, c);
  EXPECT_NE(a, d);
  EXPECT_NE(a, e);
}

}  // namespace
}  // namespace tron::inference
