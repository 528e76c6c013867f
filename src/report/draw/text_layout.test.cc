#include "report/draw/text_layout.h"

#include <gtest/gtest.h>

namespace tron::report {
namespace {

TEST(TextLayout, KeepsTogetherWhatMustNotBreak) {
  EXPECT_EQ(wrap_text("aaaa " + unbroken("1 000 %") + " b", 0, 12), "aaaa 1 000 %\nb\n");
  EXPECT_EQ(wrap_text("aaaaa " + unbroken("1 000 %") + " b", 0, 12), "aaaaa\n1 000 % b\n");
}

TEST(TextLayout, BreaksBetweenWords) {
  EXPECT_EQ(wrap_text("one two three four", 2, 11), "  one two\n  three\n  four\n");
  EXPECT_EQ(wrap_text("unbreakable", 0, 4), "unbreakable\n");
  EXPECT_EQ(wrap_text("", 2, 10), "");
}

TEST(TextLayout, UnderlinesTheTitle) {
  EXPECT_EQ(heading("Noise"), "Noise\n-----\n");
}

TEST(TextLayout, WritesSharesAndCounts) {
  EXPECT_EQ(percent(0.875), "87.5 %");
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1000), "1 000");
  EXPECT_EQ(grouped(12345678), "12 345 678");
  EXPECT_EQ(counted(1, "image", "images"), "1 image");
  EXPECT_EQ(counted(2000, "image", "images"), "2 000 images");
}

TEST(TextLayout, WritesDurations) {
  EXPECT_EQ(duration(0.4236), "0.42 s");
  EXPECT_EQ(duration(9.999), "10.0 s");
  EXPECT_EQ(duration(59.7), "1 min 00 s");
  EXPECT_EQ(duration(185), "3 min 05 s");
  EXPECT_EQ(duration(7620), "2 h 07 min");
}

}  // namespace
}  // namespace tron::report
