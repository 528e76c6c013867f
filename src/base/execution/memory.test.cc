#include "base/execution/memory.h"

#include <gtest/gtest.h>

namespace tron::base {
namespace {

TEST(Memory, OfThisMachineIsSomeButNotEndless) {
  EXPECT_GT(available_memory(), std::uint64_t{1} << 20);
  EXPECT_LT(available_memory(), std::uint64_t{1} << 60);
}

TEST(Memory, IsWrittenInDecimalUnits) {
  EXPECT_EQ(memory_text(12.34e9), "12.3 GB");
  EXPECT_EQ(memory_text(56e6), "56 MB");
}

}  // namespace
}  // namespace tron::base
