#include "inference/scoring/choose_token.h"

#include <cmath>
#include <map>
#include <vector>

#include <gtest/gtest.h>

#include "base/numbers/statistics.h"

namespace tron::inference {
namespace {

const std::vector<float> kLogits{0.5f, 2, -1, 2, 1};

std::map<std::size_t, int> drawn(const TokenChoice& choice, int draws) {
  std::map<std::size_t, int> counts;
  for (int i = 0; i < draws; ++i) ++counts[choose_token(kLogits, choice, 3, static_cast<std::uint32_t>(i))];
  return counts;
}

TEST(ChooseToken, GreedyTakesTheFirstOfTheBest) {
  EXPECT_EQ(choose_token(kLogits, {}, 0, 0), 1u);
  EXPECT_EQ(TokenChoice{}.text(), "greedy");
}

TEST(ChooseToken, DrawsFromTheSoftmaxAtItsTemperature) {
  const int draws = 20'000;
  for (const double temperature : {0.5, 1.0, 2.0}) {
    const auto counts = drawn({temperature, 0, 1, 7}, draws);
    double total = 0, chi = 0;
    for (float v : kLogits) total += std::exp(v / temperature);
    for (std::size_t t = 0; t < kLogits.size(); ++t) {
      const double expected = draws * std::exp(kLogits[t] / temperature) / total;
      const double seen = counts.contains(t) ? counts.at(t) : 0;
      chi += (seen - expected) * (seen - expected) / expected;
    }
    EXPECT_GT(chi_squared_tail(chi, 4), 1e-3) << temperature;
  }
}

TEST(ChooseToken, TopKAndTopPLeaveTheTailOut) {
  const auto two = drawn({1, 2, 1, 7}, 4000);
  EXPECT_EQ(two.size(), 2u);
  EXPECT_NEAR(two.at(1), 2000, 200);
  // Probabilities 0.38, 0.38, 0.14, 0.08, 0.02: three tokens reach 0.8.
  const auto nucleus = drawn({1, 0, 0.8, 7}, 4000);
  EXPECT_EQ(nucleus.size(), 3u);
  EXPECT_TRUE(nucleus.contains(4));
  EXPECT_EQ(drawn({1, 0, 1e-9, 7}, 100).size(), 1u) << "one token is always left";
}

TEST(ChooseToken, IsAFunctionOfSeedTextAndPosition) {
  const TokenChoice choice{1, 0, 1, 7};
  int differ = 0;
  for (std::uint32_t p = 0; p < 50; ++p) {
    EXPECT_EQ(choose_token(kLogits, choice, 0, p), choose_token(kLogits, choice, 0, p));
    differ += choose_token(kLogits, choice, 0, p) != choose_token(kLogits, {1, 0, 1, 8}, 0, p) ? 1 : 0;
  }
  EXPECT_GT(differ, 5);
}

}  // namespace
}  // namespace tron::inference
