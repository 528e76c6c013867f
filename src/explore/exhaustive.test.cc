#include "explore/exhaustive.h"

#include <gtest/gtest.h>

namespace tron {
namespace {

Space small_space() {
  Space space;
  space.chip = "tron";
  space.assumptions = "paper";
  space.networks = {{"deit-tiny", "deit-tiny", ""}, {"transformer-base", "transformer-base", ""}};
  space.objectives = {{Metric::throughput_per_epb, true}};
  space.parameters = {{"heads", {"sizes.heads"}, {"3", "6"}, true},
                      {"rows", {"sizes.feed_forward_rows"}, {"16", "64"}, true},
                      {"arrays", {"sizes.feed_forward_arrays"}, {"3", "12"}, true}};
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
    EXPECT_GT(one.points[i].metrics[Metric::throughput], 0);
  }
  EXPECT_EQ(one.best, two.best);
}

TEST(ExploreAll, TheBestHasTheHighestScoreAndTheFrontIsNotBeaten) {
  const Space space = small_space();
  const Exploration all = explore_all(space, load_graphs(space), 2);
  for (const DesignPoint& point : all.points) EXPECT_LE(point.score, all.points[all.best.front()].score);
  for (std::size_t f : all.front) {
    for (const DesignPoint& other : all.points) {
      EXPECT_FALSE(other.metrics[Metric::throughput] > all.points[f].metrics[Metric::throughput] &&
                   other.metrics[Metric::epb] < all.points[f].metrics[Metric::epb]);
    }
  }
}

TEST(ExploreAll, LimitsPutDesignsOutWithTheReason) {
  Space space = small_space();
  const std::vector<Graph> graphs = load_graphs(space);
  const Exploration free = explore_all(space, graphs, 2);
  double least = 1, most = 0;
  for (const DesignPoint& point : free.points) {
    least = std::min(least, point.metrics[Metric::area]);
    most = std::max(most, point.metrics[Metric::area]);
  }
  const double limit = (least + most) / 2;
  space.constraints = {{Metric::area, 0, limit}};
  const Exploration tight = explore_all(space, graphs, 2);
  EXPECT_LT(tight.best.size(), free.best.size());
  EXPECT_FALSE(tight.best.empty());
  for (const DesignPoint& point : tight.points) {
    EXPECT_EQ(point.infeasible.empty(), point.metrics[Metric::area] <= limit);
  }
}

TEST(Judge, ALinkThatCannotCloseIsAReason) {
  Space space = small_space();
  space.assumptions = "audited";
  space.parameters = {{"enob", {"link.wanted_enob"}, {"14"}, false}};
  const DesignPoint point = judge(space, load_graphs(space), 0);
  EXPECT_FALSE(point.infeasible.empty());
  space.also_feasible = {"audited"};
  space.assumptions = "paper";
  EXPECT_TRUE(judge(space, load_graphs(space), 0).infeasible.starts_with("audited: "));
}

}  // namespace
}  // namespace tron
