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
  const ExploreResult one = explore_all(space, graphs, 1), two = explore_all(space, graphs, 2);
  const std::vector<Judged>& judged = one.of(JudgeStage::event).judged;
  ASSERT_EQ(judged.size(), 8u);
  EXPECT_TRUE(one.of(JudgeStage::event).done);
  for (std::size_t i = 0; i < 8; ++i) {
    EXPECT_EQ(judged[i].number, i);
    EXPECT_EQ(judged[i].metrics[Metric::epb], two.of(JudgeStage::event).judged[i].metrics[Metric::epb]);
    EXPECT_GT(judged[i].metrics[Metric::throughput], 0);
  }
}

TEST(ExploreAll, ConstraintsPutDesignsOutsideWithTheReason) {
  Space space = small_space();
  const std::vector<Graph> graphs = load_graphs(space);
  const ExploreResult free = explore_all(space, graphs, 2);
  double least = 1, most = 0;
  for (const Judged& one : free.of(JudgeStage::event).judged) {
    least = std::min(least, one.metrics[Metric::area]);
    most = std::max(most, one.metrics[Metric::area]);
  }
  const double limit = (least + most) / 2;
  space.constraints = {{Metric::area, 0, limit}};
  const ExploreResult tight = explore_all(space, graphs, 2);
  EXPECT_GT(tight.of(JudgeStage::event).counts[0], 0u);
  ASSERT_EQ(tight.refusals.size(), 1u);
  EXPECT_TRUE(tight.refusals[0].reason.starts_with("area"));
  for (const Judged& one : tight.of(JudgeStage::event).judged)
    EXPECT_EQ(one.verdict == Verdict::design, one.metrics[Metric::area] <= limit);
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
