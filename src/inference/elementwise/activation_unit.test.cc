#include "inference/elementwise/activation_unit.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "base/numbers/statistics.h"
#include "inference/elementwise/elementwise_exact.h"

namespace tron::inference {
namespace {

ElementRange range_of(float in, float out) {
  ElementRange range;
  range.in_max[0] = in;
  range.out_max = out;
  return range;
}

float value_at(const ActivationUnit& unit, ElementRange range, Op op, float x) {
  unit.run(range, op, &x, 1, 0, 0);
  return x;
}

ActivationDesign table(int bits) {
  return {ActivationKind::table, bits, 1, 0, 0};
}

TEST(ActivationTable, IsWithinItsSteps) {
  const ActivationUnit unit(table(8), 1);
  for (Op op : {Op::gelu, Op::gelu_tanh, Op::relu}) {
    for (float x = -4; x <= 4; x += 0.0173f) {
      // Half an input step at the steepest slope of GELU, 1.13, and half an output step.
      EXPECT_NEAR(value_at(unit, range_of(4, 4), op, x), exact_activation(op, x),
                  (1.13 + 1) * 0.5 * 4 / 127 + 1e-5);
    }
  }
  EXPECT_EQ(value_at(unit, range_of(4, 4), Op::gelu, 0), 0);
}

TEST(ActivationTable, ClampsOutsideItsRange) {
  const ActivationUnit unit(table(8), 1);
  EXPECT_FLOAT_EQ(value_at(unit, range_of(2, 2), Op::relu, 5), 2);
  EXPECT_EQ(value_at(unit, range_of(2, 2), Op::relu, -5), 0);
}

TEST(ActivationTable, StepsOfDifferentRangesKeepTheirOwnTables) {
  const ActivationUnit unit(table(8), 1);
  float x = 1, y = 1;
  unit.run(range_of(2, 2), Op::relu, &x, 1, 0, 0);
  unit.run(range_of(0.5f, 0.5f), Op::relu, &y, 1, 1, 0);
  EXPECT_NEAR(x, 1, 0.01);
  EXPECT_NEAR(y, 0.5, 0.01);
}

TEST(ActivationSoa, SmallSignalsPassAndLargeOnesAreCompressed) {
  const ActivationUnit unit({ActivationKind::soa, 16, 10, 0.1, 0}, 1);
  EXPECT_NEAR(value_at(unit, range_of(1, 1), Op::relu, 0.001f), 0.001f, 2e-5);
  // ln G + 0.1 (G - 1) = ln 10: G = 6.0408 by bisection.
  EXPECT_NEAR(value_at(unit, range_of(1, 1), Op::relu, 1), 0.60408f, 2e-4);
  EXPECT_EQ(value_at(unit, range_of(1, 1), Op::relu, -0.5f), 0);
}

TEST(ActivationSoa, GateGivesTheSigmoidFormOfGelu) {
  const ActivationUnit unit({ActivationKind::soa, 16, 10, 0, 0}, 1);
  for (float x = -3; x <= 3; x += 0.13f) {
    EXPECT_NEAR(value_at(unit, range_of(4, 4), Op::gelu, x), x / (1 + std::exp(-1.702f * x)), 3e-4);
    EXPECT_NEAR(value_at(unit, range_of(4, 4), Op::gelu, x), exact_activation(Op::gelu, x), 0.021)
        << "the form's own error";
  }
}

TEST(ActivationSoa, NoiseHasTheStatedDeviation) {
  const ActivationUnit unit({ActivationKind::soa, 16, 10, 0, 0.05}, 9);
  Moments moments;
  for (std::uint32_t row = 0; row < 50; ++row) {
    std::vector<float> x(200, 1.0f);
    unit.run(range_of(4, 4), Op::relu, x.data(), x.size(), 2, row);
    for (float v : x) moments.add(v);
  }
  // 10,000 draws: the mean's and the deviation's own errors are 0.002 and 0.0014.
  EXPECT_NEAR(moments.mean(), 1, 0.01);
  EXPECT_NEAR(std::sqrt(moments.variance()), 0.2, 0.007);
}

}  // namespace
}  // namespace tron::inference
