#include "explore/search/search.h"

#include <set>

#include <gtest/gtest.h>

#include "explore/evaluated_for_test.h"
#include "explore/search/front.h"
#include "explore/search/hypervolume.h"

namespace tron::explore {
namespace {

/// What a search asked for, in order.
struct Trace {
  std::vector<std::uint64_t> numbers;
  std::vector<EvaluatedDesign> evaluated;
  SearchSummary summary;
};

using Evaluate = std::function<void(const Space&, EvaluatedDesign&)>;

Trace traced(
    const Space& space, const Evaluate& evaluate = evaluate_zdt1,
    const std::function<bool()>& stop = [] { return false; }) {
  Trace trace;
  trace.summary = search(
      space,
      [&](std::vector<EvaluatedDesign>& batch) {
        for (EvaluatedDesign& one : batch) {
          evaluate(space, one);
          trace.numbers.push_back(one.number);
          trace.evaluated.push_back(one);
        }
      },
      stop);
  return trace;
}

Space with(Space space, Method method, std::uint64_t budget, std::uint64_t seed = 1) {
  space.search = {method, budget, 40, seed};
  return space;
}

class EveryMethod : public testing::TestWithParam<Method> {};

TEST_P(EveryMethod, AsksForEachCombinationOnceAndKeepsToItsBudget) {
  const Space space = with(grid_space(4, 8), GetParam(), 500);
  const Trace trace = traced(space);
  EXPECT_EQ(trace.numbers.size(), 500u);
  EXPECT_EQ(trace.summary.evaluated, 500u);
  EXPECT_EQ(std::set(trace.numbers.begin(), trace.numbers.end()).size(), 500u);
  EXPECT_LT(*std::max_element(trace.numbers.begin(), trace.numbers.end()), space.size());
}

TEST_P(EveryMethod, GoesTheSameWayAgainAndFartherWithMore) {
  const Space space = with(grid_space(4, 8), GetParam(), 300);
  const Trace one = traced(space);
  EXPECT_EQ(one.numbers, traced(space).numbers);
  const Trace more = traced(with(space, GetParam(), 400));
  ASSERT_EQ(more.numbers.size(), 400u);
  EXPECT_TRUE(std::equal(one.numbers.begin(), one.numbers.end(), more.numbers.begin()));
}

TEST_P(EveryMethod, StopsWhenItIsTold) {
  int asked = 0;
  const Trace trace =
      traced(with(grid_space(5, 10), GetParam(), 50'000), evaluate_zdt1, [&] { return ++asked > 4; });
  EXPECT_TRUE(trace.summary.stopped);
  EXPECT_LT(trace.numbers.size(), 50'000u);
}

TEST_P(EveryMethod, EndsOnASpaceSmallerThanItsBudget) {
  const Trace trace = traced(with(grid_space(2, 3), GetParam(), 1000));
  EXPECT_LE(trace.numbers.size(), 9u);
  EXPECT_FALSE(trace.summary.stopped);
  EXPECT_TRUE(GetParam() == Method::nsga2 || trace.numbers.size() == 9u);
}

TEST_P(EveryMethod, BearsASpaceInWhichNothingWorks) {
  const Trace trace =
      traced(with(grid_space(3, 6), GetParam(), 100), [](const Space&, EvaluatedDesign& evaluated) {
        evaluated.status = evaluated.number % 2 == 0 ? Status::infeasible : Status::illegal;
      });
  EXPECT_GT(trace.numbers.size(), 0u);
  EXPECT_LE(trace.numbers.size(), 100u);
}

INSTANTIATE_TEST_SUITE_P(Methods, EveryMethod,
                         testing::Values(Method::exhaustive, Method::sobol, Method::nsga2));

TEST(SearchExhaustive, EvaluatesAllInOrder) {
  const Trace trace = traced(with(grid_space(3, 20), Method::exhaustive, 0));
  ASSERT_EQ(trace.numbers.size(), 8000u);
  for (std::size_t i = 0; i < trace.numbers.size(); ++i) EXPECT_EQ(trace.numbers[i], i);
}

TEST(SearchNsga2, SeedsAreOtherWays) {
  const Space space = grid_space(4, 8);
  EXPECT_NE(traced(with(space, Method::nsga2, 300, 1)).numbers,
            traced(with(space, Method::nsga2, 300, 2)).numbers);
}

/// Share of the whole front's hypervolume that a search finds in a space of 1 000 000.
double found_share(const Space& space, const Evaluate& evaluate) {
  std::vector<EvaluatedDesign> all;
  Space whole = space;
  whole.search = {Method::exhaustive, 0, 40, 1};
  FrontArchive archive(space.objectives);
  search(whole, [&](std::vector<EvaluatedDesign>& batch) {
    for (EvaluatedDesign& one : batch) evaluate(space, one), archive.offer(one);
  });
  return covered_share(space.objectives, traced(space, evaluate).evaluated, archive.front());
}

TEST(SearchNsga2, FindsTheFrontWithAThousandthOfTheWork) {
  EXPECT_GE(found_share(with(grid_space(6, 10), Method::nsga2, 2000), evaluate_zdt1), 0.98);
}

TEST(SearchNsga2, FindsItWithoutAnyOrderToFollow) {
  Space space = with(grid_space(6, 10), Method::nsga2, 4000);
  for (SpaceParameter& parameter : space.parameters) parameter.ordered = false;
  EXPECT_GE(found_share(space, evaluate_zdt1), 0.98);
}

TEST(SearchNsga2, FindsADesignBehindConstraintsThatMostBreak) {
  // One corner in 10 000 keeps to the limit, and the way there only shows in how far the others are outside.
  Space space = with(grid_space(6, 10), Method::nsga2, 2000);
  space.constraints = {{Metric::area, 0, 7}};
  const Trace trace = traced(space, [](const Space& s, EvaluatedDesign& evaluated) {
    evaluate_zdt1(s, evaluated);
    double area = 1;
    for (std::uint32_t index : s.indices(evaluated.number)) area += 9 - index;
    evaluated.metrics[Metric::area] = area;
    evaluated.status = s.constraints[0].holds(evaluated.metrics) ? Status::design : Status::outside;
  });
  const auto designs = std::count_if(trace.evaluated.begin(), trace.evaluated.end(),
                                     [](const EvaluatedDesign& one) { return one.status == Status::design; });
  EXPECT_GT(designs, 50);
}

TEST(SearchNsga2, OneObjectiveFindsTheBest) {
  Space space = with(grid_space(6, 10), Method::nsga2, 3000);
  space.objectives = {{Metric::epb, false}};
  const Trace trace = traced(space);
  double least = 1e9;
  for (const EvaluatedDesign& one : trace.evaluated) least = std::min(least, one.metrics[Metric::epb]);
  EXPECT_NEAR(least, 1, 1e-9);  // x0 = 1, the others 0
}

}  // namespace
}  // namespace tron::explore
