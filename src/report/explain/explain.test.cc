#include <stdexcept>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing/source_tree.h"
#include "report/draw/text_layout.h"
#include "report/explain/explain_bank.h"
#include "report/explain/explain_device.h"

namespace tron::report {
namespace {

using testing::HasSubstr;

TEST(ExplainDevice, ListsEveryKind) {
  const std::string list = device_list();
  for (const DeviceKind& kind : device_kinds()) EXPECT_THAT(list, HasSubstr(std::string(kind.name)));
}

TEST(ExplainDevice, ShowsEveryParameterAndEquationOfEveryKind) {
  const DeviceLibrary library = DeviceLibrary::load();
  for (const DeviceKind& kind : device_kinds()) {
    const std::string page = device_page(kind, library, "");
    for (const ParameterRecord& parameter : kind.parameters) {
      EXPECT_THAT(page, HasSubstr(std::string(parameter.name)));
      EXPECT_THAT(page, HasSubstr(library.parameter(kind.name, parameter.name).text));
    }
    for (const Equation& equation : kind.equations) {
      EXPECT_THAT(page, HasSubstr(wrap_text(std::string(equation.text))));
    }
  }
}

TEST(ExplainDevice, MarksWhatTheAssumptionSetGives) {
  const Config set = Config::parse("[device.laser]\nwall_plug_efficiency = 0.5\n", "test.toml");
  const std::string page =
      device_page(device_kind("laser"), DeviceLibrary::load(source_file("data/device"), set), "test");
  EXPECT_THAT(page, HasSubstr("wall_plug_efficiency *"));
  EXPECT_THAT(page, HasSubstr("under the test assumptions"));
}

BankStudy study(const char* assumptions, BankChoice choice) {
  const Feasible<Chip> chip = load_chip("tron", assumptions, {});
  if (!chip) throw std::runtime_error(chip.why().reason);
  return study_bank(*chip, choice);
}

TEST(ExplainBank, FindsANotchAtEveryChannelAtRest) {
  const BankStudy s = study("paper", BankChoice::weight);
  ASSERT_EQ(s.wavelength_nm.size(), s.rest_db.size());
  int notches = 0;
  for (std::size_t i = 1; i + 1 < s.rest_db.size(); ++i) {
    if (s.rest_db[i] < s.rest_db[i - 1] && s.rest_db[i] <= s.rest_db[i + 1]) ++notches;
    EXPECT_LE(s.rest_db[i], 1e-9);
  }
  EXPECT_EQ(notches, s.design.grid.channels);
}

TEST(ExplainBank, LosesBitsToCrosstalkAndWinsThemBackByCompensation) {
  const BankStudy s = study("paper", BankChoice::weight);
  ASSERT_EQ(s.encode.size(), 3u);
  EXPECT_LT(s.encode[0].effective_bits, s.encode[1].effective_bits);
  EXPECT_LT(s.encode[1].effective_bits, s.encode[2].effective_bits);
  EXPECT_LE(s.encode[2].effective_bits, s.encode[2].ideal_dac_bits);
  EXPECT_GT(s.crosstalk[3][3], s.crosstalk[3][4]);
  EXPECT_GT(s.crosstalk[3][4], s.crosstalk[3][5]);
}

TEST(ExplainBank, MovesRingsOnlyWhereTheSetSaysSo) {
  EXPECT_FALSE(study("paper", BankChoice::weight).shifts_modelled);
  const BankStudy audited = study("audited", BankChoice::activation);
  EXPECT_TRUE(audited.shifts_modelled);
  EXPECT_LT(audited.encode[1].moved_bits, audited.encode[1].effective_bits);
}

TEST(ExplainBank, PrintsAndDraws) {
  const BankStudy s = study("paper", BankChoice::dynamic);
  const std::string page = bank_page(s), picture = bank_picture(s);
  for (const char* part :
       {"dynamic operand bank of TRON, paper assumptions", "wavelength (nm)", "a: rings on resonance",
        "Levels and bits", "per symbol", "CrossLight, DAC 2021, eqs 8-10"}) {
    EXPECT_THAT(page, HasSubstr(part));
  }
  // find() rather than a matcher, which would print the whole picture.
  EXPECT_NE(picture.find("transmission of the bus (dB)"), std::string::npos);
  EXPECT_EQ(picture.find("'nan"), std::string::npos);
  EXPECT_EQ(picture.find(",nan"), std::string::npos);
  EXPECT_EQ(picture.find("inf"), std::string::npos);
}

TEST(ExplainBank, SaysWhatIsImpossible) {
  BankStudy s = study("paper", BankChoice::weight);
  s.encode[2].impossible = "a range too wide";
  EXPECT_THAT(bank_page(s), HasSubstr("per symbol is infeasible here: a range too wide"));
}

}  // namespace
}  // namespace tron::report
