#include "explore/space/space.h"

#include <set>

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/files/files.h"
#include "explore/space/space_for_test.h"

namespace tron::explore {
namespace {

TEST(Space, NumbersEveryCombinationOnce) {
  const Space space = parse_space(kTinySpace, "tiny.toml");
  EXPECT_EQ(space.size(), 6u);
  std::set<std::vector<std::string>> seen;
  for (std::uint64_t i = 0; i < space.size(); ++i) {
    seen.insert(space.choices(i));
    EXPECT_EQ(space.number_of(space.indices(i)), i);
  }
  EXPECT_EQ(seen.size(), 6u);
  EXPECT_EQ(space.settings(4), (std::vector<std::string>{"sizes.heads=8", "sizes.attention_rows=16"}));
}

TEST(Space, NumbersReachTheLastOfTwoToTheSixtyTwo) {
  std::string text = kTinySpace;
  for (int i = 0; i < 30; ++i)
    text += "[parameter.p" + std::to_string(i) + "]\npath = \"p" + std::to_string(i) +
            "\"\nfrom = 1\nto = 4\nsteps = 4\n";
  const Space space = parse_space(replaced(text, ", \"32\"", ""), "wide.toml");
  EXPECT_EQ(space.size(), std::uint64_t{1} << 62);
  EXPECT_EQ(space.number_of(space.indices(space.size() - 1)), space.size() - 1);
  EXPECT_THROW(parse_space(text, "wide.toml"), InputError);
}

TEST(Space, OneParameterMayMoveSeveralPaths) {
  const Space space = parse_space(
      replaced(kTinySpace, "path = \"sizes.heads\"", "paths = [\"sizes.heads\", \"sizes.attention_arrays\"]"),
      "t");
  EXPECT_EQ(space.size(), 6u);
  EXPECT_EQ(space.settings(0), (std::vector<std::string>{"sizes.heads=4", "sizes.attention_arrays=4",
                                                         "sizes.attention_rows=8"}));
}

TEST(Space, ValuesAreNumbersOrTextsAndKnowTheirOrder) {
  const auto first = [](const char* values) {
    return parse_space(replaced(kTinySpace, "[\"4\", \"8\"]", values), "t").parameters.front();
  };
  EXPECT_EQ(first("[4, 0.5, true]").values, (std::vector<std::string>{"4", "0.5", "true"}));
  EXPECT_FALSE(first("[4, 0.5, true]").ordered);
  EXPECT_TRUE(first("[4, 8]").ordered);
  EXPECT_TRUE(first("[\"2 um\", \"300 nm\"]").ordered);
  EXPECT_FALSE(first("[\"2 um\", \"300 nW\"]").ordered);
  EXPECT_FALSE(first("[4, 8, 6]").ordered);
}

TEST(Space, ObjectivesAndConstraintsAreMetricsInTheirUnits) {
  const Space space = parse_space(std::string(kTinySpace) + R"(
[constraints]
area = { at_most = "100 mm^2" }
epb = { at_least = "1 fJ", at_most = "3 pJ" }
accuracy = { at_least = 0.9 }
throughput = { at_least = 1e12 }
[network.vit]
network = "vit-fashion-mnist"
data = "images"
[stages]
inference = 4
)",
                                  "t");
  ASSERT_EQ(space.objectives.size(), 2u);
  EXPECT_TRUE(space.objectives[0].more_is_better);
  EXPECT_FALSE(space.objectives[1].more_is_better);
  ASSERT_EQ(space.constraints.size(), 4u);
  EXPECT_DOUBLE_EQ(space.constraints[0].at_most, 1e-4);
  EXPECT_DOUBLE_EQ(space.constraints[1].at_least, 1e-15);
  EXPECT_DOUBLE_EQ(space.constraints[2].at_least, 0.9);
}

TEST(Constraint, HoldsWhatIsNotMeasuredAndSaysHowFarTheRestIs) {
  const Constraint area{Metric::area, 0, 2}, speed{Metric::throughput, 10};
  Metrics metrics;
  EXPECT_TRUE(area.holds(metrics));
  EXPECT_EQ(area.excess(metrics), 0);
  metrics[Metric::area] = 3;
  metrics[Metric::throughput] = 5;
  EXPECT_FALSE(area.holds(metrics));
  EXPECT_DOUBLE_EQ(area.excess(metrics), 0.5);
  EXPECT_EQ(Constraint({Metric::area, 0, 150e-6}).why(metrics), "area 3e+06 mm2 over 150 mm2");
  EXPECT_EQ(Constraint({Metric::area}).why(metrics), "");
  EXPECT_DOUBLE_EQ(speed.excess(metrics), 0.5);
}

TEST(Space, NetworksAreNamesOrTablesWithData) {
  const Space space = parse_space(
      std::string(kTinySpace) + "[network.garments]\nnetwork = \"vit\"\ndata = \"images\"\n", "t");
  ASSERT_EQ(space.networks.size(), 2u);
  EXPECT_EQ(space.networks[0].network, "bert-base");
  EXPECT_EQ(space.networks[0].data, "");
  EXPECT_EQ(space.networks[1].name, "garments");
  EXPECT_EQ(space.networks[1].data, "images");
}

TEST(Space, SearchAndStagesHaveTheirKeys) {
  const Space usual = parse_space(kTinySpace, "t");
  EXPECT_EQ(usual.search.method, Method::exhaustive);
  EXPECT_EQ(usual.search.budget, 0u);
  const Space space = parse_space(std::string(kTinySpace) + R"(
[search]
method = "nsga2"
population = 64
seed = 7
[stages]
event = 10
inference = 3
samples = 50
chips = 4
)",
                                  "t");
  EXPECT_EQ(space.search.method, Method::nsga2);
  EXPECT_EQ(space.search.budget, 5000u);
  EXPECT_EQ(space.search.population, 64u);
  EXPECT_EQ(space.search.seed, 7u);
  EXPECT_EQ(space.stages.event, 10u);
  EXPECT_EQ(space.stages.inference, 3u);
  EXPECT_EQ(space.stages.samples, 50u);
  EXPECT_EQ(space.stages.chips, 4u);
}

TEST(Space, TheCommittedOnesAreSound) {
  for (const char* name : {"tron-sizes", "tron-memory", "tron-devices"}) {
    const Space space = load_space(name);
    EXPECT_GT(space.size(), 100u) << name;
    EXPECT_GE(space.objectives.size(), 2u) << name;
    EXPECT_EQ(space.fingerprint().size(), 32u) << name;
  }
  EXPECT_GE(load_space("tron-devices").size(), 1'000'000u);
}

}  // namespace
}  // namespace tron::explore
