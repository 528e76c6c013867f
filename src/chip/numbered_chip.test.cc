#include "chip/numbered_chip.h"

#include <gtest/gtest.h>

#include "base/testing/source_tree.h"
#include "chip/tiny_chip_for_test.h"

namespace tron::chip {
namespace {

/// The outputs of a load in order, and what each depends on.
struct Outputs : DependencyRecorder {
  std::vector<double> values;
  std::vector<DependencySet> dependencies;
  DependencySet failed = 0;

  void scope(std::uint64_t, DependencySet) override {}
  void output(std::uint64_t, DependencySet set, double value) override {
    values.push_back(value);
    dependencies.push_back(set);
  }
  void error(DependencySet set) override { failed = set; }
};

struct NumberedChips : TinyChip {
  static Outputs outputs(const std::string& chip, const std::string& set,
                         const std::vector<TrackedSetting>& settings) {
    Outputs out;
    try {
      ChipDescription(chip, set).load_machine(settings, out);
    } catch (const InputError&) {
      EXPECT_NE(out.failed, 0u);
    }
    return out;
  }
};

void expect_same_parts(const std::vector<Part>& all, const std::vector<Part>& loaded) {
  ASSERT_EQ(all.size(), loaded.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(all[i].name, loaded[i].name);
    EXPECT_EQ(all[i].count, loaded[i].count) << all[i].name;
    EXPECT_EQ(all[i].charge, loaded[i].charge) << all[i].name;
    EXPECT_EQ(all[i].energy.si, loaded[i].energy.si) << all[i].name;
    EXPECT_EQ(all[i].power.si, loaded[i].power.si) << all[i].name;
    EXPECT_EQ(all[i].area.si, loaded[i].area.si) << all[i].name;
    EXPECT_EQ(all[i].warms_up, loaded[i].warms_up) << all[i].name;
  }
}

void expect_same_machine(const Machine& all, const Machine& loaded) {
  const Machine used = without_unused_parts(all);
  ASSERT_EQ(used.pools.size(), loaded.pools.size());
  for (std::size_t i = 0; i < used.pools.size(); ++i) {
    EXPECT_EQ(used.pools[i].rows, loaded.pools[i].rows);
    EXPECT_EQ(used.pools[i].symbol.si, loaded.pools[i].symbol.si);
    expect_same_parts(used.pools[i].parts, loaded.pools[i].parts);
  }
  ASSERT_EQ(used.units.size(), loaded.units.size());
  for (std::size_t i = 0; i < used.units.size(); ++i)
    expect_same_parts(used.units[i].parts, loaded.units[i].parts);
  expect_same_parts(used.parts, loaded.parts);
  EXPECT_EQ(used.dram, loaded.dram);
  EXPECT_EQ(used.buffer, loaded.buffer);
  EXPECT_EQ(used.weight_capacity_bytes, loaded.weight_capacity_bytes);
}

TEST_F(NumberedChips, MadeFromTheOutputsIsTheChipThatLoadGives) {
  for (const char* set : {"paper", "audited"}) {
    const ChipDescription tron("tron", set);
    Outputs other, wanted;
    const ChipMachine chip = tron.load_machine({{"sizes.heads=8"}, {"activation.kind=digital"}}, other);
    tron.load_machine({{"sizes.heads=2"}, {"activation.kind=soa"}}, wanted);
    NumberedChip numbered(chip, other.values.size());
    ASSERT_EQ(wanted.values.size(), numbered.size());
    for (std::size_t i = 0; i < numbered.size(); ++i) numbered.put(i, wanted.values[i]);
    numbered.settle();
    const Feasible<Chip> loaded = tron.load({"sizes.heads=2", "activation.kind=soa"});
    ASSERT_TRUE(loaded && numbered.works());
    EXPECT_EQ(numbered.enob(), loaded->budget.enob);
    expect_same_machine(numbered.machine(), loaded->machine);
  }
}

TEST_F(NumberedChips, AnOutputDependsOnTheSettingsItFollowsFrom) {
  const Outputs out = outputs("tron", "audited",
                              {{"sizes.heads=4", 1}, {"device.adc.power=\"12 mW\"", 2}, {"seed.none=1", 4}});
  EXPECT_EQ(out.failed, ~DependencySet{0}) << "nothing reads seed.none";
  std::size_t none = 0, heads = 0, adc = 0;
  for (const DependencySet set : out.dependencies) {
    EXPECT_EQ(set & 4, 0u);
    none += set == 0;
    heads += set == 1;
    adc += set == 2;
  }
  EXPECT_GT(none, out.values.size() / 2);
  EXPECT_GT(heads, 0u);
  EXPECT_GT(adc, 0u);
}

TEST_F(NumberedChips, ALinkThatDoesNotCloseIsANumber) {
  const ChipDescription tron("tron", "audited");
  for (const std::string setting : {"link.wanted_enob=14", "link.waveguide_limit=\"1 uW\""}) {
    Outputs out;
    const ChipMachine chip = tron.load_machine({{setting, 1}}, out);
    EXPECT_EQ(out.failed, 0u);
    NumberedChip numbered(chip, out.values.size());
    for (std::size_t i = 0; i < numbered.size(); ++i) numbered.put(i, out.values[i]);
    numbered.settle();
    EXPECT_FALSE(numbered.works()) << setting;
    EXPECT_FALSE(tron.load({setting})) << setting;
  }
}

}  // namespace
}  // namespace tron::chip
