// Every key of the chip and of the assumption set, made wrong in every way that a user might.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files/files.h"
#include "base/testing/source_tree.h"
#include "chip/chip.h"

namespace tron::chip {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

constexpr const char* kChip = "chip/tron.toml";
constexpr const char* kAssumptions = "assumptions/audited.toml";

struct Key {
  std::string file, section, name;
  int line = 0;  ///< from 1
  std::string item() const { return section + "." + name; }
};

std::vector<std::string> lines_of(const std::string& file) {
  std::vector<std::string> out(1);
  for (const char c : read_file(source_file("data/") + file)) {
    c == '\n' ? out.emplace_back() : out.back() += c;
  }
  return out;
}

/// Every `name = { value = ... }` of a file, but those of the device tables, which tests of the devices
/// cover.
std::vector<Key> keys_of(const std::string& file) {
  std::vector<Key> keys;
  std::string section;
  int number = 0;
  for (const std::string& line : lines_of(file)) {
    ++number;
    if (line.starts_with("[")) section = line.substr(1, line.find(']') - 1);
    const std::size_t name_end = line.find(" = { value");
    if (name_end == std::string::npos || section.starts_with("device.")) continue;
    keys.push_back({file, section, line.substr(0, name_end), number});
  }
  return keys;
}

std::vector<Key> all_keys() {
  std::vector<Key> keys = keys_of(kChip);
  for (Key& key : keys_of(kAssumptions)) keys.push_back(std::move(key));
  return keys;
}

class HostileChip : public testing::Test {
 protected:
  static void SetUpTestSuite() { use_source_data(); }

  /// What loading says when line `number` of `file` reads `line` instead.
  static InputError refusal(const std::string& file, int number, const std::string& line) {
    std::string paths[2];
    for (int i = 0; i < 2; ++i) {
      const char* original = i == 0 ? kChip : kAssumptions;
      std::string text;
      int at = 0;
      for (const std::string& old : lines_of(original)) {
        text += (++at == number && file == original ? line : old) + "\n";
      }
      paths[i] = testing::TempDir() + (i == 0 ? "/hostile_chip.toml" : "/hostile_assumptions.toml");
      write_file(paths[i], text);
    }
    try {
      load_chip(paths[0], paths[1], {});
    } catch (const InputError& error) {
      return error;
    }
    return {{}, "no refusal", line};
  }

  /// A size that only expressions of the machine use is missed where the first of them stands.
  static bool names_the_size(const InputError& error, const Key& key) {
    return key.section == "sizes" && error.found().find("'" + key.name + "'") != std::string::npos;
  }

  static void expect_place(const InputError& error, const Key& key) {
    EXPECT_EQ(error.place().item, key.item()) << error.what();
    EXPECT_THAT(error.place().file,
                EndsWith(key.file == kChip ? "hostile_chip.toml" : "hostile_assumptions.toml"))
        << error.what();
  }
};

TEST_F(HostileChip, TheFilesThemselvesAreFine) {
  EXPECT_THAT(refusal(kChip, 1, "# a comment").what(), HasSubstr("no refusal"));
  EXPECT_GT(all_keys().size(), 40u);
}

TEST_F(HostileChip, AValueThatNoKeyMayHaveNamesItsLine) {
  for (const Key& key : all_keys()) {
    // No unit, no word of any choice, no number, and not one number.
    for (const char* value :
         {"\"3 furlongs\"", "-7.5", "[1, 2]", "\"\"", "{ value = -7.5 }", "nan", "1e400"}) {
      const InputError error = refusal(key.file, key.line, key.name + " = " + value);
      SCOPED_TRACE(key.item() + " = " + value);
      ASSERT_THAT(error.what(), testing::Not(HasSubstr("no refusal")));
      EXPECT_EQ(error.place().line, key.line) << error.what();
      EXPECT_FALSE(error.allowed().empty());
      if (std::string(value) != "1e400") expect_place(error, key);
    }
  }
}

TEST_F(HostileChip, AMissingKeyIsNamed) {
  for (const Key& key : all_keys()) {
    SCOPED_TRACE(key.item());
    if (key.name == "banks") continue;  // one, unless it says more
    const InputError error = refusal(key.file, key.line, "");
    if (!names_the_size(error, key)) expect_place(error, key);
  }
}

TEST_F(HostileChip, AMisspeltKeyIsRefused) {
  for (const Key& key : all_keys()) {
    const InputError error = refusal(key.file, key.line, key.name + "x = 1");
    SCOPED_TRACE(key.item());
    if (names_the_size(error, key)) continue;
    // Either the key that is missing now, or the one that nobody knows.
    EXPECT_THAT(error.place().item, testing::AnyOf(key.item(), key.item() + "x"));
  }
}

TEST_F(HostileChip, AnUnknownKeyBesideTheOthersNamesItsLineAndTheNearest) {
  for (const Key& key : all_keys()) {
    const std::string line = lines_of(key.file)[key.line - 1];
    const InputError error = refusal(key.file, key.line, line + "\n" + key.name + "_ = 1");
    SCOPED_TRACE(key.item());
    EXPECT_EQ(error.place().item, key.item() + "_");
    EXPECT_EQ(error.place().line, key.line + 1);
    EXPECT_THAT(error.allowed(), HasSubstr("'" + key.name + "'"));
  }
}

TEST_F(HostileChip, AKeyThatStandsTwiceIsRefusedInItsFile) {
  for (const Key& key : all_keys()) {
    const std::string line = lines_of(key.file)[key.line - 1];
    const InputError error = refusal(key.file, key.line, line + "\n" + line);
    EXPECT_EQ(error.place().line, key.line + 1) << error.what();
  }
}

/// The first values beyond both ends of every range, written as a setting of the command line.
TEST_F(HostileChip, RangesEndWhereTheySay) {
  const struct {
    const char *key, *below, *above;
  } ranges[] = {{"sizes.heads", "0", "129"},
                {"sizes.wavelengths", "0", "65"},
                {"sizes.attention_rows", "0", "1025"},
                {"sizes.feed_forward_rows", "0", "1025"},
                {"sizes.feed_forward_arrays", "0", "1025"},
                {"bank.spacing", "0.009 nm", "51 nm"},
                {"bank.drive_range", "0.0009 nm", "51 nm"},
                {"bank.drive_bits", "1", "17"},
                {"operand.bits", "1", "9"},
                {"operand.clip_percentile", "49.9", "100.1"},
                {"operand.calibration_samples", "0", "4097"},
                {"adc.bits", "1", "17"},
                {"adc.range_percentile", "49.9", "100.1"},
                {"adc.range_margin", "0.09", "10.1"},
                {"softmax.exp_entries", "1", "1048577"},
                {"softmax.exp_range", "0.4", "101"},
                {"softmax.ln_entries", "1", "1048577"},
                {"softmax.ln_range", "1.9", "1048577"},
                {"softmax.output_bits", "1", "17"},
                {"residual.bits", "1", "17"},
                {"residual.phase_error_rad", "-0.01", "0.21"},
                {"norm.ring_bits", "1", "17"},
                {"norm.bits", "1", "17"},
                {"activation.bits", "1", "17"},
                {"activation.soa_input", "0.1 nW", "1.1 W"},
                {"chip_instance.seed", "-1", "9223372036854775808"},
                {"noise.rin_common_share", "-0.01", "1.01"},
                {"link.wanted_enob", "-1", "17"},
                {"link.waveguide_limit", "-1 mW", "11 W"},
                {"tuning.heater_bits", "0", "25"},
                {"tuning.thermal_coupling", "-0.1", "0.51"},
                {"tuning.thermal_decay", "-0.1", "1"},
                {"tuning.ted_residue", "-0.1", "1.1"},
                {"tuning.drift_temperature", "-101 K", "101 K"}};
  for (const auto& [key, below, above] : ranges) {
    for (const char* value : {below, above}) {
      const std::string setting = std::string(key) + "=" + value;
      try {
        load_chip("tron", "audited", {setting});
        ADD_FAILURE() << setting << " is taken";
      } catch (const InputError& error) {
        EXPECT_EQ(error.place().item, key) << error.what();
        EXPECT_THAT(error.place().file, HasSubstr("command line")) << error.what();
      }
    }
  }
}

}  // namespace
}  // namespace tron::chip
