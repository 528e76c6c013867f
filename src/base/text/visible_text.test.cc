#include "base/text/visible_text.h"

#include <sstream>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/text/utf8.h"

namespace tron::base {
namespace {

TEST(VisibleText, ShowsWhatATerminalWouldObey) {
  EXPECT_EQ(visible_line("\x1b]0;title\x07"), "\\x1b]0;title\\x07");
  EXPECT_EQ(visible_line("a\nb\tc\r\x7f"), "a\\x0ab\\x09c\\x0d\\x7f");
  EXPECT_EQ(visible_line("\u009b31m"), "\\u009b31m") << "a C1 control sequence introducer";
  EXPECT_EQ(visible_line("a\u202eb\u2066c\u2069"), "a\\u202eb\\u2066c\\u2069");
  EXPECT_EQ(visible_line("\xff\xc3("), "\\xff\\xc3(");
  EXPECT_EQ(visible_line("\uffff"), "\\uffff");
}

TEST(VisibleText, LeavesWordsOfAnyLanguage) {
  const std::string words = "r\u00edng \u03bb \u6f22\u5b57 \u05e9\u05dc\u05d5\u05dd \U0001F4A1 a\u0301";
  EXPECT_EQ(visible_line(words), words);
  EXPECT_EQ(visible_lines("two\nlines\n"), "two\nlines\n");
  EXPECT_EQ(visible_lines("a\r\nb"), "a\\x0d\nb");
}

TEST(VisibleStream, PassesCharactersOnThatComeInPieces) {
  std::ostringstream to;
  {
    VisibleStream out(to);
    out << "a\xe2"
        << "\x82"
        << "\xac" << '\x1b' << "b\n"
        << std::flush;
    EXPECT_EQ(to.str(), "a\u20ac\\x1bb\n");
    out << "\xf0\x9f";  // never ends
  }
  EXPECT_EQ(to.str(), "a\u20ac\\x1bb\n\\xf0\\x9f");
}

TEST(VisibleStream, SaysThatItsTargetFailed) {
  std::ostream nowhere(nullptr);
  VisibleStream out(nowhere);
  out << "lost" << std::flush;
  EXPECT_FALSE(out);
}

RC_GTEST_PROP(VisibleText, IsFreeOfControlsAndItself, (const std::string& text)) {
  const std::string shown = visible_line(text);
  for (std::string_view rest = shown; !rest.empty();) {
    const CodePoint c = next_code_point(rest);
    RC_ASSERT(c.valid && !is_control(c.value));
    rest.remove_prefix(c.length);
  }
  RC_ASSERT(visible_line(shown) == shown);
}

RC_GTEST_PROP(VisibleStream, IsTheSameHoweverItIsCut, (const std::string& text, std::size_t cut)) {
  std::ostringstream to;
  VisibleStream out(to);
  const std::size_t at = text.empty() ? 0 : cut % text.size();
  out << text.substr(0, at) << text.substr(at) << std::flush;
  RC_ASSERT(to.str() == visible_lines(text));
}

}  // namespace
}  // namespace tron::base
