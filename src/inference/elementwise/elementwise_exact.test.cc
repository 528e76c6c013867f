#include "inference/elementwise/elementwise_exact.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "inference/elementwise/elementwise.h"

namespace tron::inference {
namespace {

// Values from the definitions, computed with 20 digits: x Phi(x) and its tanh form at x = 1 and x = -0.5.
TEST(ExactActivation, MatchesKnownValues) {
  EXPECT_NEAR(exact_activation(Op::gelu, 1), 0.84134474606854293, 1e-15);
  EXPECT_NEAR(exact_activation(Op::gelu, -0.5), -0.15426876936299345, 1e-15);
  EXPECT_NEAR(exact_activation(Op::gelu_tanh, 1), 0.84119199060827, 1e-12);
  EXPECT_NEAR(exact_activation(Op::silu, 1), 0.73105857863000490, 1e-15);
  EXPECT_NEAR(exact_activation(Op::silu, -2), -0.23840584404423515, 1e-15);
  EXPECT_EQ(exact_activation(Op::relu, -2), 0);
  EXPECT_EQ(exact_activation(Op::relu, 3), 3);
}

TEST(ExactSoftmax, SumsToOneAndIgnoresAShift) {
  std::vector<float> x{1, 2, 3, 900}, y{1 - 950, 2 - 950, 3 - 950, 900 - 950};
  exact_softmax(x.data(), 4);
  exact_softmax(y.data(), 4);
  EXPECT_EQ(x, y) << "no overflow either";
  std::vector<float> z{0, std::log(3.0f)};
  exact_softmax(z.data(), 2);
  EXPECT_NEAR(z[0], 0.25, 1e-7);
  EXPECT_NEAR(z[1], 0.75, 1e-7);
}

TEST(ExactNorm, GivesZeroMeanUnitVariance) {
  const std::vector<float> x{1, 2, 3, 4}, gamma(4, 1), beta(4, 0);
  std::vector<float> out(4);
  exact_norm(x.data(), {gamma.data(), beta.data(), 0}, 4, out.data());
  EXPECT_NEAR(out[0], -1.5 / std::sqrt(1.25), 1e-6);
  EXPECT_NEAR(out[3], 1.5 / std::sqrt(1.25), 1e-6);
  const std::vector<float> flat(4, 7);
  exact_norm(flat.data(), {gamma.data(), beta.data(), 1e-12}, 4, out.data());
  EXPECT_EQ(out, std::vector<float>(4, 0)) << "a constant row stays finite";
}

TEST(ExactOps, ResidualAdds) {
  const std::vector<float> x{1, -2}, y{0.5, 3};
  std::vector<float> out(2);
  exact_ops()->residual({}, x.data(), y.data(), 2, 0, 0, out.data());
  EXPECT_EQ(out, (std::vector<float>{1.5, 1}));
}

}  // namespace
}  // namespace tron::inference
