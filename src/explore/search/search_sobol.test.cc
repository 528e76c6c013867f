#include "explore/search/search_sobol.h"

#include <gtest/gtest.h>

#include "explore/evaluated_for_test.h"

namespace tron::explore {
namespace {

TEST(SobolNumber, FillsEveryCellOfANetOnce) {
  // The first 2^6 points of a (t, m, s)-net in base 2 with t = 0 in two dimensions: one in each of 8 x 8
  // cells.
  const Space space = grid_space(2, 8);
  for (std::uint64_t seed : {0u, 1u, 12345u}) {
    std::vector<int> met(space.size(), 0);
    for (std::uint64_t i = 0; i < 64; ++i) ++met[sobol_number(space, seed, i)];
    for (int one : met) EXPECT_EQ(one, 1);
  }
}

TEST(SobolNumber, IsAFunctionOfSeedAndPosition) {
  const Space space = grid_space(12, 16);
  EXPECT_EQ(sobol_number(space, 3, 1000), sobol_number(space, 3, 1000));
  int same = 0;
  for (std::uint64_t i = 0; i < 100; ++i)
    same += sobol_number(space, 3, i) == sobol_number(space, 4, i) ? 1 : 0;
  EXPECT_LT(same, 5);
}

TEST(SobolNumber, VisitsEveryValueOfEveryParameterEvenly) {
  const Space space = grid_space(20, 5);
  std::vector<std::vector<int>> met(20, std::vector<int>(5, 0));
  for (std::uint64_t i = 0; i < 1024; ++i) {
    const auto indices = space.indices(sobol_number(space, 1, i));
    for (std::size_t p = 0; p < indices.size(); ++p) ++met[p][indices[p]];
  }
  for (const auto& parameter : met) {
    for (int times : parameter) EXPECT_NEAR(times, 1024 / 5.0, 2);
  }
}

}  // namespace
}  // namespace tron::explore
