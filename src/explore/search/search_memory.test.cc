#include "explore/search/search_memory.h"

#include <gtest/gtest.h>

#include "explore/evaluated_for_test.h"

namespace tron::explore {
namespace {

/// A memory of a space of 25 with a budget, and what it asked for.
class Memory : public testing::Test {
 protected:
  SearchMemory of(std::uint64_t budget) {
    space_.search.budget = budget;
    return SearchMemory(space_, evaluate_, stop_);
  }

  Space space_ = grid_space(2, 5);
  std::vector<std::vector<std::uint64_t>> batches_;
  bool told_ = false;
  EvaluateBatch evaluate_ = [this](std::vector<EvaluatedDesign>& batch) {
    batches_.emplace_back();
    for (EvaluatedDesign& one : batch) {
      evaluate_zdt1(space_, one);
      batches_.back().push_back(one.number);
    }
  };
  std::function<bool()> stop_ = [this] { return told_; };
};

TEST_F(Memory, AsksOnceInTheOrderOfTheFirstMention) {
  SearchMemory memory = of(20);
  memory.see({7, 3, 7, 11});
  memory.see({3, 11});
  memory.see({11, 2});
  EXPECT_EQ(batches_, (std::vector<std::vector<std::uint64_t>>{{7, 3, 11}, {2}}));
  EXPECT_EQ(memory.summary().repeats, 4u);
  EXPECT_EQ(memory.summary().evaluated, 4u);
  EXPECT_EQ(memory.summary().generations, 2u);
  EXPECT_TRUE(memory.knows(3));
  EXPECT_EQ(memory.find(4), nullptr);
  EXPECT_EQ(memory.find(3)->number, 3u);
}

TEST_F(Memory, SpendsItsBudgetAndNoMore) {
  SearchMemory memory = of(3);
  memory.see({1, 2, 3, 4, 5});
  EXPECT_EQ(batches_.front(), (std::vector<std::uint64_t>{1, 2, 3}));
  EXPECT_TRUE(memory.finished());
  memory.see({6});
  EXPECT_EQ(batches_.size(), 1u);
  EXPECT_EQ(memory.find(4), nullptr);
}

TEST_F(Memory, NeedsNoMoreThanTheSpaceHolds) {
  EXPECT_EQ(of(1'000'000).left(), 25u);
}

TEST_F(Memory, KeepsNothingOfABatchThatWasStopped) {
  SearchMemory memory = of(20);
  memory.see({1});
  evaluate_ = [this](std::vector<EvaluatedDesign>&) { told_ = true; };
  memory.see({2});
  EXPECT_TRUE(memory.summary().stopped);
  EXPECT_TRUE(memory.finished());
  EXPECT_FALSE(memory.knows(2));
  EXPECT_EQ(memory.summary().evaluated, 1u);
}

TEST_F(Memory, KnowsTheFrontOfWhatItSaw) {
  SearchMemory memory = of(20);
  memory.see({0, 1, 2, 5, 6});  // x1 = 0 is best: numbers 0 and 5
  ASSERT_EQ(memory.front().size(), 2u);
  EXPECT_EQ(memory.front()[0].number, 0u);
  EXPECT_EQ(memory.front()[1].number, 5u);
}

}  // namespace
}  // namespace tron::explore
