#include "base/text/utf8.h"

#include <string>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tron::base {
namespace {

TEST(NextCodePoint, DecodesOneToFourBytes) {
  EXPECT_EQ(next_code_point("a").value, U'a');
  EXPECT_EQ(next_code_point("\xC3\xA4").value, 0xE4U);
  EXPECT_EQ(next_code_point("\xE2\x82\xAC").value, 0x20ACU);
  EXPECT_EQ(next_code_point("\xF0\x9F\x98\x80").value, 0x1F600U);
  EXPECT_EQ(next_code_point("\xF0\x9F\x98\x80").length, 4U);
  EXPECT_EQ(next_code_point("").length, 0U);
}

TEST(NextCodePoint, RefusesWhatRfc3629Forbids) {
  for (const char* bad : {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80",
                          "\xF5", "\xFF", "\xC3", "\xE2\x82", "\xC3(", "\xF0\x80\x80\x80"}) {
    const CodePoint got = next_code_point(bad);
    EXPECT_FALSE(got.valid) << bad;
    EXPECT_EQ(got.length, 1U) << bad;
  }
}

RC_GTEST_PROP(NextCodePoint, AlwaysMovesOn, (std::string text)) {
  std::string_view rest = text;
  while (!rest.empty()) {
    const CodePoint c = next_code_point(rest);
    RC_ASSERT(c.length >= 1 && c.length <= rest.size());
    rest.remove_prefix(c.length);
  }
}

TEST(DisplayWidth, CountsColumns) {
  EXPECT_EQ(display_width("abc"), 3U);
  EXPECT_EQ(display_width("\xC2\xB5m"), 2U);     // micro sign
  EXPECT_EQ(display_width("e\xCC\x81"), 1U);     // combining acute
  EXPECT_EQ(display_width("\xE5\x85\x89"), 2U);  // a CJK character
  EXPECT_EQ(display_width("\xFF"), 1U);
}

}  // namespace
}  // namespace tron::base
