#include "inference/elementwise/softmax_table.h"

#include <cmath>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "inference/elementwise/elementwise_exact.h"

namespace tron::inference {
namespace {

SoftmaxDesign design_of(int entries, int bits = 8) {
  return {true, entries, 16, entries, 512, bits};
}

TEST(SoftmaxTable, ExpIsWithinHalfAStep) {
  const SoftmaxTable table(design_of(1024));
  const double half = 0.5 * 16 / 1023;
  for (double d = 0; d < 15.9; d += 0.0137) {
    const double exact = std::exp(-d);
    EXPECT_NEAR(table.exp_of(static_cast<float>(-d)), exact, exact * (std::exp(half) - 1) * 1.001) << d;
  }
  EXPECT_EQ(table.exp_of(0), 1);
  EXPECT_EQ(table.exp_of(-16.1f), 0) << "beyond the table";
}

// 1024 entries over 9 octaves: 113 an octave, so the logarithm is off by at most half of 1 / 113.
TEST(SoftmaxTable, LnIsWithinHalfAnInterval) {
  const SoftmaxTable table(design_of(1024));
  for (double sum = 1; sum < 511; sum *= 1.0071) {
    EXPECT_NEAR(table.ln_of(static_cast<float>(sum)), std::log(sum), 0.5 / 113 + 1e-6) << sum;
  }
  EXPECT_EQ(table.ln_of(1e6f), table.ln_of(511.99f)) << "saturates";
}

RC_GTEST_PROP(SoftmaxTable, StaysNearTheExactSoftmax, ()) {
  const SoftmaxTable table(design_of(1024));
  const auto raw = *rc::gen::nonEmpty(rc::gen::container<std::vector<int>>(rc::gen::inRange(-4000, 4000)));
  std::vector<float> x(raw.size()), exact;
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<float>(raw[i]) * 1e-3f;
  exact = x;
  exact_softmax(exact.data(), exact.size());
  table.run(x.data(), x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    // Half a step of exp and of ln, relative, and half an output level.
    RC_ASSERT(std::abs(x[i] - exact[i]) <= exact[i] * 0.03 + 0.5 / 255 + 1e-6);
    RC_ASSERT(x[i] >= 0 && x[i] <= 1);
  }
}

TEST(SoftmaxTable, IgnoresACommonShift) {
  const SoftmaxTable table(design_of(256));
  std::vector<float> x{0.5f, -1, 2, 0}, y;
  for (float v : x) y.push_back(v + 64);
  table.run(x.data(), 4);
  table.run(y.data(), 4);
  EXPECT_EQ(x, y);
}

TEST(SoftmaxTable, FinerTablesComeCloser) {
  double last = 1;
  for (int entries : {32, 256, 4096}) {
    const SoftmaxTable table(design_of(entries, 16));
    double error = 0;
    for (int k = 1; k < 60; ++k) {
      std::vector<float> x(7), exact;
      for (int i = 0; i < 7; ++i) x[i] = static_cast<float>(std::sin(k * (i + 1.3)) * 3);
      exact = x;
      exact_softmax(exact.data(), 7);
      table.run(x.data(), 7);
      for (int i = 0; i < 7; ++i) error = std::max<double>(error, std::abs(x[i] - exact[i]));
    }
    EXPECT_LT(error, last / 3);
    last = error;
  }
  EXPECT_LT(last, 0.003);
}

}  // namespace
}  // namespace tron::inference
