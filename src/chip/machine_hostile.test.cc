// Machine descriptions that are broken in one place each: the error names the line and says what is allowed.
#include <gmock/gmock.h>

#include "chip/tiny_chip_for_test.h"

namespace tron::chip {
namespace {

using testing::HasSubstr;

struct Broken {
  const char *from, *to;  ///< what the tiny chip says, and what it says instead
  const char* item;       ///< where the error must be
  const char* says;       ///< found and allowed must hold this
};

const Broken kBroken[] = {
    // Placement.
    {"scores = \"core\"", "scores = \"cor\"", "placement.scores", "nearest is \"core\""},
    {"scores = \"core\"", "scores = \"digital\"", "placement.scores", "core"},
    {"norm = \"digital\"", "norm = \"core\"", "placement.norm", "digital"},
    {"[placement]", "[pool.other]\nlike = \"core\"\n[place.ment]", "placement.dense", "nothing"},
    {"value = \"core\"\n", "value = \"core\"\nvalues = \"core\"\n", "placement.values", "'value'"},
    // Sizes.
    {"arrays = \"arrays\"", "arrays = 0", "pool.core.arrays", "from 1"},
    {"arrays = \"arrays\"", "arrays = -3", "pool.core.arrays", "from 1"},
    {"arrays = \"arrays\"", "arrays = \"arays\"", "pool.core.arrays", "'arrays'"},
    {"arrays = \"arrays\"", "arrays = \"arrays / 3\"", "pool.core.arrays", "an integer"},
    {"arrays = \"arrays\"", "arrays = \"arrays - 4\"", "pool.core.arrays", "from 1"},
    {"arrays = \"arrays\"", "arrays = \"arrays +\"", "pool.core.arrays", "the end"},
    {"arrays = 4", "arrays = \"four\"", "sizes.arrays", "an integer"},
    {"arrays = 4", "arrays = 4\nrows = 9", "sizes.rows", "nothing reads"},
    {"rows = 2", "rows = 2.5", "pool.core.rows", "an integer"},
    {"rows = 2\n", "", "pool.core.rows", "nothing"},
    {"rows = 2\n", "rows = 5000\n", "pool.core.rows", "4096"},
    {"columns = 5", "colums = 5", "", "columns"},
    {"columns = 5", "columns = 5\npasses = 0", "pool.core.passes", "from 1"},
    {"columns = 5", "columns = 5\nstreams_both = 1", "pool.core.streams_both", "true or false"},
    {"bits = 8\n[pool", "bits = 17\n[pool", "operand.bits", "16"},
    // Times.
    {"symbol = \"1 ns\"", "symbol = \"0 s\"", "pool.core.symbol", "above 0 s"},
    {"symbol = \"1 ns\"", "symbol = \"0 Hz\"", "pool.core.symbol", "a time"},
    {"symbol = \"1 ns\"", "symbol = \"1 nm\"", "pool.core.symbol", "length"},
    {"symbol = \"1 ns\"", "symbol = 1", "pool.core.symbol", "text in quotes"},
    {"symbol = \"1 ns\"", "symbol = \"link\"", "pool.core.symbol", "a time"},
    {"program = \"20 ns\"", "program = [\"eo_tunr\"]", "pool.core.program", "'eo_tuner'"},
    {"program = \"20 ns\"", "program = [\"rows + dac\"]", "pool.core.program", "the end"},
    {"program = \"20 ns\"\n", "", "pool.core.program", "nothing"},
    {"program = \"20 ns\"", "program = \"-1 ns\"", "pool.core.program", "a time"},
    {"latency = \"3 ns\"", "latency = [3]", "unit.digital.latency[0]", "text in quotes"},
    {"lanes = 8", "lanes = 0", "unit.digital.lanes", "from 1"},
    // Parts.
    {"device = \"tia\"", "device = \"tias\"", "pool.core.parts.tia.device", "nearest is \"tia\""},
    {"device = \"tia\"", "device = \"hbm\"", "pool.core.parts.tia.device", "adc"},
    {"device = \"tia\", ", "", "pool.core.parts.tia.device", "nothing"},
    {"charge = \"busy\"", "charge = \"buzy\"", "pool.core.parts.tia.charge", "nearest is \"busy\""},
    {", charge = \"busy\"", "", "pool.core.parts.tia.charge", "nothing"},
    {"charge = \"busy\"", "charge = \"busy\", uses = 2", "pool.core.parts.tia.uses", "charged by time"},
    {"charge = \"busy\"", "charge = \"busy\", count = 3", "", "syntax"},
    {"charge = \"busy\"", "charge = \"busy\", power = \"3 ns\"", "pool.core.parts.tia.power", "time"},
    {"charge = \"busy\"", "charge = \"busy\", colour = 3", "pool.core.parts.tia.colour", "nothing reads"},
    {"charge = \"busy\"", "charge = \"busy\", when = \"norm.kind\"", "pool.core.parts.tia.when",
     "table.key = word"},
    {"charge = \"busy\"", "charge = \"busy\", light = true", "pool.core.parts.tia.charge", "supplies light"},
    {"count = \"channels * columns\"", "count = \"-channels\"", "pool.core.parts.dac.count", "from 0"},
    {"count = \"channels * columns\"", "count = \"lanes\"", "pool.core.parts.dac.count",
     "unknown name 'lanes'"},
    {"device = \"dac\"", "device = \"eo_tuner\"", "pool.core.parts.dac.shift", "nothing"},
    {"device = \"dac\"", "of = \"adc\"", "", "no refusal"},
    {"device = \"dac\"", "of = \"dac\"", "pool.core.parts.dac.of", "devices of its own"},
    {"device = \"dac\"", "of = \"acd\"", "pool.core.parts.dac.of", "\"adc\""},
    // Likeness.
    {"[unit.digital]\n", "[unit.digital]\nlike = \"digital\"\n", "unit.digital.like", "ends"},
    {"[unit.digital]\n", "[unit.digital]\nlike = \"core\"\n", "unit.digital.like", "digital"},
    {"[unit.digital]\n", "[pool.a]\nlike = \"b\"\n[pool.b]\nlike = \"a\"\n[unit.digital]\n", "pool.", "ends"},
    // Memories and schedule.
    {"serves = \"main\"\n", "", "memory", "serves = \"main\""},
    {"serves = \"main\"", "serves = \"buffer\"", "memory.buffer.serves", "one"},
    {"serves = \"main\"", "serves = \"all\"", "memory.main.serves", "\"buffer\""},
    {"capacity = \"64 KiB\"", "capacity = \"64 KHz\"", "memory.buffer.capacity", "amount of data"},
    {"capacity = \"64 KiB\"", "capacity = \"64 GHz\"", "memory.buffer.capacity", "amount of data"},
    {"capacity = \"64 KiB\"", "capacity = 65536", "memory.buffer.capacity", "amount of data"},
    {"capacity = \"64 KiB\"\n", "", "memory.buffer.capacity", "nothing"},
    {"banks = 2", "banks = 4096", "memory.buffer.capacity", "64 bytes a bank"},
    {"device = \"hbm\"", "device = \"hbm\"\nbandwidth = \"0 GB/s\"", "memory.main.bandwidth", "from 1 kB/s"},
    {"banks = 2", "banks = 2\nbandwidth = \"0 B/s\"", "memory.buffer.bandwidth", "from 1 kB/s"},
    {"device = \"hbm\"", "device = \"adc\"", "memory.main.device", "\"dram\""},
    {"traffic = { fetched = 1 }", "traffic = { feched = 1 }", "memory.main.traffic.feched", "'fetched'"},
    {"traffic = { fetched = 1 }", "traffic = { fetched = -1 }", "memory.main.traffic.fetched", "from 0"},
    {"weights = 0.5", "weights = 0.6", "schedule.caches", "add up to 1"},
    {"weights = 0.5", "weights = 50", "schedule.weights", "from 0 to 1"},
    {"stationary = \"weights\"", "stationary = \"outputs\"", "schedule.stationary", "automatic"},
    {"fetch_depth = 1", "fetch_depth = 0", "schedule.fetch_depth", "from 1"},
    // Whole tables.
    {"[placement]", "[places]", "places", "nothing reads"},
    {"[schedule]", "[scedule]", "schedule", "a table"},
    {"[placement]", "[pool]\nnone = 1\n[placement]", "", ""},
    {"[unit.digital]", "[units.digital]", "", ""},
    {"[placement]", "[light]\nloss = 3\n[placement]", "light", "nothing reads"},
};

TEST_F(TinyChip, BreaksWithPlaceAndReason) {
  EXPECT_NO_THROW(load(kTinyChip));
  for (const Broken& broken : kBroken) {
    SCOPED_TRACE(std::string(broken.from) + " -> " + broken.to);
    if (std::string(broken.says) == "no refusal") {
      EXPECT_NO_THROW(load(with(kTinyChip, broken.from, broken.to)));
      continue;
    }
    try {
      load(with(kTinyChip, broken.from, broken.to));
      ADD_FAILURE() << "accepted";
    } catch (const InputError& error) {
      EXPECT_THAT(error.place().item, HasSubstr(broken.item)) << error.what();
      EXPECT_THAT(std::string(error.what()), HasSubstr(broken.says));
      EXPECT_THAT(error.place().file, HasSubstr("tiny_chip.toml"));
      EXPECT_FALSE(error.allowed().empty());
    }
  }
}

/// The tables of assumption sets that only banks of rings need do no harm, but are checked.
TEST_F(TinyChip, TakesTheShippedSetsAndTheirChecks) {
  const std::string path = testing::TempDir() + "/tiny_chip.toml";
  write_file(path, kTinyChip);
  for (const char* set : {"paper", "audited"}) {
    EXPECT_TRUE(load_chip(path, set, {})) << set;
    EXPECT_THROW(load_chip(path, set, {"tuning.heater_bits=0"}), InputError);
    EXPECT_THROW(load_chip(path, set, {"noise.shott=true"}), InputError);
    EXPECT_THROW(load_chip(path, set, {"link.laser_rule=most"}), InputError);
  }
}

/// Every line of the tiny chip left out, one at a time, and cut short at every byte: never a crash.
TEST_F(TinyChip, AnyCutIsAnInputErrorOrAChip) {
  for (std::size_t at = 0; at < kTinyChip.size(); at += 7) {
    try {
      load(kTinyChip.substr(0, at));
    } catch (const InputError&) {
    }
    const std::size_t end = kTinyChip.find('\n', at);
    try {
      load(kTinyChip.substr(0, at) + kTinyChip.substr(end));
    } catch (const InputError&) {
    }
  }
}

}  // namespace
}  // namespace tron::chip
