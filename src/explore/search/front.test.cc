#include "explore/search/front.h"

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

#include "explore/evaluated_for_test.h"

namespace tron::explore {
namespace {

const std::vector<Objective> kFour = {
    {Metric::throughput, true}, {Metric::epb, false}, {Metric::area, false}, {Metric::power, false}};

/// Designs on a coarse grid, so that many are equal in some or all objectives.
std::vector<EvaluatedDesign> random_designs(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  const auto draw = [&] { return 1.0 + random() % 12; };
  std::vector<EvaluatedDesign> all;
  for (std::size_t i = 0; i < count; ++i) {
    all.push_back(design(i * 3, draw(), draw(), draw()));
    all.back().metrics[Metric::power] = draw();
    if (i % 7 == 0) all.back().status = i % 2 == 0 ? Status::outside : Status::infeasible;
  }
  std::shuffle(all.begin(), all.end(), random);
  return all;
}

/// By the definition.
std::vector<std::uint64_t> slow_front(const std::vector<Objective>& objectives,
                                      const std::vector<EvaluatedDesign>& all) {
  std::vector<std::uint64_t> front;
  for (const EvaluatedDesign& one : all) {
    if (one.status != Status::design) continue;
    const auto mine = costs_of(objectives, one.metrics);
    const bool beaten = std::any_of(all.begin(), all.end(), [&](const EvaluatedDesign& other) {
      if (other.status != Status::design) return false;
      const auto theirs = costs_of(objectives, other.metrics);
      for (std::size_t k = 0; k < mine.size(); ++k) {
        if (theirs[k] > mine[k]) return false;
      }
      return theirs != mine || other.number < one.number;
    });
    if (!beaten) front.push_back(one.number);
  }
  std::sort(front.begin(), front.end());
  return front;
}

class FrontOf : public testing::TestWithParam<int> {};

TEST_P(FrontOf, IsWhatTheDefinitionSays) {
  const std::vector<Objective> objectives(kFour.begin(), kFour.begin() + GetParam());
  for (unsigned seed = 1; seed <= 5; ++seed) {
    const std::vector<EvaluatedDesign> all = random_designs(400, seed);
    const auto expected = slow_front(objectives, all);
    EXPECT_EQ(numbers_of(all, front_of(objectives, all)), expected);
    FrontArchive archive(objectives);
    for (const EvaluatedDesign& one : all) archive.offer(one);
    std::vector<std::uint64_t> streamed;
    for (const EvaluatedDesign& one : archive.front()) streamed.push_back(one.number);
    EXPECT_EQ(streamed, expected);
  }
}

INSTANTIATE_TEST_SUITE_P(Objectives, FrontOf, testing::Values(1, 2, 3, 4));

TEST(FrontOf, LeavesOutWhatIsNotMeasured) {
  std::vector<EvaluatedDesign> all = {design(0, 1, 1), design(1, 2, 2)};
  const std::vector<Objective> with_accuracy = {{Metric::throughput, true}, {Metric::accuracy, true}};
  EXPECT_TRUE(front_of(with_accuracy, all).empty());
  all[0].metrics[Metric::accuracy] = 0.9;
  EXPECT_EQ(front_of(with_accuracy, all), std::vector<std::size_t>{0});
  FrontArchive archive(with_accuracy);
  EXPECT_TRUE(archive.offer(all[0]));
  EXPECT_FALSE(archive.offer(all[1]));
}

TEST(Promising, TakesLayerAfterLayer) {
  // Two staircases, the second behind the first, and one behind both.
  const std::vector<EvaluatedDesign> all = {design(9, 1, 1), design(8, 2, 2), design(7, 1, 1.5),
                                            design(6, 2, 2.5), design(5, 1, 9)};
  EXPECT_EQ(numbers_of(all, select_designs(kFastAndFrugal, all, 2)), (std::vector<std::uint64_t>{8, 9}));
  EXPECT_EQ(numbers_of(all, select_designs(kFastAndFrugal, all, 4)),
            (std::vector<std::uint64_t>{8, 9, 6, 7}));
  EXPECT_EQ(select_designs(kFastAndFrugal, all, 99).size(), 5u);
  EXPECT_TRUE(select_designs(kFastAndFrugal, all, 0).empty());
}

TEST(Promising, SpreadsOverALayerThatIsNotWantedWhole) {
  std::vector<EvaluatedDesign> all;
  for (int i = 0; i <= 100; ++i) all.push_back(design(i, std::exp(i), std::exp(i)));
  EXPECT_EQ(numbers_of(all, select_designs(kFastAndFrugal, all, 5)),
            (std::vector<std::uint64_t>{100, 0, 50, 25, 75}));
}

TEST(Promising, DoesNotDependOnTheOrder) {
  std::vector<EvaluatedDesign> all = random_designs(500, 3);
  const auto one = numbers_of(all, select_designs(kFour, all, 60));
  std::reverse(all.begin(), all.end());
  EXPECT_EQ(numbers_of(all, select_designs(kFour, all, 60)), one);
}

TEST(FrontOf, ManyDesignsTakeNoTime) {
  std::mt19937 random(1);
  std::uniform_real_distribution<double> uniform(1, 2);
  std::vector<EvaluatedDesign> all;
  for (std::size_t i = 0; i < 200'000; ++i)
    all.push_back(design(i, uniform(random), uniform(random), uniform(random)));
  const std::vector<Objective> three(kFour.begin(), kFour.begin() + 3);
  const std::size_t size = front_of(three, all).size();
  // Of n random points about (ln n)^2 / 2 are on the front of three objectives.
  EXPECT_GT(size, 30u);
  EXPECT_LT(size, 300u);
}

}  // namespace
}  // namespace tron::explore
