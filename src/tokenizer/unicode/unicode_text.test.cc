#include "tokenizer/unicode/unicode_text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tokenizer/unicode/hugging_face_unicode.h"

namespace tron::tokenizer {
namespace {

RC_GTEST_PROP(UnicodeText, LossyTextIsUtf8AndKeepsWhatIsGood, (const std::string& bytes)) {
  const std::string text = lossy_utf8(bytes);
  RC_ASSERT(first_invalid_utf8(text) == std::string_view::npos);
  if (first_invalid_utf8(bytes) == std::string_view::npos) RC_ASSERT(text == bytes);
}

TEST(UnicodeText, ReplacesUnfinishedCharactersOnce) {
  EXPECT_EQ(lossy_utf8("a\xe2\x82z"), "a\ufffdz");
  EXPECT_EQ(lossy_utf8("\xf0\x9f\x98"), "\ufffd");
  EXPECT_EQ(lossy_utf8("\xed\xa0\x80"), "\ufffd\ufffd\ufffd");  // a surrogate: no start of a character
  EXPECT_EQ(lossy_utf8("\xff\xc3"), "\ufffd\ufffd");
  EXPECT_EQ(lossy_utf8("\xf4\x90\x80\x80"), "\ufffd\ufffd\ufffd\ufffd");  // beyond U+10FFFF
}

TEST(UnicodeText, FindsTheFirstByteThatIsNoUtf8) {
  EXPECT_EQ(first_invalid_utf8("a\xC3\xA4"), std::string_view::npos);
  EXPECT_EQ(first_invalid_utf8("ab\xC3"), 2U);
  EXPECT_EQ(first_invalid_utf8("\xC0\x80"), 0U);
  EXPECT_EQ(first_invalid_utf8("a\xED\xA0\x80"), 1U);
}

TEST(UnicodeText, GoesToCodePointsAndBack) {
  EXPECT_EQ(code_points("aä\xff\U0001f600"), (Codepoints{'a', 0xE4, 0xFFFD, 0x1F600}));
  EXPECT_EQ(utf8({'a', 0xE4, 0x1F600}), "aä\U0001f600");
  EXPECT_EQ(character_length("äb"), 2U);
  EXPECT_EQ(character_length("\xff"), 1U);
}

TEST(UnicodeText, KnowsCategories) {
  EXPECT_TRUE(is_white_space(0x85) && is_white_space(0x3000) && is_white_space('\v'));
  EXPECT_FALSE(is_white_space(0x200B) || is_white_space(0x1C) || is_white_space('a'));
  EXPECT_TRUE(is_punctuation('$') && is_punctuation(0xBF) && is_punctuation(0x2026));
  EXPECT_FALSE(is_punctuation(0xA7 + 0x10000) || is_punctuation('a') || is_punctuation(0x20AC));
  EXPECT_TRUE(is_numeric('7') && is_numeric(0xBD) && is_numeric(0x2167));
  EXPECT_TRUE(is_mark(0x301) && is_mark(0x903) && is_mark(0x20DD));
  EXPECT_TRUE(is_spacing_free(0x301));
  EXPECT_FALSE(is_spacing_free(0x903));
  EXPECT_TRUE(is_control(0x378, true) && is_control(0xAD, false));
  EXPECT_FALSE(is_control(0x378, false));
  EXPECT_TRUE(is_word('_') && is_word(0x301) && is_word(0x200D) && is_word(0x4E00));
  EXPECT_FALSE(is_word(0xBD) || is_word('-'));
  EXPECT_TRUE(is_ideograph(0x4E00) && is_ideograph(0x20000));
  EXPECT_FALSE(is_ideograph(0x3042) || is_ideograph(0xAC00));
}

TEST(UnicodeText, LowersCharacterByCharacter) {
  EXPECT_EQ(lower_case("\u0391\u03a3 \u0130\u01c4\u1e9e"), "\u03b1\u03c3 i\u0307\u01c6\u00df");
}

TEST(UnicodeText, KeepsClustersTogether) {
  EXPECT_EQ(grapheme_length("e\u0301x"), 3U);
  EXPECT_EQ(grapheme_length("\r\nx"), 2U);
  EXPECT_EQ(grapheme_length("\U0001f468\u200d\U0001f469x"), 11U);
  EXPECT_EQ(grapheme_length("\U0001f1e9\U0001f1ea\U0001f1eb"), 8U);
}

TEST(NormalForm, IsThatOfTheStandard) {
  EXPECT_EQ(normal_form("e\u0301\u1e9b\u0323", NormalForm::kNfc), "\u00e9\u1e9b\u0323");
  EXPECT_EQ(normal_form("\u1e9b\u0323", NormalForm::kNfd), "\u017f\u0323\u0307");
  EXPECT_EQ(normal_form("\u1e9b\u0323", NormalForm::kNfkc), "\u1e69");
  EXPECT_EQ(normal_form("\u1e9b\u0323", NormalForm::kNfkd), "s\u0323\u0307");
  EXPECT_EQ(normal_form("\uac01", NormalForm::kNfd), "\u1100\u1161\u11a8");
}

TEST(HuggingFaceUnicode, KnowsNothingYoungerThanItsTables) {
  EXPECT_EQ(hugging_face::normal_form("\u32ff\u337b", NormalForm::kNfkc),
            "\u32ff平成");  // Reiwa came in 2019
  EXPECT_EQ(hugging_face::normal_form("e\u0301\u32ffe\u0301", NormalForm::kNfc), "\u00e9\u32ff\u00e9");
  EXPECT_TRUE(hugging_face::is_mark(0x8D4) && is_spacing_free(0x8D4));  // Unicode 9
  EXPECT_FALSE(hugging_face::is_nonspacing_mark(0x8D4));
  EXPECT_FALSE(hugging_face::is_mark(0x898));  // Unicode 14
  EXPECT_TRUE(is_punctuation(0x2E43));         // Unicode 9
  EXPECT_FALSE(hugging_face::is_punctuation(0x2E43));
  EXPECT_FALSE(hugging_face::is_control(0x890));
}

TEST(HuggingFaceUnicode, KeepsCategoriesThatHaveChanged) {
  EXPECT_TRUE(hugging_face::is_punctuation(0x166D));
  EXPECT_TRUE(hugging_face::is_mark(0x1CF2));
  EXPECT_FALSE(hugging_face::is_mark(0x111C9));
  EXPECT_TRUE(hugging_face::is_nonspacing_mark(0x1734));
  EXPECT_FALSE(hugging_face::is_nonspacing_mark(0x1885));
  EXPECT_TRUE(is_ideograph(0x2B820));
  EXPECT_FALSE(hugging_face::is_ideograph(0x2B820));
  EXPECT_TRUE(hugging_face::is_ideograph(0x2B920));
}

RC_GTEST_PROP(HuggingFaceUnicode, AgreesBelowTheYoungest, ()) {
  const std::string text = utf8(*rc::gen::container<Codepoints>(rc::gen::inRange<std::int32_t>(1, 0x370)));
  for (const NormalForm form : {NormalForm::kNfc, NormalForm::kNfd, NormalForm::kNfkc, NormalForm::kNfkd}) {
    RC_ASSERT(hugging_face::normal_form(text, form) == normal_form(text, form));
  }
}

}  // namespace
}  // namespace tron::tokenizer
