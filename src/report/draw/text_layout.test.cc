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

TEST(TextLayout, WritesShares) {
  EXPECT_EQ(percent(0.875), "87.5 %");
}

}  // namespace
}  // namespace tron::report
