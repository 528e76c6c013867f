#include "base/execution/influence.h"

#include <gtest/gtest.h>

#include "base/config/config.h"
#include "base/error.h"

namespace tron::base {
namespace {

Config settled() {
  Config config = Config::parse("[a]\nx = 1\ny = 2\n[b]\nz = 3\n", "test.toml");
  config.set("a.x=10", 1);
  config.set("b={ z = 4 }", 2);
  return config;
}

TEST(Influence, WhatIsReadCountsForAllThatFollows) {
  const Config config = settled();
  InfluenceRecord record;
  {
    const influence::Watch watch(record);
    const Config a = config.table("a");
    noted(a.integer("y", 0, 100));
    noted(a.integer("x", 0, 100));
    noted(a.integer("y", 0, 100));
  }
  ASSERT_EQ(record.numbers.size(), 3u);
  EXPECT_EQ(record.numbers[0].from, 0u);
  EXPECT_EQ(record.numbers[1].from, 1u);
  EXPECT_EQ(record.numbers[1].value, 10);
  EXPECT_EQ(record.numbers[2].from, 1u);
}

TEST(Influence, ACellKeepsItToItsResult) {
  const Config config = settled();
  InfluenceRecord record;
  {
    const influence::Watch watch(record);
    const auto x = tracked("x", [&] { return config.table("a").integer("x", 0, 100); });
    noted(config.table("a").integer("y", 0, 100));
    tracked("sum", [&] { return noted(*x + config.table("b").integer("z", 0, 100)); });
  }
  ASSERT_EQ(record.numbers.size(), 2u);
  EXPECT_EQ(record.numbers[0].from, 0u);
  EXPECT_EQ(record.numbers[1].from, 3u);
  EXPECT_EQ(record.numbers[1].value, 14);
  EXPECT_EQ(record.cells.size(), 3u) << "the two, and the whole";
}

TEST(Influence, AnErrorHasWhatDecidedIt) {
  const Config config = settled();
  InfluenceRecord record;
  try {
    const influence::Watch watch(record);
    tracked("z", [&] { return config.table("b").integer("z", 0, 100); });
    tracked("x", [&] { return config.table("a").integer("x", 0, 5); });
    FAIL();
  } catch (const InputError&) {
    EXPECT_EQ(record.failed, 1u);
  }
}

TEST(Influence, AMissingKeyOfASetTableDependsOnTheSetting) {
  const Config config = settled();
  InfluenceRecord record;
  const influence::Watch watch(record);
  EXPECT_FALSE(config.table("b").has("other"));
  EXPECT_EQ(influence::current(), 2u);
}

TEST(Influence, TablesOnTheWayToASettingDependOnNothing) {
  Config config = settled();
  config.set("c.d.e=1", 4);
  InfluenceRecord record;
  const influence::Watch watch(record);
  EXPECT_TRUE(config.table("c").has("d"));
  EXPECT_EQ(influence::current(), 0u);
  EXPECT_EQ(config.table("c").table("d").integer("e", 0, 9), 1);
  EXPECT_EQ(influence::current(), 4u);
}

TEST(Influence, AKeyThatNothingReadsDependsOnAll) {
  const Config config = settled();
  InfluenceRecord record;
  try {
    const influence::Watch watch(record);
    config.table("a").integer("x", 0, 100);
    config.finish();
    FAIL();
  } catch (const InputError&) {
    EXPECT_EQ(record.failed, ~Influences{0});
  }
}

TEST(Influence, WithoutAWatchNothingIsKept) {
  tracked("x", [] { return noted(1); });
  EXPECT_FALSE(influence::watched());
}

}  // namespace
}  // namespace tron::base
