#include "base/config/tracking.h"

#include <vector>

#include <gtest/gtest.h>

#include "base/config/config.h"
#include "base/error.h"

namespace tron::base {
namespace {

struct Record : DependencyRecorder {
  struct Output {
    DependencySet dependencies;
    double value;
  };
  std::vector<std::uint64_t> scopes;
  std::vector<Output> outputs;
  DependencySet failed = 0;

  void scope(std::uint64_t id, DependencySet) override { scopes.push_back(id); }
  void output(std::uint64_t, DependencySet dependencies, double value) override {
    outputs.push_back({dependencies, value});
  }
  void error(DependencySet dependencies) override { failed = dependencies; }
};

/// Parameter 0 sets a.x, parameter 1 the table b.
Config settled() {
  Config config = Config::parse("[a]\nx = 1\ny = 2\n[b]\nz = 3\n", "test.toml");
  config.set("a.x=10", 1);
  config.set("b={ z = 4 }", 2);
  return config;
}

TEST(Tracking, AScopeDependsOnWhatItHasReadSoFar) {
  Record record;
  {
    Tracker tracker(record);
    const Config a = settled().tracked_by(tracker).table("a");
    const TrackedScope scope = a.scope("all");
    a.output("y", [&] { return a.integer("y", 0, 100); });
    a.integer("x", 0, 100);
    a.output("y again", [&] { return a.integer("y", 0, 100); });
  }
  ASSERT_EQ(record.outputs.size(), 2u);
  EXPECT_EQ(record.outputs[0].dependencies, 0u);
  EXPECT_EQ(record.outputs[1].dependencies, 1u);
  EXPECT_EQ(record.outputs[1].value, 2);
}

TEST(Tracking, WhoeverUsesAResultDependsOnWhatItDependsOn) {
  Record record;
  {
    Tracker tracker(record);
    const Config config = settled().tracked_by(tracker), b = config.table("b");
    const auto x = config.tracked("x", [&] { return config.table("a").integer("x", 0, 100); });
    EXPECT_EQ(x.dependencies(), 3u) << "the scope around has read b";
  }
  {
    Tracker tracker(record);
    const Config config = settled().tracked_by(tracker);
    const auto x = config.tracked("x", [&] { return config.table("a").integer("x", 0, 100); });
    const auto twice = x.map([](auto value) { return 2.0 * static_cast<double>(value); });
    EXPECT_EQ(x.untracked(), 10);
    config.output("y", [&] { return config.table("a").integer("y", 0, 100); });
    config.output("sum",
                  [&] { return *twice + static_cast<double>(config.table("b").integer("z", 0, 100)); });
  }
  ASSERT_EQ(record.outputs.size(), 2u);
  EXPECT_EQ(record.outputs[0].dependencies, 0u);
  EXPECT_EQ(record.outputs[1].dependencies, 3u);
  EXPECT_EQ(record.outputs[1].value, 24);
}

TEST(Tracking, AScopeHasTheSameNumberInEveryEvaluation) {
  const Config config = settled();
  Record first, second;
  for (Record* record : {&first, &second}) {
    Tracker tracker(*record);
    const Config a = config.tracked_by(tracker).table("a");
    for (const char* name : {"one", "two"}) {
      const TrackedScope scope = a.scope(name);
      a.tracked("x", [&] { return a.integer("x", 0, 100); });
      a.tracked("y", [&] { return a.integer("y", 0, 100); });
    }
  }
  ASSERT_EQ(first.scopes.size(), 3u) << "x twice, and the whole; of y nothing is to be told";
  EXPECT_NE(first.scopes[0], first.scopes[1]);
  EXPECT_EQ(first.scopes, second.scopes);
}

TEST(Tracking, AnErrorDependsOnWhatItsScopesHadRead) {
  Record record;
  try {
    Tracker tracker(record);
    const Config config = settled().tracked_by(tracker);
    config.tracked("z", [&] { return config.table("b").integer("z", 0, 100); });
    config.tracked("x", [&] { return config.table("a").integer("x", 0, 5); });
    FAIL();
  } catch (const InputError&) {
    EXPECT_EQ(record.failed, 1u);
  }
}

TEST(Tracking, AMissingKeyOfASetTableDependsOnTheSetting) {
  Record record;
  Tracker tracker(record);
  EXPECT_FALSE(settled().tracked_by(tracker).table("b").has("other"));
  EXPECT_EQ(tracker.dependencies(), 2u);
}

TEST(Tracking, TablesOnTheWayToASettingDependOnNothing) {
  Config config = settled();
  config.set("c.d.e=1", 4);
  Record record;
  Tracker tracker(record);
  const Config c = config.tracked_by(tracker).table("c");
  EXPECT_TRUE(c.has("d"));
  EXPECT_EQ(tracker.dependencies(), 0u);
  EXPECT_EQ(c.table("d").integer("e", 0, 9), 1);
  EXPECT_EQ(tracker.dependencies(), 4u);
}

TEST(Tracking, TablesMadeFromATrackedOneAreTracked) {
  Record record;
  Tracker tracker(record);
  const Config config = settled().tracked_by(tracker);
  config.table_or_empty("missing");
  EXPECT_EQ(config.table("a").based_on(config.table("a")).integer("x", 0, 100), 10);
  EXPECT_EQ(tracker.dependencies(), 1u);
}

TEST(Tracking, AKeyThatNothingReadsMayDependOnAll) {
  Record record;
  try {
    Tracker tracker(record);
    const Config config = settled().tracked_by(tracker);
    config.table("a").integer("x", 0, 100);
    config.finish();
    FAIL();
  } catch (const InputError&) {
    EXPECT_EQ(record.failed, ~DependencySet{0});
  }
}

TEST(Tracking, WithoutATrackerAScopeIsACall) {
  const Config config = settled();
  const auto x = config.output("x", [&] { return config.table("a").integer("x", 0, 100); });
  EXPECT_EQ(*x, 10);
  EXPECT_EQ(x.dependencies(), 0u);
}

}  // namespace
}  // namespace tron::base
