#include "study/findings/idle_settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing/source_tree.h"

namespace tron::study {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> idle(const std::string& chip, const std::vector<std::string>& settings) {
  use_source_data();
  return idle_settings(*load_chip(chip, "audited", settings));
}

TEST(IdleSettings, AreThoseOfTheProcessThatTheUserGave) {
  EXPECT_THAT(idle("tron", {}), IsEmpty());
  EXPECT_THAT(idle("tron", {"bank.spacing=1.05 nm"}), IsEmpty());
  EXPECT_THAT(idle("tron", {"process.width_sigma=1 nm"}),
              ElementsAre(HasSubstr("process.width_sigma = 1 nm does not act here: only tron yield")));
}

TEST(IdleSettings, CyclicBanksReadTheLocalShare) {
  EXPECT_THAT(idle("tron-cyclic", {"process.local_share=0.03"}), IsEmpty());
  EXPECT_THAT(idle("tron", {"process.local_share=0.03"}), testing::SizeIs(1));
}

}  // namespace
}  // namespace tron::study
