#include "explore/exhaustive.h"

#include <gtest/gtest.h>

namespace tron {
namespace {

Space small_space() {
  Space space;
  space.chip = "tron";
  space.assumptions = "paper";
  space.networks = {"deit-tiny", "transformer-base"};
  space.parameters = {{"heads", "sizes.heads", {"3", "6"}},
                      {"rows", "sizes.feed_forward_rows", {"16", "64"}},
                      {"arrays", "sizes.feed_forward_arrays", {"3", "12"}}};
  return space;
}

TEST(ExploreAll, JudgesEveryCombinationTheSameOnAnyThreads) {
  const Space space = small_space();
  const std::vector<Graph> graphs = load_graphs(space);
  const Exploration one = explore_all(space, graphs, 1), two = explore_all(space, graphs, 2);
  ASSERT_EQ(one.points.size(), 8u);
  for (std::size_t i = 0; i < 8; ++i) {
    EXPECT_EQ(one.points[i].number, i);
    EXPECT_EQ(one.points[i].score, two.points[i].score);
    EXPECT_GT(one.points[i].ops_per_s, 0);
  }
  EXPECT_EQ(one.best, two.best);
}

TEST(ExploreAll, TheBestHasTheHighestScoreAndTheFrontIsNotBeaten) {
  const Space space = small_space();
  const Exploration all = explore_all(space, load_graphs(space), 2);
  for (const DesignPoint& point : all.points) EXPECT_LE(point.score, all.points[all.best.front()].score);
  for (std::size_t f : all.front) {
    for (const DesignPoint& other : all.points) {
      EXPECT_FALSE(other.ops_per_s > all.points[f].ops_per_s &&
                   other.epb_j_per_bit < all.points[f].epb_j_per_bit);
    }
  }
}

TEST(ExploreAll, LimitsPutDesignsOutWithTheReason) {
  Space space = small_space();
  const std::vector<Graph> graphs = load_graphs(space);
  const Exploration free = explore_all(space, graphs, 2);
  double least = 1, most = 0;
  for (const DesignPoint& point : free.points) {
    least = std::min(least, point.area_m2);
    most = std::max(most, point.area_m2);
  }
  space.limits.area = Area{(least + most) / 2};
  const Exploration tight = explore_all(space, graphs, 2);
  EXPECT_LT(tight.best.size(), free.best.size());
  EXPECT_FALSE(tight.best.empty());
  for (const DesignPoint& point : tight.points) {
    EXPECT_EQ(point.infeasible.empty(), point.area_m2 <= space.limits.area->si);
  }
}

TEST(Judge, ALinkThatCannotCloseIsAReason) {
  Space space = small_space();
  space.assumptions = "audited";
  space.parameters = {{"enob", "link.wanted_enob", {"14"}}};
  const DesignPoint point = judge(space, load_graphs(space), 0);
  EXPECT_FALSE(point.infeasible.empty());
  space.also_feasible = {"audited"};
  space.assumptions = "paper";
  EXPECT_TRUE(judge(space, load_graphs(space), 0).infeasible.starts_with("audited: "));
}

}  // namespace
}  // namespace tron
