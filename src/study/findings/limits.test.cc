#include "study/findings/limits.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing/source_tree.h"
#include "network/find_network.h"
#include "network/load.h"
#include "program/program.h"

namespace tron::study {
namespace {

class LimitsOfDeit : public testing::Test {
 protected:
  static void SetUpTestSuite() { use_source_data(); }

  static std::shared_ptr<const Graph> graph() {
    return std::make_shared<const Graph>(load_shapes(find_network("deit-tiny", NetworkNeed::shapes)));
  }

  static Limits limits(const std::string& set, const std::vector<std::string>& settings = {}) {
    return limits_of(*load_chip("tron", set, settings), settings, graph(), {});
  }

  static double bound_of(const std::vector<std::string>& settings) {
    const Feasible<Chip> chip = load_chip("tron", "audited", settings);
    SimulationOptions options;
    options.model = TimeModel::bound;
    return simulate_network(compile(graph(), *chip), *chip, options)->latency_s;
  }
};

TEST_F(LimitsOfDeit, AreTheLargestGainsOfOneSettingEach) {
  const Limits found = limits("paper");
  EXPECT_GT(found.tried, 100u);
  for (const auto& [list, value] :
       {std::pair{found.speed, &SettingEffect::latency}, std::pair{found.energy, &SettingEffect::energy}}) {
    ASSERT_FALSE(list.empty());
    EXPECT_LE(list.size(), kLimitsShown);
    for (std::size_t i = 0; i < list.size(); ++i) {
      EXPECT_LT(list[i].*value, 0.99) << list[i].path;
      EXPECT_GE(list[i].*value, i > 0 ? list[i - 1].*value : 0);
      for (std::size_t k = 0; k < i; ++k) EXPECT_NE(list[k].path, list[i].path);
    }
  }
}

TEST_F(LimitsOfDeit, SayWhatTheChangedChipTakes) {
  const std::vector<std::string> weak = {
      "link.wanted_enob=6"};  // so that less tuning leaves a link that closes
  const Limits found = limits("audited", weak);
  ASSERT_FALSE(found.speed.empty());
  const SettingEffect& first = found.speed.front();
  EXPECT_EQ(first.path, "tuning.eo_in_symbol");
  EXPECT_EQ(first.now + " " + first.then, "true false");
  std::vector<std::string> changed = weak;
  changed.push_back(first.path + "=" + first.then);
  EXPECT_DOUBLE_EQ(first.latency, bound_of(changed) / bound_of(weak));
}

TEST_F(LimitsOfDeit, TellWhatTheSymbolWaitsForAndCannotLose) {
  const Limits found = limits("audited");
  const auto refused = [&](const std::string& path) {
    return std::any_of(found.refused.begin(), found.refused.end(), [&](const SettingEffect& one) {
      return one.path == path && one.why_not.find("mW enter the guide") != std::string::npos;
    });
  };
  EXPECT_TRUE(refused("tuning.eo_in_symbol"));
  EXPECT_TRUE(refused("device.eo_tuner.latency"));
  EXPECT_TRUE(limits("paper").refused.empty());
}

}  // namespace
}  // namespace tron::study
