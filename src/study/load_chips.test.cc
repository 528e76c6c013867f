#include "study/load_chips.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing/source_tree.h"
#include "study/findings/remedies.h"

namespace tron::study {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::StartsWith;

const std::vector<std::string> kTooFast = {"tuning.eo_in_symbol=false"};

/// `--set "path=value" (now x)` as path=value.
std::string setting_in(const std::string& remedy) {
  const std::size_t from = remedy.find('"') + 1;
  return remedy.substr(from, remedy.find('"', from) - from);
}

class LoadChips : public testing::Test {
 protected:
  static void SetUpTestSuite() { use_source_data(); }
};

TEST_F(LoadChips, KeepsTheSetsUnderWhichTheChipWorks) {
  const LoadedChips loaded = load_chips("tron", {"paper", "audited"}, kTooFast);
  ASSERT_EQ(loaded.chips.size(), 1u);
  EXPECT_EQ(loaded.chips[0].assumptions, "paper");
  ASSERT_EQ(loaded.infeasible.size(), 1u);
  EXPECT_THAT(loaded.infeasible[0].reason, HasSubstr("under the audited assumptions"));
  EXPECT_FALSE(load_all_chips("tron", {"paper", "audited"}, kTooFast));
  EXPECT_TRUE(load_all_chips("tron", {"paper", "audited"}, {}));
}

TEST_F(LoadChips, RemediesWorkAndAreNoLargerThanNeeded) {
  const std::vector<std::string> remedies = remedies_of("tron", "audited", kTooFast);
  EXPECT_THAT(remedies, Contains(StartsWith("--set \"link.wanted_enob=")));
  EXPECT_THAT(remedies, Contains("--set \"tuning.eo_in_symbol=true\" (now false)"));
  for (const std::string& remedy : remedies) {
    std::vector<std::string> settings = kTooFast;
    settings.push_back(setting_in(remedy));
    EXPECT_TRUE(load_chip("tron", "audited", settings)) << remedy;
  }
  // Just enough is what enters the guide.
  const auto limited = remedies_of("tron", "audited", {"link.waveguide_limit=20 mW"});
  const auto limit = std::find_if(limited.begin(), limited.end(), [](const std::string& one) {
    return one.find("waveguide_limit") != std::string::npos;
  });
  ASSERT_NE(limit, limited.end());
  const double enters = 1e3 * load_chip("tron", "audited", {})->budget.laser_total.si;
  const std::string setting = setting_in(*limit);
  const double found = std::stod(setting.substr(setting.find('=') + 1));
  EXPECT_GE(found, enters * (1 - 1e-9)) << setting;
  EXPECT_LT(found, enters * 1.01) << setting;
  EXPECT_THAT(*limit, HasSubstr("(now 20 mW)"));
}

}  // namespace
}  // namespace tron::study
