#pragma once

#include <string>

#include <gtest/gtest.h>

#include "base/files/files.h"
#include "base/testing/source_tree.h"
#include "chip/chip.h"
#include "rooms.h"

namespace tron::chip {

/// An organisation as small as one can be: one pool, one unit, two memories, no microring banks.
inline const std::string kTinyChip = R"(name = "Tiny"
what = "a crossbar of two by three"
[sizes]
arrays = 4
[operand]
bits = 8
[pool.core]
arrays = "arrays"
rows = 2
channels = 3
columns = 5
symbol = "1 ns"
program = "20 ns"
latency = ["tia", "adc"]
[pool.core.parts]
dac = { device = "dac", count = "channels * columns", charge = "input" }
adc = { device = "adc", count = "rows * columns", charge = "conversion" }
tia = { device = "tia", count = "rows * columns", charge = "busy" }
[unit.digital]
lanes = 8
cycle = ["adder"]
latency = "3 ns"
[unit.digital.parts]
adder = { device = "adder", count = "lanes", uses = 2, charge = "element" }
[memory.main]
device = "hbm"
serves = "main"
traffic = { fetched = 1 }
[memory.buffer]
device = "sram"
serves = "buffer"
capacity = "64 KiB"
banks = 2
traffic = { fetched = 1, weights = 1, inputs = 1, outputs = 1, elements = 1 }
[placement]
dense = "core"
query = "core"
key = "core"
scores = "core"
value = "core"
context = "core"
softmax = "digital"
norm = "digital"
activation = "digital"
residual = "digital"
control = "digital"
[schedule]
stationary = "weights"
fetch_depth = 1
weights = 0.5
values = 0.25
caches = 0.25
)";

/// Round figures for the devices above.
inline const std::string kTinyDevices = R"(name = "round"
what = "round figures"
[device.dac]
bits = 8
rate = "2 GS/s"
power = "4 mW"
latency = "0.5 ns"
area = "0.01 mm^2"
[device.adc]
bits = 8
rate = "1 GS/s"
power = "2 mW"
latency = "1 ns"
area = "0.02 mm^2"
[device.tia]
power = "3 mW"
latency = "0.25 ns"
area = "0.001 mm^2"
[device.adder]
energy = "0.1 pJ"
latency = "0.5 ns"
area = "0.0001 mm^2"
[device.hbm]
energy_per_byte = "30 pJ"
)";

/// Chips written to scratch files and loaded with the shipped data.
class TinyChip : public testing::Test {
 protected:
  static void SetUpTestSuite() { use_source_data(); }

  static Chip load(const std::string& chip, const std::vector<std::string>& settings = {}) {
    const std::string path = testing::TempDir() + "/tiny_chip.toml",
                      set = testing::TempDir() + "/tiny_set.toml";
    write_file(path, chip);
    write_file(set, kTinyDevices);
    const Feasible<Chip> loaded = load_chip(path, set, settings);
    if (!loaded) throw std::runtime_error(loaded.why().reason);
    return *loaded;
  }
  static Machine machine(const std::string& chip = kTinyChip, const std::vector<std::string>& settings = {}) {
    return load(chip, settings).machine;
  }

  /// The text with one piece of it changed; the piece must be there.
  static std::string with(std::string text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return at == std::string::npos ? text : text.replace(at, from.size(), to);
  }

  static const Part& part(const std::vector<Part>& parts, const std::string& name) {
    for (const Part& p : parts) {
      if (p.name == name) return p;
    }
    throw std::runtime_error("no part " + name);
  }
};

}  // namespace tron::chip
