#include "tokenizer/steps/text_regex.h"

#include <gtest/gtest.h>

#include "base/testing/scratch_folder.h"

namespace tron::tokenizer {
namespace {

const Place kPlace{.file = "t.json", .line = 0, .column = 0, .item = "pattern"};

std::vector<std::string> found(const std::string& pattern, const std::string& text) {
  std::vector<std::string> out;
  for (const Span& span : TextRegex(pattern, kPlace).matches(text)) {
    out.push_back(text.substr(span.begin, span.end - span.begin));
  }
  return out;
}

using Texts = std::vector<std::string>;

TEST(TextRegex, GivesBytesOfUtf8) {
  const auto spans = TextRegex("\\p{L}+", kPlace).matches("ä1\U0001d400b");
  EXPECT_EQ(spans, (std::vector<Span>{{0, 2}, {3, 8}}));
}

TEST(TextRegex, LooksAheadAsGpt2Does) {
  EXPECT_EQ(found("\\s+(?!\\S)|\\s+", "a   b "), (Texts{"  ", " ", " "}));
  EXPECT_EQ(found("(?i:'s|'T)", "'S't'x"), (Texts{"'S", "'t"}));
}

TEST(TextRegex, KeepsRubysLinesAndClasses) {
  EXPECT_EQ(found("^a|b$", "ab\nab"), (Texts{"a", "b", "a", "b"}));
  EXPECT_EQ(found(".+", "a\rb\nc"), (Texts{"a\rb", "c"}));
  EXPECT_EQ(found("\\h+", "xaFg"), (Texts{"aF"}));
  EXPECT_EQ(found("\\w+", "a_1\u200db"), (Texts{"a_1", "b"}));
  EXPECT_EQ(found("[\\w{}&^-]+", "a{}&^- b"), (Texts{"a{}&^-", "b"}));
}

TEST(TextRegex, FindsEmptyMatches) {
  EXPECT_EQ(TextRegex("(?=b)", kPlace).matches("abb").size(), 2U);
}

TEST(TextRegex, RefusesWhatIcuReadsOtherwise) {
  for (const char* pattern :
       {"\\b",   "\\G",    "\\R",    "\\X",         "\\K",     "(a)\\1",  "\\k<a>", "(?<name>a)",
        "(?>a)", "[a&&b]", "[a--b]", "[[:alpha:]]", "a{1,2}+", "\\p{^L}", "\\p",    "\\p{}",
        "a\\",   "[]a]",   "[a",     "(a",          "a)",      "*a",      "\\x41"}) {
    expect_refused([&] { (void)TextRegex(pattern, kPlace); }, {"t.json", "pattern"});
  }
  expect_refused([] { (void)TextRegex(std::string(20'000, 'a'), kPlace); }, {"20000 bytes"});
}

}  // namespace
}  // namespace tron::tokenizer
