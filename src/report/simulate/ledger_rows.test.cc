#include "report/simulate/ledger_rows.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tron::report {
namespace {

using testing::ElementsAre;

std::vector<std::string> lines(const std::vector<LedgerRow>& rows) {
  std::vector<std::string> out;
  for (const LedgerRow& row : rows)
    out.push_back(std::string(static_cast<std::size_t>(row.depth), '.') + row.name);
  return out;
}

Ledger ledger(std::vector<std::pair<const char*, double>> leaves) {
  Ledger out("chip");
  for (const auto& [path, amount] : leaves) out.add(path, amount);
  return out;
}

TEST(LedgerRows, StandByThemselvesLargestFirst) {
  const Ledger a = ledger({{"a/x", 1}, {"b/x", 2}, {"b/y", 3}});
  const auto rows = ledger_rows({&a});
  EXPECT_THAT(lines(rows), ElementsAre("chip", ".b", "..y", "..x", ".a", "..x"));
  EXPECT_THAT(rows[1].values, ElementsAre(5));
}

TEST(LedgerRows, FoldWhatIsSmall) {
  const Ledger a = ledger({{"big/x", 97}, {"big/y", 0.5}, {"big/z", 0.25}, {"small", 0.25}, {"large", 2}});
  const auto rows = ledger_rows({&a});
  EXPECT_THAT(lines(rows), ElementsAre("chip", ".big", "..x", "..2 smaller", ".large", ".small"));
  EXPECT_THAT(rows[3].values, ElementsAre(0.75));
}

TEST(LedgerRows, KeepANodeWholeWhoseChildrenAreAllSmall) {
  const Ledger a = ledger({{"big/x", 98}, {"many/deep/x", 0.5}, {"many/deep/y", 0.5}, {"many/deep/z", 0.5}});
  EXPECT_THAT(lines(ledger_rows({&a})), ElementsAre("chip", ".big", "..x", ".many", "..deep"));
}

TEST(LedgerRows, JoinLedgersByName) {
  const Ledger a = ledger({{"x", 1}, {"y", 9}}), b = ledger({{"y", 4}, {"z", 6}});
  const auto rows = ledger_rows({&a, &b});
  EXPECT_THAT(lines(rows), ElementsAre("chip", ".y", ".z", ".x"));
  EXPECT_THAT(rows[1].values, ElementsAre(9, 4));
  EXPECT_THAT(rows[3].values, ElementsAre(1, 0));
}

TEST(LedgerRows, LeaveOutWhatIsNothing) {
  const Ledger a = ledger({{"x", 1}, {"nothing", 0}});
  EXPECT_THAT(lines(ledger_rows({&a})), ElementsAre("chip", ".x"));
  EXPECT_TRUE(ledger_rows({}).empty());
}

TEST(LedgerRows, KeepAllWhereOneLedgerFindsItLarge) {
  const Ledger a = ledger({{"x", 1000}, {"y", 1}}), b = ledger({{"x", 1}, {"y", 1}});
  EXPECT_THAT(lines(ledger_rows({&a, &b})), ElementsAre("chip", ".x", ".y"));
}

TEST(ByLeafName, AddsUpDevicesWhereverTheyStand) {
  const Ledger kinds = by_leaf_name(ledger({{"query/adc", 1}, {"query/laser", 2}, {"value/adc", 4}}));
  ASSERT_EQ(kinds.children.size(), 2u);
  EXPECT_EQ(kinds.children[0].name, "adc");
  EXPECT_DOUBLE_EQ(kinds.children[0].value, 5);
  EXPECT_DOUBLE_EQ(kinds.value, 7);
}

RC_GTEST_PROP(LedgerRows, ShownLinesSumToTheirParent, ()) {
  Ledger made("chip");
  const auto count = *rc::gen::inRange(1, 30);
  for (int i = 0; i < count; ++i) {
    const auto pool = *rc::gen::inRange(0, 5), device = *rc::gen::inRange(0, 6);
    made.add("p" + std::to_string(pool) + "/d" + std::to_string(device),
             static_cast<double>(*rc::gen::inRange(0, 1000)));
  }
  const auto rows = ledger_rows({&made}, 0.05);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    double below = 0;
    bool any = false;
    for (std::size_t j = i + 1; j < rows.size() && rows[j].depth > rows[i].depth; ++j) {
      if (rows[j].depth == rows[i].depth + 1) below += rows[j].values[0], any = true;
    }
    if (any) RC_ASSERT(std::abs(below - rows[i].values[0]) <= 1e-9 * made.value);
  }
}

}  // namespace
}  // namespace tron::report
