#include "timing/area.h"

#include <functional>

#include <gtest/gtest.h>

#include "timing/example_costs.h"

namespace tron::timing {
namespace {

using examples::event_part;
using examples::power_part;
using examples::priced_machine;
using program::examples::tiny_machine;

TEST(Area, ByHand) {
  const Ledger area = area_ledger(priced_machine());
  // Two arrays with 5 lasers of 100 um^2 and 20 heaters of 10 um^2; units 4 x 50 + 2 x 5 um^2.
  EXPECT_DOUBLE_EQ(area.at("dense/laser") * 1e12, 2 * 5 * 100);
  EXPECT_DOUBLE_EQ(area.at("dense/heater") * 1e12, 2 * 20 * 10);
  EXPECT_DOUBLE_EQ(area.at("softmax") * 1e12, 4 * 50 + 2 * 5);
  EXPECT_DOUBLE_EQ(area.at("memory/buffer"), 1e-6);
  EXPECT_NEAR(area.value * 1e12, 6 * 1400 + 5 * 210 + 1e6 + 1000, 1e-6);
  EXPECT_LT(area.imbalance(), 1e-12);
}

/// One pool of 2 arrays of 4 x 5, a symbol of 1 ns, with one part.
double peak_mw(Part part, const std::function<void(ArrayPool&)>& change = {}) {
  Machine machine = tiny_machine();
  machine.pools.resize(1);
  machine.pools[0].parts = {part};
  if (change) change(machine.pools[0]);
  return peak_power_ledger(machine).at("dense/" + part.name) * 1e3;
}

// 1 pJ each ns = 1 mW.
TEST(PeakPower, OfEventsByHand) {
  EXPECT_NEAR(peak_mw(event_part("modulator", Charge::input, 1)), 2 * 5, 1e-9);
  EXPECT_NEAR(peak_mw(event_part("ring", Charge::mac, 1)), 2 * 4 * 5, 1e-9);
  EXPECT_NEAR(peak_mw(event_part("adc", Charge::conversion, 1)), 2 * 4, 1e-9);
  EXPECT_NEAR(peak_mw(event_part("clock", Charge::symbol, 1)), 2, 1e-9);
  EXPECT_NEAR(peak_mw(event_part("tuning", Charge::update, 1)), 2 * 4 * 5 / 10.0, 1e-9) << "every 10 ns";
}

TEST(PeakPower, OfPowersIsAllOfThem) {
  EXPECT_DOUBLE_EQ(peak_mw(power_part("laser", Charge::busy, 5, 2)), 2 * 5 * 2);
  EXPECT_DOUBLE_EQ(peak_mw(power_part("heater", Charge::always, 20, 0.125)), 2 * 20 * 0.125);
}

TEST(PeakPower, SharingAndAccumulationSpareConverters) {
  const Part adc = event_part("adc", Charge::conversion, 1), dac = event_part("dac", Charge::input, 1);
  EXPECT_NEAR(peak_mw(adc, [](ArrayPool& p) { p.accumulate = 3; }), 8 / 3.0, 1e-9);
  EXPECT_NEAR(peak_mw(adc, [](ArrayPool& p) { p.shared_sums = 2; }), 8 / 2.0, 1e-9);
  EXPECT_NEAR(peak_mw(dac, [](ArrayPool& p) { p.shared_inputs = 2; }), 10 / 2.0, 1e-9);
  EXPECT_NEAR(peak_mw(adc, [](ArrayPool& p) { p.columns = 4; }), 8 * 4.0, 1e-9);
  EXPECT_NEAR(peak_mw(adc, [](ArrayPool& p) { p.passes = 2; }), 8.0, 1e-9) << "each pass is converted";
}

TEST(PeakPower, BothOperandsStreamEverySymbol) {
  const Part dac = event_part("dac", Charge::update, 1);
  EXPECT_NEAR(peak_mw(dac, [](ArrayPool& p) { p.streams_both = true; }), 2 * 4 * 5, 1e-9);
}

TEST(PeakPower, OfUnitsByHand) {
  const Ledger power = peak_power_ledger(priced_machine());
  EXPECT_NEAR(power.at("softmax/table") * 1e3, 6 * 4, 1e-9) << "four lanes, each ns";
  EXPECT_DOUBLE_EQ(power.at("softmax/pipeline") * 1e3, 4 * 0.5);
}

TEST(PeakPower, OfMemoriesByHand) {
  Machine machine = tiny_machine();
  machine.memories[0].energy_per_byte = machine.memories[1].energy_per_byte = picojoules(1);
  machine.memories[0].standing = milliwatts(10);
  MemoryLevel local;
  local.name = "local";
  local.energy_per_byte = picojoules(1);
  local.traffic.inputs = 1;
  machine.memories.push_back(local);
  const Ledger power = peak_power_ledger(machine);
  EXPECT_DOUBLE_EQ(power.at("memory/dram/access") * 1e3, 1) << "1 GB/s";
  EXPECT_DOUBLE_EQ(power.at("memory/dram/standing") * 1e3, 10);
  EXPECT_DOUBLE_EQ(power.at("memory/buffer/access") * 1e3, 30) << "three ports of 10 GB/s";
  EXPECT_NEAR(power.at("memory/local/access") * 1e3, 6 * 10, 1e-9) << "six pools encode ten bytes each ns";
  machine.memories[1].bytes_per_second = 1e15;
  EXPECT_NEAR(
      peak_power_ledger(machine).at("memory/buffer/access") * 1e3,
      // fetched and weights each 40 bytes in 10 ns; inputs 10, outputs 8 each ns; units 4 in and 4 out
      6 * (4 + 4 + 10 + 8) + 5 * 8, 1e-9)
      << "no more than they ask for";
}

}  // namespace
}  // namespace tron::timing
