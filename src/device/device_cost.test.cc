// Every cost law by hand, on the data files' values or on parameters laid over them.
#include <cmath>
#include <set>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/testing/source_tree.h"
#include "device/cost.h"

namespace tron::device {
namespace {

const std::string kData = source_file("data/device");

DeviceLibrary library(const std::string& overlay = "") {
  return DeviceLibrary::load(kData, Config::parse(overlay, "overlay.toml"));
}

Operation symbol_of(double ns, int bits = 8) {
  return {bits, nanoseconds(ns), {}};
}

TEST(DeviceCost, CoversEveryKindButMemoriesAndTheWaveguide) {
  const std::set<std::string> without = {"waveguide", "sram", "register_file", "dram", "hbm"};
  std::set<std::string> covered(costed_kinds().begin(), costed_kinds().end());
  EXPECT_EQ(covered.size(), costed_kinds().size()) << "no kind twice";
  for (const DeviceKind& kind : device_kinds()) {
    const std::string name(kind.name);
    EXPECT_EQ(covered.contains(name), !without.contains(name)) << name;
  }
  EXPECT_THROW(device_cost(library(), "waveguide", {}), std::out_of_range);
}

TEST(DeviceCost, ConvertersPayByTheConversion) {
  const DeviceLibrary l = library(
      "[device.adc]\nbits = 8\nrate = \"2 GS/s\"\npower = \"8 mW\"\narea = \"0.02 mm^2\"\nlatency = \"1 "
      "ns\"\n"
      "[device.dac]\nbits = 8\nrate = \"4 GS/s\"\npower = \"8 mW\"\nlatency = \"0.1 ns\"");
  const DeviceCost adc = device_cost(l, "adc", symbol_of(2));
  EXPECT_DOUBLE_EQ(adc.event.si, 4e-12);  // 8 mW / 2 GHz
  EXPECT_DOUBLE_EQ(adc.power.si, 2e-3);   // one in 2 ns
  EXPECT_DOUBLE_EQ(adc.area.si, 0.02e-6);
  EXPECT_DOUBLE_EQ(adc.cycle.si, 1e-9) << "the latency, longer than the period";
  EXPECT_DOUBLE_EQ(device_cost(l, "adc", symbol_of(2, 4)).event.si, 2e-12)
      << "successive approximation: in bits";
  const DeviceCost dac = device_cost(l, "dac", symbol_of(2));
  EXPECT_DOUBLE_EQ(dac.event.si, 2e-12);
  EXPECT_DOUBLE_EQ(dac.cycle.si, 0.25e-9) << "the period, longer than the latency";
  EXPECT_DOUBLE_EQ(device_cost(l, "dac", symbol_of(2, 4)).event.si, 2e-12 * (16.0 / 4) / (256.0 / 8));
  EXPECT_DOUBLE_EQ(device_cost(l, "dac", {}).power.si, 8e-3) << "at its full rate where no symbol is given";
}

TEST(DeviceCost, AnalogueFrontEndsBurnForTheSymbol) {
  const DeviceLibrary l = library();
  for (const char* kind : {"vcsel", "photodetector", "tia", "soa", "wavelength_router"}) {
    const DeviceCost cost = device_cost(l, kind, symbol_of(2));
    EXPECT_DOUBLE_EQ(cost.power.si, l.value(kind, "power")) << kind;
    EXPECT_DOUBLE_EQ(cost.event.si, l.value(kind, "power") * 2e-9) << kind;
    EXPECT_DOUBLE_EQ(cost.area.si, l.value(kind, "area")) << kind;
  }
}

TEST(DeviceCost, ModulatorsPayByTheBit) {
  const DeviceCost ring = device_cost(library(), "ring_modulator", symbol_of(1, 4));
  EXPECT_DOUBLE_EQ(ring.event.si, 4 * 42e-15);
  EXPECT_DOUBLE_EQ(ring.power.si, 1.2e-3);
  EXPECT_DOUBLE_EQ(device_cost(library(), "mzi_modulator", symbol_of(1)).event.si, 8 * 450e-15);
  EXPECT_DOUBLE_EQ(device_cost(library(), "mzi", symbol_of(1)).latency.si, 2e-6);
}

TEST(DeviceCost, TunersPayByTheShift) {
  Operation operation = symbol_of(5);
  operation.shift = nanometres(0.25);
  const DeviceCost eo = device_cost(library(), "eo_tuner", operation);
  EXPECT_DOUBLE_EQ(eo.power.si, 1e-6);  // 4 uW/nm
  EXPECT_DOUBLE_EQ(eo.event.si, 5e-15);
  EXPECT_EQ(eo.area.si, 0);
  operation.shift = nanometres(1.8);
  EXPECT_NEAR(device_cost(library(), "to_tuner", operation).power.si, 2.75e-3, 1e-15);  // a tenth of the FSR
  EXPECT_DOUBLE_EQ(device_cost(library(), "microring", operation).area.si, 0.0004e-6);
  EXPECT_EQ(device_cost(library(), "microring", operation).power.si, 0);
}

TEST(DeviceCost, ElectronicsPayByTheOperation) {
  const DeviceLibrary l = library("[device.mac]\npower = \"1 uW\"");
  EXPECT_DOUBLE_EQ(device_cost(l, "comparator", symbol_of(9)).event.si, 0.055e-3 * 623.7e-12);
  EXPECT_DOUBLE_EQ(device_cost(l, "mac", symbol_of(9)).event.si, 0.3e-12);
  EXPECT_DOUBLE_EQ(device_cost(l, "mac", symbol_of(9)).power.si, 1e-6);
}

RC_GTEST_PROP(DeviceCost, NothingIsNegativeAndMoreBitsNeverCostLess, ()) {
  static const DeviceLibrary l = library();
  const std::string kind = *rc::gen::elementOf(costed_kinds());
  const int bits = *rc::gen::inRange(2, 16);
  Operation operation = symbol_of(*rc::gen::inRange(1, 1000) * 0.1, bits);
  operation.shift = nanometres(*rc::gen::inRange(0, 100) * 0.01);
  const DeviceCost cost = device_cost(l, kind, operation);
  RC_ASSERT(cost.event.si >= 0 && cost.power.si >= 0 && cost.area.si >= 0 && cost.cycle >= cost.latency);
  operation.bits = *operation.bits + 1;
  RC_ASSERT(device_cost(l, kind, operation).event >= cost.event);
}

std::string bank(const std::string& name, const std::string& capacity, const std::string& energy,
                 const std::string& area = "0.01 mm^2") {
  return "[" + name + "]\ncapacity = \"" + capacity + "\"\nenergy_per_byte = \"" + energy +
         "\"\nleakage = \"1 uW\"\narea = \"" + area + "\"\nlatency = \"1 ns\"\n";
}

SramTable table(const std::string& text) {
  return SramTable::read(Config::parse(text, "banks.toml"));
}

TEST(SramTable, IsAPowerLawBetweenBanks) {
  // Energy with the root of the capacity, area with the capacity itself.
  const SramTable t =
      table(bank("b", "16 KiB", "4 pJ", "0.16 mm^2") + bank("a", "1 KiB", "1 pJ", "0.01 mm^2"));
  EXPECT_EQ(t.rows().front().capacity.bytes, 1024) << "sorted";
  EXPECT_DOUBLE_EQ(t.at({1024}).energy_per_byte.si, 1e-12);
  EXPECT_NEAR(t.at({4096}).energy_per_byte.si, 2e-12, 1e-24);
  EXPECT_NEAR(t.at({4096}).area.si, 0.04e-6, 1e-18);
  EXPECT_NEAR(t.at({65536}).energy_per_byte.si, 8e-12, 1e-24) << "goes on beyond the last";
  EXPECT_NEAR(t.at({256}).energy_per_byte.si, 0.5e-12, 1e-24) << "and before the first";
  EXPECT_DOUBLE_EQ(t.at({5000}).latency.si, 1e-9);
}

TEST(SramTable, RefusesWhatCannotBeInterpolated) {
  EXPECT_THROW(table(bank("a", "1 KiB", "1 pJ")), InputError);
  EXPECT_THROW(table(bank("a", "1 KiB", "1 pJ") + bank("b", "1024 B", "2 pJ")), InputError);
  EXPECT_THROW(table(bank("a", "1 KiB", "1 pJ") + bank("b", "2 KiB", "0 J")), InputError);
  EXPECT_THROW(table(bank("a", "1 KiB", "1 pJ") + bank("b", "2 kHz", "1 pJ")), InputError);
}

TEST(SramTable, ShippedFiguresRiseWithCapacityAsCactiPrintedThem) {
  const SramTable& t = library().sram_table();
  ASSERT_GE(t.rows().size(), 6u);
  for (std::size_t i = 1; i < t.rows().size(); ++i) {
    const SramBank &small = t.rows()[i - 1], &large = t.rows()[i];
    EXPECT_GT(large.energy_per_byte, small.energy_per_byte);
    EXPECT_GT(large.leakage, small.leakage);
    EXPECT_GT(large.area, small.area);
    EXPECT_GT(large.latency, small.latency);
    EXPECT_LT(large.energy_per_byte / small.energy_per_byte, large.capacity.bytes / small.capacity.bytes);
  }
  // 32 KiB at 22 nm: 7.136 pJ read, 12.134 pJ written, 32 bytes each.
  EXPECT_NEAR(t.at({32768}).energy_per_byte.si, (7.13598 + 12.1335) / 64 * 1e-12, 1e-16);
}

}  // namespace
}  // namespace tron::device
