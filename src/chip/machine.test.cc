// Machines read from descriptions, every figure by hand.
#include <algorithm>
#include <cmath>

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "base/testing/source_tree.h"
#include "chip/tiny_chip_for_test.h"
#include "device/library.h"

namespace tron::chip {
namespace {

using testing::HasSubstr;

TEST_F(TinyChip, PoolHasItsSizesAndTimes) {
  const Machine m = machine();
  ASSERT_EQ(m.pools.size(), 1u);
  const ArrayPool& core = m.pools[0];
  EXPECT_EQ(core.name, "core");
  EXPECT_EQ(core.arrays, 4);
  EXPECT_EQ(core.rows, 2);
  EXPECT_EQ(core.channels, 3);
  EXPECT_EQ(core.columns, 5);
  EXPECT_EQ(core.passes, 1);
  EXPECT_EQ(core.macs_per_symbol(), 4u * 2 * 3 * 5);
  EXPECT_FALSE(core.streams_both || core.double_buffered);
  EXPECT_DOUBLE_EQ(core.symbol.si, 1e-9);
  EXPECT_DOUBLE_EQ(core.program.si, 20e-9);
  EXPECT_DOUBLE_EQ(core.latency.si, 1.25e-9);
  EXPECT_EQ(m.operand_bits, 8);
}

TEST_F(TinyChip, PartsAreCountedAndPriced) {
  const Machine m = machine();
  const Part &dac = part(m.pools[0].parts, "dac"), &adc = part(m.pools[0].parts, "adc");
  const Part &tia = part(m.pools[0].parts, "tia"), &adder = part(m.units[0].parts, "adder");
  EXPECT_EQ(dac.count, 15);
  EXPECT_EQ(dac.charge, Charge::input);
  EXPECT_DOUBLE_EQ(dac.energy.si, 2e-12);  // 4 mW / 2 GHz
  EXPECT_EQ(dac.power.si, 0);
  EXPECT_DOUBLE_EQ(dac.area.si, 0.01e-6);
  EXPECT_EQ(adc.count, 10);
  EXPECT_DOUBLE_EQ(adc.energy.si, 2e-12);
  EXPECT_EQ(tia.charge, Charge::busy);
  EXPECT_DOUBLE_EQ(tia.power.si, 3e-3);
  EXPECT_EQ(tia.energy.si, 0);
  EXPECT_EQ(adder.count, 8);
  EXPECT_DOUBLE_EQ(adder.energy.si, 0.2e-12) << "used twice an element";
}

TEST_F(TinyChip, UnitsMemoriesAndScheduleFollow) {
  const Machine m = machine();
  EXPECT_EQ(m.units[0].lanes, 8);
  EXPECT_DOUBLE_EQ(m.units[0].cycle.si, 0.5e-9);
  EXPECT_DOUBLE_EQ(m.units[0].latency.si, 3e-9);
  EXPECT_EQ(m.units[0].row_overhead.si, 0);
  ASSERT_EQ(m.dram, 0);
  ASSERT_EQ(m.buffer, 1);
  const MemoryLevel &main = m.memories[0], &buffer = m.memories[1];
  EXPECT_DOUBLE_EQ(main.energy_per_byte.si, 30e-12);
  EXPECT_DOUBLE_EQ(main.bytes_per_second, 1e12);
  EXPECT_EQ(main.traffic.fetched, 1);
  EXPECT_EQ(main.traffic.weights, 0);
  EXPECT_EQ(buffer.capacity_bytes, 65536);
  const SramBank bank = DeviceLibrary::load().sram_table().at({32768});
  EXPECT_DOUBLE_EQ(buffer.energy_per_byte.si, bank.energy_per_byte.si);
  EXPECT_DOUBLE_EQ(buffer.area.si, 2 * bank.area.si);
  EXPECT_DOUBLE_EQ(buffer.standing.si, 2 * bank.leakage.si);
  EXPECT_DOUBLE_EQ(buffer.bytes_per_second, 2 * 32 / bank.latency.si / 3);
  EXPECT_EQ(m.weight_capacity_bytes, 32768);
  EXPECT_EQ(m.value_capacity_bytes, 16384);
  EXPECT_EQ(m.cache_capacity_bytes, 16384);
  EXPECT_EQ(m.fetch_depth, 1);
  EXPECT_EQ(m.stationary, Stationary::weights);
}

TEST_F(TinyChip, IsNoChipForNumbers) {
  const Chip chip = load(kTinyChip);
  EXPECT_FALSE(chip.inference);
  try {
    require_inference(chip);
    FAIL();
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), HasSubstr("Tiny has no microring banks"));
    EXPECT_THAT(error.place().file, HasSubstr("tiny_chip.toml"));
  }
  EXPECT_TRUE(load_chip("tron", "paper", {})->inference);
}

TEST_F(TinyChip, SettingsReachEveryTable) {
  const Machine m =
      machine(kTinyChip, {"sizes.arrays=6", "pool.core.rows=7", "memory.buffer.capacity=1 MiB",
                          "pool.core.parts.tia.count=1", "operand.bits=4", "schedule.caches=0.125"});
  EXPECT_EQ(m.pools[0].arrays, 6);
  EXPECT_EQ(part(m.pools[0].parts, "adc").count, 35);
  EXPECT_EQ(part(m.pools[0].parts, "tia").count, 1);
  EXPECT_DOUBLE_EQ(part(m.pools[0].parts, "adc").energy.si, 1e-12) << "half the bits";
  EXPECT_DOUBLE_EQ(part(m.pools[0].parts, "dac").energy.si, 2e-12 * (16.0 / 4) / (256.0 / 8));
  EXPECT_EQ(m.memories[1].capacity_bytes, 1048576);
  EXPECT_EQ(m.cache_capacity_bytes, 131072);
}

TEST_F(TinyChip, APartMayStateItsOwnFigures) {
  const Machine m = machine(
      with(kTinyChip, "adc = {",
           "control = { energy = \"3 pJ\", area = \"0.5 mm^2\", charge = \"symbol\" }\n"
           "coarse = { device = \"adc\", bits = 4, charge = \"output\" }\n"
           "idle = { of = \"coarse\", power = \"7 mW\", charge = \"always\" }\n"
           "held = { device = \"ring_modulator\", bits = 1, held = true, charge = \"mac\" }\nadc = {"));
  const auto& parts = m.pools[0].parts;
  EXPECT_EQ(part(parts, "control").device, "control");
  EXPECT_DOUBLE_EQ(part(parts, "control").energy.si, 3e-12);
  EXPECT_DOUBLE_EQ(part(parts, "control").area.si, 0.5e-6);
  EXPECT_EQ(part(parts, "control").count, 1);
  EXPECT_DOUBLE_EQ(part(parts, "coarse").energy.si, 1e-12);
  EXPECT_EQ(part(parts, "idle").device, "adc");
  EXPECT_DOUBLE_EQ(part(parts, "idle").power.si, 7e-3);
  EXPECT_EQ(part(parts, "idle").area.si, 0) << "another part of the same devices carries it";
  EXPECT_DOUBLE_EQ(part(parts, "held").energy.si, 42e-15 + 1.2e-3 * 1e-9) << "static power for the symbol";
}

TEST_F(TinyChip, APoolLikeAnotherChangesWhatItSays) {
  const Machine m =
      machine(with(kTinyChip, "[unit.digital]",
                   "[pool.value]\nlike = \"core\"\nrows = 9\n[pool.value.parts]\ntia = { count = 0 }\n"
                   "[unit.digital]"));
  ASSERT_EQ(m.pools.size(), 2u);
  EXPECT_EQ(m.pools[1].name, "value");
  EXPECT_EQ(m.pools[1].rows, 9);
  EXPECT_EQ(m.pools[1].channels, 3);
  EXPECT_EQ(part(m.pools[1].parts, "adc").count, 45);
  EXPECT_THROW(part(m.pools[1].parts, "tia"), std::runtime_error) << "none of them";
  EXPECT_EQ(part(m.pools[0].parts, "tia").count, 10);
}

TEST_F(TinyChip, TimesFollowFromDevices) {
  const Machine m = machine(with(with(kTinyChip, "symbol = \"1 ns\"", "symbol = [\"dac\", \"tia\", \"adc\"]"),
                                 "program = \"20 ns\"", "program = [\"rows * channels dac\", \"eo_tuner\"]"));
  EXPECT_DOUBLE_EQ(m.pools[0].symbol.si, 1e-9) << "the ADC, latency and period";
  EXPECT_DOUBLE_EQ(m.pools[0].program.si, 6 * 0.5e-9 + 20e-9);
  EXPECT_DOUBLE_EQ(machine(with(kTinyChip, "symbol = \"1 ns\"", "symbol = \"5 GHz\"")).pools[0].symbol.si,
                   0.2e-9);
}

TEST_F(TinyChip, PartsThatAreNotThereAreLeftOut) {
  const std::string none = with(kTinyChip, "count = \"channels * columns\"", "count = \"2 * bits - 16\"");
  ASSERT_EQ(machine(none).pools[0].parts.size(), 2u);
  EXPECT_EQ(machine(none).pools[0].parts[0].name, "adc");
  EXPECT_EQ(machine(none, {"operand.bits=9"}).pools[0].parts.size(), 3u);
}

TEST(WithoutUnusedParts, KeepsOrderAndWhatIsCounted) {
  Machine machine;
  for (const double count : {0.0, 2.0, 0.0, 0.5}) {
    Part part;
    part.count = count;
    machine.parts.push_back(part);
  }
  machine.units.emplace_back().parts = machine.parts;
  machine.pools.emplace_back().parts = machine.parts;
  const Machine used = without_unused_parts(machine);
  for (const std::vector<Part>& parts : {used.parts, used.units[0].parts, used.pools[0].parts}) {
    ASSERT_EQ(parts.size(), 2u);
    EXPECT_EQ(parts[0].count, 2);
    EXPECT_EQ(parts[1].count, 0.5);
  }
}

TEST_F(TinyChip, LightGoesByThePolicy) {
  const auto chip = [](const std::string& policy) {
    return with(with(kTinyChip, "adc = {",
                     "laser = { device = \"laser\", count = 2, light = true, power = \"5 mW\" }\nadc = {"),
                "[placement]", "[laser]\npolicy = \"" + policy + "\"\nwarm_up = \"2 us\"\n[placement]");
  };
  const Machine gated = machine(chip("gated")), always = machine(chip("always"));
  EXPECT_DOUBLE_EQ(gated.warm_up.si, 2e-6);
  EXPECT_EQ(part(gated.pools[0].parts, "laser").charge, Charge::busy);
  EXPECT_TRUE(part(gated.pools[0].parts, "laser").warms_up);
  EXPECT_DOUBLE_EQ(part(gated.pools[0].parts, "laser").power.si, 5e-3) << "at least what the device takes";
  EXPECT_EQ(part(always.pools[0].parts, "laser").charge, Charge::always);
  EXPECT_FALSE(part(always.pools[0].parts, "laser").warms_up);
}

TEST_F(TinyChip, PartsOfTheChipStandBesideItsPools) {
  const Machine m =
      machine(kTinyChip +
              "[parts]\ncomb = { device = \"micro_comb\", count = \"arrays / 2\", charge = \"always\" }\n");
  ASSERT_EQ(m.parts.size(), 1u);
  EXPECT_EQ(m.parts[0].count, 2);
  EXPECT_GT(m.parts[0].area.si, 0);
}

TEST_F(TinyChip, TheMethodsPagesExampleLoadsInUnderSixtyLines) {
  const std::string page = read_file(source_file("docs/methods/machine.md"));
  const std::size_t from = page.find("```toml\n") + 8;
  const std::string example = page.substr(from, page.find("```", from) - from);
  EXPECT_LT(std::count(example.begin(), example.end(), '\n'), 60);
  const Machine m = machine(example);
  EXPECT_EQ(m.pools[0].macs_per_symbol(), 4u * 8 * 8 * 12);
  EXPECT_GT(part(m.pools[0].parts, "laser").power.si, 0);
}

// TRON's own: the light of a pool has the split of its own rows, and what arrives is the link budget's.
TEST_F(TinyChip, TronsLasersPayForTheirOwnRows) {
  const Chip chip = *load_chip("tron", "audited", {});
  for (const ArrayPool& pool : chip.machine.pools) {
    for (const Part& p : pool.parts) {
      if (p.name != "laser") continue;
      EXPECT_TRUE(p.warms_up);
      Decibel saved = Decibel::from_ratio(32.0 / pool.rows) + Decibel{pool.rows == 16 ? 0.13 : 0};
      EXPECT_NEAR(p.count * p.power.si, chip.budget.laser_electrical.si / saved.ratio(), 1e-9) << pool.name;
    }
  }
}

TEST_F(TinyChip, TronsRingsAreHeldAndHeated) {
  const Machine m = load_chip("tron", "audited", {})->machine;
  const ArrayPool& query = m.pools[static_cast<std::size_t>(m.pool_of[static_cast<int>(Role::query)])];
  EXPECT_EQ(query.name, "query");
  EXPECT_EQ(part(query.parts, "ring").count, 2 * 2 * 16 * 16);
  // 2.07 sigma of 2.1 nm, 27.5 mW for 18 nm; half of the drive range of 0.2 nm, 4 uW/nm.
  EXPECT_NEAR(part(query.parts, "heater").power.si, 27.5e-3 * 2.07 * 2.1 / 18, 1e-12);
  EXPECT_NEAR(part(query.parts, "tuner").power.si, 0.4e-6, 1e-15);
  EXPECT_NEAR(query.program.si, 16 * 0.29e-9 + 20e-9, 1e-15);
  EXPECT_NEAR(part(query.parts, "ring_dac").energy.si, 2 * 50e-3 / 14e9, 1e-18);
  const ArrayPool& scores = m.pools[static_cast<std::size_t>(m.pool_of[static_cast<int>(Role::scores)])];
  EXPECT_THROW(part(scores.parts, "laser"), std::runtime_error);
  EXPECT_EQ(part(scores.parts, "vcsel").count, 32);
  EXPECT_GE(part(scores.parts, "vcsel").power.si, 1.3e-3);
}

TEST_F(TinyChip, PaperLeavesOutWhatItsSiblingsLeaveOut) {
  const Machine paper = load_chip("tron", "paper", {})->machine,
                audited = load_chip("tron", "audited", {})->machine;
  for (const MemoryLevel& level : paper.memories) {
    EXPECT_EQ(level.energy_per_byte.si, 0) << level.name;
    EXPECT_EQ(level.standing.si, 0) << level.name;
  }
  for (const MemoryLevel& level : audited.memories) EXPECT_GT(level.energy_per_byte.si, 0) << level.name;
  EXPECT_EQ(part(paper.pools[0].parts, "tia").power.si, 0);
  EXPECT_GT(part(audited.pools[0].parts, "tia").power.si, 0);
  EXPECT_GT(audited.pools[0].symbol, paper.pools[0].symbol);
}

TEST_F(TinyChip, TronsUnitsFollowItsKinds) {
  const auto unit = [](const std::vector<std::string>& settings, UnitRole role) {
    const Machine m = load_chip("tron", "paper", settings)->machine;
    return m.units[static_cast<std::size_t>(m.unit_of[static_cast<int>(role)])];
  };
  EXPECT_NO_THROW(part(unit({}, UnitRole::activation).parts, "table"));
  EXPECT_THROW(part(unit({"activation.kind=soa"}, UnitRole::activation).parts, "table"), std::runtime_error);
  EXPECT_NO_THROW(part(unit({"activation.kind=soa"}, UnitRole::activation).parts, "soa"));
  EXPECT_NO_THROW(part(unit({"residual.kind=digital"}, UnitRole::residual).parts, "adder"));
  EXPECT_THROW(part(unit({"norm.kind=digital"}, UnitRole::norm).parts, "ring"), std::runtime_error);
}

RC_GTEST_PROP(TronMachine, MoreOfAnythingNeverTakesLess, ()) {
  use_source_data();
  const auto area = [](const Machine& m) {
    double sum = 0;
    for (const ArrayPool& pool : m.pools) {
      for (const Part& p : pool.parts) sum += pool.arrays * p.count * p.area.si;
    }
    for (const Unit& unit : m.units) {
      for (const Part& p : unit.parts) sum += p.count * p.area.si;
    }
    return sum;
  };
  const std::string size =
      *rc::gen::element<std::string>("heads", "wavelengths", "attention_rows", "feed_forward_rows",
                                     "feed_forward_arrays", "norm_lanes", "softmax_lanes");
  const int n = *rc::gen::inRange(1, 16);
  const auto at = [&](int value) {
    return area(load_chip("tron", "paper", {"sizes." + size + "=" + std::to_string(value)})->machine);
  };
  RC_ASSERT(at(n + 1) > at(n));
}

}  // namespace
}  // namespace tron::chip
