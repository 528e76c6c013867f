#include "study/reproduce/efficiency_band.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing/source_tree.h"
#include "study/reproduce/example_chip_model.h"

namespace tron::study {
namespace {

using testing::ElementsAre;

Figure figure(double value, const std::string& tag = "V1") {
  return {value, {"a source", tag}};
}

BaselineResult result(double ops_per_j, Counted counted = Counted::everything) {
  BaselineResult r;
  r.name = "a";
  r.workload = "peak";
  r.scope = Scope::peak;
  r.counted = counted;
  r.efficiency = figure(ops_per_j);
  return r;
}

Baseline photonic(const std::string& name, std::vector<BaselineResult> results) {
  Baseline b;
  b.id = b.name = name;
  b.kind = BaselineKind::photonic;
  b.results = std::move(results);
  return b;
}

std::vector<std::string> names(const EfficiencyBand& band) {
  std::vector<std::string> out;
  for (const BandSystem& s : band.systems) out.push_back(s.name);
  return out;
}

TEST(EfficiencyBand, EachSystemStandsOnceWithItsHighestFigure) {
  const auto bands = efficiency_bands({photonic("b", {result(3e12), result(5e12), result(4e12)}),
                                       photonic("a", {result(7e12)}), photonic("c", {result(1e12)})});
  ASSERT_EQ(bands.size(), 1u);
  EXPECT_THAT(names(bands[0]), ElementsAre("c", "b", "a"));
  EXPECT_DOUBLE_EQ(bands[0].lowest(), 1e12);
  EXPECT_DOUBLE_EQ(bands[0].median(), 5e12);
  EXPECT_DOUBLE_EQ(bands[0].highest(), 7e12);
  EXPECT_EQ(fabricated_band(bands), &bands[0]);
}

TEST(EfficiencyBand, TheMedianOfAnEvenNumberLiesBetween) {
  EXPECT_DOUBLE_EQ(median_of({1, 2, 5, 9}), 3.5);
  EXPECT_DOUBLE_EQ(median_of({4}), 4);
}

TEST(EfficiencyBand, WhatThePowerCoversSplitsWhatWasBuilt) {
  const auto bands = efficiency_bands(
      {photonic("a", {result(1e12), result(2e12, Counted::no_lasers), result(3e12, Counted::not_stated)})});
  ASSERT_EQ(bands.size(), 3u);
  EXPECT_EQ(bands[0].counted, Counted::everything);
  EXPECT_EQ(bands[1].counted, Counted::no_lasers);
  EXPECT_EQ(bands[2].counted, Counted::not_stated);
}

TEST(EfficiencyBand, EvidenceSeparatesTheGroups) {
  Baseline b = photonic("a", {result(1e12), result(2e12), result(3e12)});
  b.results[1].evidence = Evidence::projected;
  b.results[2].evidence = Evidence::simulated;
  const auto bands = efficiency_bands({b});
  ASSERT_EQ(bands.size(), 3u);
  EXPECT_EQ(bands[0].group, BandGroup::fabricated);
  EXPECT_EQ(bands[1].group, BandGroup::projected);
  EXPECT_EQ(bands[2].group, BandGroup::simulated);
}

TEST(EfficiencyBand, RememberedAndAttentionFiguresAreLeftOut) {
  BaselineResult recalled = result(1e12), attention = result(2e12), ceiling = result(3e12);
  recalled.efficiency = figure(1e12, "R(0.9)");
  attention.scope = Scope::attention;
  ceiling.efficiency.reset();
  ceiling.efficiency_at_most = figure(3e12);
  EXPECT_TRUE(efficiency_bands({photonic("a", {recalled, attention, ceiling})}).empty());
}

TEST(EfficiencyBand, ALimitIsABoundFromAboveAndNamedByItsKind) {
  BaselineResult r = result(1);
  r.efficiency.reset();
  r.efficiency_at_most = figure(15e12);
  r.evidence = Evidence::limit;
  r.workload = "ring bank";
  const auto bands = efficiency_bands({photonic("limits", {r})});
  ASSERT_EQ(bands.size(), 1u);
  EXPECT_THAT(names(bands[0]), ElementsAre("ring bank"));
  EXPECT_EQ(bands[0].systems[0].ops_per_j.bound, Bound::at_most);
  EXPECT_EQ(fabricated_band(bands), nullptr);
}

TEST(EfficiencyBand, AProcessorsPowerLimitBoundsItFromBelow) {
  BaselineResult r = result(1);
  r.efficiency.reset();
  r.throughput = figure(600e12);
  Baseline gpu = photonic("gpu", {r});
  gpu.kind = BaselineKind::gpu;
  gpu.power_limit = figure(300);
  const auto bands = efficiency_bands({gpu});
  ASSERT_EQ(bands.size(), 1u);
  EXPECT_EQ(bands[0].group, BandGroup::processor);
  EXPECT_DOUBLE_EQ(bands[0].lowest(), 2e12);
  EXPECT_EQ(bands[0].systems[0].ops_per_j.bound, Bound::at_least);
  gpu.kind = BaselineKind::fpga;
  EXPECT_TRUE(efficiency_bands({gpu}).empty());
}

TEST(EfficiencyBand, TheChipStandsBelowWithinOrAbove) {
  const EfficiencyBand band =
      efficiency_bands({photonic("a", {result(1e12)}), photonic("b", {result(3e12)})})[0];
  EXPECT_EQ(position({{0.1e12, 0.9e12}, {}}, band), Position::below);
  EXPECT_EQ(position({{0.1e12, 1e12}, {}}, band), Position::overlaps);
  EXPECT_EQ(position({{2e12, 9e12}, {}}, band), Position::overlaps);
  EXPECT_EQ(position({{3.1e12}, {}}, band), Position::above);
  EXPECT_EQ(position({}, band), std::nullopt);
}

TEST(EfficiencyBand, TheChipIsReadPerAssumptionSet) {
  Claims claims;
  claims.networks = {{"bert-base", 128, {}}, {"vit-base", 197, {}}};
  const examples::ToyChip chip;
  const auto single = chip_rows(claims, chip, 1), large = chip_rows(claims, chip, 128);
  const auto reached = chip_efficiency(single, large);
  // 1e12 operations/s at 1 W; a quarter at 10 W. Peak 2e12 at twice the power.
  ASSERT_EQ(reached[0].networks.size(), 4u);
  EXPECT_DOUBLE_EQ(reached[0].networks.front(), 1e12);
  EXPECT_DOUBLE_EQ(reached[1].networks.back(), 2.5e10);
  EXPECT_DOUBLE_EQ(*reached[0].peak, 1e12);
  EXPECT_DOUBLE_EQ(*reached[1].peak, 1e11);
}

/// "0.02 to 4 TOPS/W": what was built, with its electronics.
TEST(EfficiencyBand, CommittedFabricatedSystemsAreOfTheKnownRange) {
  const auto bands = efficiency_bands(load_baselines(source_file("data/baseline")));
  const EfficiencyBand* built = fabricated_band(bands);
  ASSERT_NE(built, nullptr);
  EXPECT_GE(built->systems.size(), 3u);
  EXPECT_NEAR(built->lowest(), 0.022e12, 1e9);
  EXPECT_NEAR(built->highest(), 2.38e12, 1e9);
  for (const EfficiencyBand& band : bands) {
    if (band.group == BandGroup::fabricated && band.counted == Counted::no_lasers) {
      EXPECT_LT(band.highest(), 4.3e12);
    }
  }
}

}  // namespace
}  // namespace tron::study
