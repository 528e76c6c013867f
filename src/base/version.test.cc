#include "base/version.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tron::base {
namespace {

TEST(Version, BeginsWithThreeNumbers) {
  EXPECT_THAT(version(), testing::MatchesRegex("[0-9]+\\.[0-9]+\\.[0-9]+.*"));
}

}  // namespace
}  // namespace tron::base
