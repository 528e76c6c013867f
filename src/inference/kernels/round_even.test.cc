#include "inference/kernels/round_even.h"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

namespace tron::inference {
namespace {

TEST(RoundEven, IsTheLibrarysRoundingOnItsWholeRange) {
  std::mt19937 random(1);
  for (const float size : {1.0f, 10.0f, 127.5f, 4e4f, 4194304.0f}) {
    std::uniform_real_distribution<float> value(-size, size);
    for (int i = 0; i < 20000; ++i) {
      const float x = value(random);
      ASSERT_EQ(round_even(x), std::nearbyint(x)) << x;
    }
  }
  for (int i = -1000; i <= 1000; ++i) {
    const float half = static_cast<float>(i) + 0.5f;
    ASSERT_EQ(round_even(half), std::nearbyint(half)) << half;
  }
}

}  // namespace
}  // namespace tron::inference
