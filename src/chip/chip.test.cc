#include "chip/chip.h"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files/files.h"
#include "base/testing/source_tree.h"
#include "device/library.h"

namespace tron::chip {
namespace {

using testing::HasSubstr;

class ChipFile : public testing::Test {
 protected:
  static void SetUpTestSuite() { use_source_data(); }

  static Chip load(const std::string& assumptions, const std::vector<std::string>& settings = {}) {
    const Feasible<Chip> chip = load_chip("tron", assumptions, settings);
    if (!chip) throw std::runtime_error(chip.why().reason);
    return *chip;
  }

  /// The error that a setting provokes.
  static InputError refusal(const std::string& setting) {
    try {
      load("paper", {setting});
    } catch (const InputError& error) {
      return error;
    }
    return {{}, "no refusal", "an error for " + setting};
  }
};

TEST_F(ChipFile, ValuesOfTheUsersFileNameIt) {
  const std::string path = testing::TempDir() + "/provenance_chip.toml";
  write_file(path, "like = \"tron\"\nname = \"mine\"\n[sizes]\nheads = 2\n[device.tia]\nload = \"5 kohm\"\n");
  const Chip chip = *load_chip(path, "audited", {"bank.spacing=1.05nm"});
  const auto source = [&](const char* table, const char* key) {
    const Json& entry = *chip.resolved.find(table)->find(key);
    return entry.find("source")->as_string() + " " + entry.find("tag")->as_string();
  };
  EXPECT_EQ(source("sizes", "heads"), path + " user");
  EXPECT_EQ(source("bank", "spacing"), "command line user");
  EXPECT_THAT(source("sizes", "wavelengths"), HasSubstr("CrossLight"));
  const Json& load = *chip.resolved.find("device")->find("tia")->find("load");
  EXPECT_EQ(load.find("source")->as_string(), path);
  EXPECT_EQ(load.find("tag")->as_string(), "user");
}

TEST_F(ChipFile, ANameWithoutItsPathIsFound) {
  EXPECT_THAT(refusal("drive_range=0.3 nm").allowed(), HasSubstr("'bank.drive_range' (did you mean that?)"));
  EXPECT_THAT(refusal("quality_factor=5000").allowed(), HasSubstr("'device.microring.quality_factor'"));
  EXPECT_THAT(refusal("device.microring.Q=5000").allowed(), HasSubstr("quality_factor"));
}

TEST_F(ChipFile, LoadsUnderBothAssumptionSets) {
  for (const char* set : {"paper", "audited"}) {
    const Chip chip = load(set);
    EXPECT_EQ(chip.name, "TRON");
    EXPECT_EQ(chip.assumptions, set);
    EXPECT_EQ(chip.heads, 4);
    EXPECT_EQ(chip.attention.count, 28);
    EXPECT_EQ(chip.weight_bank.grid.channels, 16);
    EXPECT_EQ(chip.weight_bank.compensation, Compensation::per_symbol);
    EXPECT_EQ(chip.activation_bank.compensation, Compensation::static_);
    EXPECT_GT(chip.budget.laser_total.si, 0);
    EXPECT_GT(chip.budget.detector_total.si, 0);
  }
}

TEST_F(ChipFile, TuningInTheSymbolSetsTheRate) {
  const double paper = load("paper").symbol_rate.si;
  EXPECT_DOUBLE_EQ(paper, 1.2e9) << "the ADC's rate";
  const Chip audited = load("audited");
  EXPECT_NEAR(1 / audited.symbol_rate.si, 20e-9 + 0.82e-9, 1e-12);
}

/// A chip of one's own, and what wins: --set, then the chip's file, then the set, then the devices.
class OwnFiles : public ChipFile {
 protected:
  static Chip own(const std::string& chip, const std::string& set = "audited",
                  const std::vector<std::string>& settings = {}) {
    const std::string path = testing::TempDir() + "/own_chip.toml";
    write_file(path, "like = \"tron\"\nname = \"Mine\"\n" + chip);
    const Feasible<Chip> loaded = load_chip(path, set, settings);
    if (!loaded) throw std::runtime_error(loaded.why().reason);
    return *loaded;
  }
  static std::string own_set(const std::string& text) {
    const std::string path = testing::TempDir() + "/own_set.toml";
    write_file(path, text);
    return path;
  }
};

TEST_F(OwnFiles, WinOverTheAssumptionSet) {
  const std::string patient =
      "[tuning]\neo_in_symbol = true\n[link]\nwanted_enob = 7\n[device.dac]\npower = \"9 mW\"\n";
  EXPECT_NEAR(1 / own(patient, "paper").symbol_rate.si, 20e-9 + 1 / 1.2e9, 1e-12) << "paper says false";
  EXPECT_EQ(own(patient).resolved.find("link")->find("wanted_enob")->find("value")->as_number(), 7);
  const Json power = *own(patient).resolved.find("device")->find("dac")->find("power");
  EXPECT_EQ(power.find("value")->as_string(), "9 mW") << "audited says 50 mW";
  EXPECT_EQ(own("", "audited").assumptions, "audited");
  EXPECT_EQ(own("", "audited").name, "Mine");
}

TEST_F(OwnFiles, LoseToTheCommandLine) {
  const Chip chip = own("[tuning]\neo_in_symbol = true\n", "paper", {"tuning.eo_in_symbol=false"});
  EXPECT_DOUBLE_EQ(chip.symbol_rate.si, 1.2e9);
}

TEST_F(OwnFiles, ASetMayBeLikeAnother) {
  const std::string set = own_set("like = \"audited\"\nname = \"patient\"\n[link]\nwanted_enob = 6\n");
  const Chip chip = own("", set), audited = own("", "audited");
  EXPECT_EQ(chip.assumptions, "patient");
  EXPECT_DOUBLE_EQ(chip.symbol_rate.si, audited.symbol_rate.si);
  EXPECT_LT(chip.budget.detector_total.si, audited.budget.detector_total.si / 4);
}

TEST_F(OwnFiles, ASetInPartIsToldHowToBecomeWhole) {
  const std::string set = own_set("name = \"part\"\n[tuning]\neo_in_symbol = true\n");
  try {
    own("", set);
    FAIL();
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), HasSubstr("own_set.toml"));
    EXPECT_THAT(error.what(), HasSubstr("noise"));
    EXPECT_THAT(error.what(), HasSubstr("like = \"audited\""));
  }
}

TEST_F(ChipFile, PaperCountsNoNoiseAndAuditedCountsAll) {
  const Chip paper = load("paper"), audited = load("audited");
  EXPECT_FALSE(paper.noise.shot || paper.noise.thermal || paper.noise.rin);
  EXPECT_FALSE(paper.fabrication);
  EXPECT_EQ(paper.ring_errors.drift.si, 0);
  EXPECT_TRUE(audited.noise.shot && audited.noise.thermal && audited.noise.rin);
  EXPECT_NEAR(audited.ring_errors.drift.si, 0.05 * 0.075e-9, 1e-15);
  EXPECT_NEAR(audited.ring_errors.heater_step.si, 18e-9 / 4096, 1e-15);
}

// By hand: 0.6 + (10 log10 32 + 5 * 0.13) + 2 * (3.0103 + 0.13) + 0.9 + 2 * 0.72 + 30 * 0.02 + 2 * 16 * 5 um
// * 1 dB/cm + 2 * 31.78 um * 7 dB/cm.
TEST_F(ChipFile, LinkLossMatchesTheHandSum) {
  const Chip chip = load("paper");
  const double circumference_cm = 1550e-9 * 1550e-9 / (4.2 * 18e-9) * 100;
  const double expected =
      0.6 + 15.0515 + 0.65 + 2 * 3.1403 + 0.9 + 1.44 + 0.6 + 160e-4 + 2 * circumference_cm * 7;
  EXPECT_NEAR(chip.budget.loss.db, expected, 1e-3);
  // The group's rule: each channel arrives with the sensitivity.
  EXPECT_NEAR(PowerDbm::from_power(chip.budget.detector_per_channel).dbm, -25, 1e-9);
}

TEST_F(ChipFile, SettingsReachChipDevicesAndAssumptions) {
  const Chip chip = load("paper", {"sizes.wavelengths=8", "device.microring.quality_factor=12000",
                                   "noise.shot=true", "attention.order=classic", "bank.spacing=1.5 nm"});
  EXPECT_EQ(chip.attention.wavelengths, 8);
  EXPECT_EQ(chip.weight_bank.ring.quality_factor, 12000);
  EXPECT_TRUE(chip.noise.shot);
  EXPECT_EQ(chip.order, ScoreOrder::classic);
  EXPECT_DOUBLE_EQ(chip.weight_bank.grid.spacing.si, 1.5e-9);
}

TEST_F(ChipFile, ResolvedHoldsEveryNumberWithItsSource) {
  const Json resolved = load("audited", {"operand.bits=6"}).resolved;
  EXPECT_EQ(resolved.find("assumptions")->as_string(), "audited");
  const Json* bits = resolved.find("operand")->find("bits");
  EXPECT_EQ(bits->find("value")->as_integer(), 6);
  EXPECT_EQ(bits->find("tag")->as_string(), "user");
  const Json* ring = resolved.find("device")->find("microring")->find("quality_factor");
  ASSERT_NE(ring, nullptr);
  EXPECT_THAT(ring->find("source")->as_string(), HasSubstr("CrossLight"));
  for (const char* section : {"sizes", "bank", "compensation", "operand", "adc", "softmax", "residual",
                              "norm", "activation", "noise", "link", "tuning", "chip_instance"}) {
    ASSERT_NE(resolved.find(section), nullptr) << section;
    for (const auto& [key, value] : resolved.find(section)->as_object()) {
      ASSERT_TRUE(value.is_object()) << section << "." << key << " has no source";
      EXPECT_FALSE(value.find("source")->as_string().empty()) << section << "." << key;
      EXPECT_FALSE(value.find("tag")->as_string().empty()) << section << "." << key;
    }
  }
}

TEST_F(ChipFile, InfeasibleLinkIsAValueWithItsMargin) {
  const Feasible<Chip> chip = load_chip("tron", "audited", {"link.wanted_enob=14"});
  ASSERT_FALSE(chip);
  EXPECT_FALSE(chip.why().reason.empty());
  EXPECT_LT(chip.why().margin, 0);
  EXPECT_FALSE(load_chip("tron", "audited", {"link.waveguide_limit=1 uW"}));
}

TEST_F(ChipFile, RefusesGridsThatDoNotFitTheRing) {
  EXPECT_THAT(refusal("sizes.wavelengths=17").what(), HasSubstr("free spectral range"));
  EXPECT_THAT(refusal("bank.spacing=1.2 nm").what(), HasSubstr("bank.spacing"));
  EXPECT_THAT(refusal("bank.drive_range=0.6 nm").what(), HasSubstr("eo_tuner.range"));
  EXPECT_THAT(refusal("bank.spacing=0.1 nm").what(), HasSubstr("channel spacing"));
}

TEST_F(ChipFile, RefusesWhatIsNoChip) {
  for (const char* setting :
       {"operand.bits=1", "operand.bits=9", "adc.bits=17", "sizes.attention_rows=0", "sizes.heads=1.5",
        "sizes.feed_forward_rows=1025", "bank.signs=three_arm", "bank.spacing=1.1", "bank.drive_range=20 ns",
        "softmax.exp_entries=1", "noise.rin_common_share=2", "tuning.ted=yes", "norm.kind=optical",
        "bank.colour=red", "colours.red=1", "device.microring.colour=1", "device.mirror.loss=1 dB",
        "operand.clip_percentile=nan", "link.laser_rule=most"}) {
    EXPECT_THAT(refusal(setting).what(), testing::Not(HasSubstr("no refusal"))) << setting;
  }
  EXPECT_THAT(refusal("bank.spacings=1 nm").what(), HasSubstr("'spacing'")) << "the nearest name";
  EXPECT_THROW(load_chip("tronn", "paper", {}), InputError);
  EXPECT_THROW(load_chip("tron", "papper", {}), InputError);
}

TEST_F(ChipFile, RefusesAFileWithoutAKey) {
  const std::string path = testing::TempDir() + "/short.toml";
  std::string text = read_file(source_file("data/chip/tron.toml"));
  const std::size_t at = text.find("ring_bits");
  text.erase(at, text.find('\n', at) - at);
  write_file(path, text);
  try {
    load_chip(path, "paper", {});
    FAIL();
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), HasSubstr("norm.ring_bits"));
    EXPECT_THAT(error.what(), HasSubstr("short.toml"));
  }
}

TEST_F(ChipFile, AStatedReceiverSettlesWithinTheSymbolToHalfAStep) {
  const std::vector<std::string> slow = {"device.tia.noise_current=2 pA/sqrt(Hz)",
                                         "device.tia.bandwidth=100 MHz"};
  const Chip before = load("audited"), after = load("audited", slow);
  // One pole of 100 MHz of noise bandwidth: tau = 2.5 ns, and 9 ln 2 of them for half a step of 8 bits.
  EXPECT_NEAR(1e9 / after.symbol_rate.si, 20 + 2.5 * 9 * std::log(2.0), 1e-6);
  EXPECT_NEAR(1e9 / before.symbol_rate.si, 20.82, 0.01) << "the ADC alone";
  const Chip fast = load("audited", {slow[0], "device.tia.bandwidth=10 GHz", "link.wanted_enob=4"});
  EXPECT_DOUBLE_EQ(fast.symbol_rate.si, before.symbol_rate.si) << "the ADC is slower";
  const Chip integrating = load("audited", {slow[0], "device.tia.integration=5 ns"});
  EXPECT_NEAR(1e9 / integrating.symbol_rate.si, 25, 1e-6);
}

TEST_F(ChipFile, TheRangeRuleAsksForLessLightThanAFullRow) {
  const auto bits = [](const Chip& chip) {
    return range_enob(chip.link.detector, chip.budget.detector_total, chip.link.rin,
                      {chip.link.range_channels / chip.link.channels, chip.rin_common_share},
                      chip.symbol_rate);
  };
  const Chip chip = load("audited", {"link.laser_rule=range", "link.range_channels=1.4", "link.wanted_enob=6",
                                     "device.tia.load=5 kohm"});
  EXPECT_NEAR(bits(chip), 6, 1e-6);
  EXPECT_EQ(refusal("link.laser_rule=range").place().item, "link.range_channels");
}

TEST_F(ChipFile, ARingThatItsOwnLightPullsTooFarCannotWork) {
  const std::vector<std::string> heated = {"tuning.self_heating=true", "tuning.self_heating_residue=0.05"};
  const auto with = [&](const std::string& more) {
    return load_chip("tron", "audited", {heated[0], heated[1], more});
  };
  // As described 0.6 nm, by 1.2 mW of light on each activation ring; 0.15 nm is what Q 8000 stands.
  const Feasible<Chip> bright = with("link.wanted_enob=8");
  ASSERT_FALSE(bright);
  EXPECT_THAT(bright.why().reason, HasSubstr("bistable"));
  EXPECT_LT(bright.why().margin, 0);
  const Feasible<Chip> dim = with("device.tia.load=50 kohm");
  ASSERT_TRUE(dim);
  EXPECT_GT(dim->self_heating.si, 0);
  EXPECT_DOUBLE_EQ(dim->ring_errors.self_heating_sigma.si, 0.05 * dim->self_heating.si);
  EXPECT_EQ(load("audited").self_heating.si, 0) << "not modelled unless the set says so";
}

TEST_F(ChipFile, DriftMayGoEitherWayAndBeAResidue) {
  EXPECT_LT(load("audited", {"tuning.drift_temperature=-0.05 K"}).ring_errors.drift.si, 0);
  const Chip chip = load("audited", {"tuning.drift_bank_sigma=0.01 K", "tuning.drift_ring_sigma=0.02 K"});
  EXPECT_NEAR(chip.ring_errors.drift_bank_sigma.si, 0.75e-12, 1e-16);
  EXPECT_NEAR(chip.ring_errors.drift_ring_sigma.si, 1.5e-12, 1e-16);
}

TEST_F(ChipFile, ClippingBesideScalesOfTheValuesWouldNotAct) {
  EXPECT_NO_THROW(load("paper", {"operand.activation_scale=per_tile"}));
  EXPECT_THROW(load("paper", {"operand.activation_scale=per_tile", "operand.clip_percentile=99.9"}),
               InputError);
}

}  // namespace
}  // namespace tron::chip
