#include "timing/ledger.h"

#include <stdexcept>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tron::timing {
namespace {

Ledger sample() {
  Ledger chip("chip");
  chip.add("query/adc", 3);
  chip.add("query/laser", 5);
  chip.add("control", 2);
  chip.add("query/adc", 1);
  return chip;
}

TEST(Ledger, SumsUpwards) {
  const Ledger chip = sample();
  EXPECT_EQ(chip.value, 11);
  EXPECT_EQ(chip.at("query"), 9);
  EXPECT_EQ(chip.at("query/adc"), 4);
  EXPECT_EQ(chip.at(""), 11);
  EXPECT_EQ(chip.imbalance(), 0);
  ASSERT_EQ(chip.children.size(), 2u);
  EXPECT_EQ(chip.children[0].name, "query") << "in the order in which they came";
}

TEST(Ledger, WhatIsMissingIsZeroAndNull) {
  const Ledger chip = sample();
  EXPECT_EQ(chip.find("query/dac"), nullptr);
  EXPECT_EQ(chip.find("adc"), nullptr);
  EXPECT_EQ(chip.at("control/adc"), 0);
}

TEST(Ledger, OnlyLeavesTakeAmounts) {
  Ledger chip = sample();
  EXPECT_THROW(chip.add("query", 1), std::logic_error);
  EXPECT_THROW(chip.add("control/unit", 1), std::logic_error);
  EXPECT_EQ(chip.imbalance(), 0) << "a refused amount leaves no trace";
  EXPECT_EQ(chip.value, 11);
}

TEST(Ledger, Scales) {
  Ledger chip = sample();
  chip *= 0.5;
  EXPECT_EQ(chip.value, 5.5);
  EXPECT_EQ(chip.at("query/laser"), 2.5);
  EXPECT_EQ(chip.imbalance(), 0);
}

TEST(Ledger, MergesNodeByNode) {
  Ledger chip = sample(), other("total");
  other.add("query/adc", 10);
  other.add("memory/dram", 20);
  chip.merge(other);
  EXPECT_EQ(chip.name, "chip");
  EXPECT_EQ(chip.value, 41);
  EXPECT_EQ(chip.at("query/adc"), 14);
  EXPECT_EQ(chip.at("memory/dram"), 20);
  EXPECT_EQ(chip.imbalance(), 0);
}

TEST(Ledger, ALeafDoesNotMergeWithABranch) {
  Ledger chip = sample(), other("chip");
  other.add("query", 1);
  EXPECT_THROW(chip.merge(other), std::logic_error);
}

TEST(Ledger, ImbalanceShowsAWrongNode) {
  Ledger chip = sample();
  chip.children[0].children[0].value += 2;
  EXPECT_NEAR(chip.imbalance(), 2.0 / 11, 1e-12);
}

TEST(Ledger, ListsItsLeaves) {
  const auto leaves = sample().leaves();
  ASSERT_EQ(leaves.size(), 3u);
  EXPECT_EQ(leaves[0], (std::pair<std::string, double>("query/adc", 4)));
  EXPECT_EQ(leaves[2].first, "control");
}

RC_GTEST_PROP(Ledger, ChildrenSumToTheirParent, ()) {
  Ledger chip("chip");
  double sum = 0;
  const auto entries = *rc::gen::container<std::vector<std::pair<int, int>>>(
      rc::gen::pair(rc::gen::inRange(0, 40), rc::gen::inRange(0, 1'000'000)));
  for (const auto& [where, amount] : entries) {
    chip.add(
        "a" + std::to_string(where % 3) + "/b" + std::to_string(where % 5) + "/c" + std::to_string(where),
        amount * 1e-12);
    sum += amount * 1e-12;
  }
  RC_ASSERT(chip.imbalance() < 1e-9);
  RC_ASSERT(chip.value == sum);
}

}  // namespace
}  // namespace tron::timing
