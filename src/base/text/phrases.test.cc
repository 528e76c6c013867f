#include "base/text/phrases.h"

#include <gtest/gtest.h>

namespace tron::base {
namespace {

TEST(Phrases, WriteCounts) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1000), "1 000");
  EXPECT_EQ(grouped(12345678), "12 345 678");
  EXPECT_EQ(counted(1, "image", "images"), "1 image");
  EXPECT_EQ(counted(2000, "image", "images"), "2 000 images");
}

TEST(Phrases, WriteDurations) {
  EXPECT_EQ(duration(0.4236), "0.42 s");
  EXPECT_EQ(duration(9.999), "10.0 s");
  EXPECT_EQ(duration(59.7), "1 min 00 s");
  EXPECT_EQ(duration(185), "3 min 05 s");
  EXPECT_EQ(duration(7620), "2 h 07 min");
}

}  // namespace
}  // namespace tron::base
