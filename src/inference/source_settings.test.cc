#include "inference/source_settings.h"

#include <gtest/gtest.h>

#include "base/testing/source_tree.h"

namespace tron::inference {
namespace {

TEST(SourceSettings, AreParametersOfTheChip) {
  use_source_data();
  for (const char* set : {"paper", "audited"}) {
    const Chip chip = *load_chip("tron", set, {});
    for (int source = 0; source < kSourceCount; ++source) {
      const auto paths = settings_of(static_cast<Source>(source), chip);
      EXPECT_FALSE(paths.empty()) << kSourceNames[source];
      for (const std::string& path : paths) {
        const Json* at = &chip.resolved;
        for (std::size_t from = 0; at != nullptr && from <= path.size();) {
          const std::size_t dot = std::min(path.find('.', from), path.size());
          at = at->find(path.substr(from, dot - from));
          from = dot + 1;
        }
        EXPECT_NE(at, nullptr) << path;
      }
    }
  }
}

TEST(SourceSettings, LightFollowsTheRuleOfTheLaser) {
  use_source_data();
  EXPECT_EQ(settings_of(Source::thermal, *load_chip("tron", "audited", {})).front(), "link.wanted_enob");
  EXPECT_EQ(settings_of(Source::thermal, *load_chip("tron", "paper", {})).front(),
            "device.photodetector.sensitivity");
}

}  // namespace
}  // namespace tron::inference
