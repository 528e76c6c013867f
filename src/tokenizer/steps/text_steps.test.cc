#include "tokenizer/steps/text_steps.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tokenizer/added_tokens.h"
#include "tokenizer/unicode/byte_to_unicode.h"
#include "tokenizer/unicode/unicode_text.h"

namespace tron::tokenizer {
namespace {

using Texts = std::vector<std::string>;

const std::string kFile = "tokenizer.json";

std::string normalised(const std::string& step, const std::string& text) {
  const Json json = Json::parse(step, kFile);
  return read_normalizer(JsonAt(json, kFile))(text);
}

Texts cut(const std::string& step, const std::string& text) {
  const Json json = Json::parse(step, kFile);
  std::vector<PreToken> tokens(1, {text, true});
  read_pre_tokenizer(JsonAt(json, kFile))(tokens);
  Texts out;
  for (const PreToken& token : tokens) out.push_back(token.text);
  return out;
}

std::string decoded(const std::string& step, Texts pieces) {
  const Json json = Json::parse(step, kFile);
  read_decoder(JsonAt(json, kFile))(pieces);
  std::string text;
  for (const std::string& piece : pieces) text += piece;
  return text;
}

TEST(Normalizer, GivesNormalFormsWithTheOldTablesOfTheReference) {
  EXPECT_EQ(normalised(R"({"type":"NFC"})", "e\u0301"), "\u00e9");
  EXPECT_EQ(normalised(R"({"type":"NFKD"})", "\u00e9\ufb01"), "e\u0301fi");
  EXPECT_EQ(normalised(R"({"type":"NFKC"})", "\u337b\u32ff"), "平成\u32ff");  // U+32FF came with Unicode 12
}

TEST(Normalizer, StripsAndReplaces) {
  EXPECT_EQ(normalised(R"({"type":"Strip","strip_left":false})", " a\u3000\n"), " a");
  EXPECT_EQ(normalised(R"({"type":"StripAccents"})", "e\u0301\u0903x"), "ex");
  EXPECT_EQ(normalised(R"({"type":"Replace","pattern":{"String":"aa"},"content":"b"})", "aaaac"), "bbc");
  EXPECT_EQ(normalised(R"({"type":"Replace","pattern":{"Regex":" {2,}"},"content":" "})", "a   b c"),
            "a b c");
  EXPECT_EQ(normalised(R"({"type":"Prepend","prepend":"_"})", ""), "");
  EXPECT_EQ(normalised(R"({"type":"Lowercase"})", "\u0130\u03a3"), "i\u0307\u03c3");
  EXPECT_EQ(normalised(R"({"type":"Nmt"})", "a\u0001b\u200bc"), "ab c");
}

TEST(PreTokenizer, CutsWordsAndSigns) {
  EXPECT_EQ(cut(R"({"type":"Whitespace"})", "a_1 b--c\u00bd"), (Texts{"a_1", "b", "--", "c", "\u00bd"}));
  EXPECT_EQ(cut(R"({"type":"WhitespaceSplit"})", " a\u3000b,c "), (Texts{"a", "b,c"}));
  EXPECT_EQ(cut(R"({"type":"BertPreTokenizer"})", "a,b c$"), (Texts{"a", ",", "b", "c", "$"}));
  EXPECT_EQ(cut(R"({"type":"Digits"})", "a12b\u00bd"), (Texts{"a", "12", "b", "\u00bd"}));
  EXPECT_EQ(cut(R"({"type":"Digits","individual_digits":true})", "a12"), (Texts{"a", "1", "2"}));
  EXPECT_EQ(cut(R"({"type":"CharDelimiterSplit","delimiter":"-"})", "a--b"), (Texts{"a", "b"}));
}

TEST(PreTokenizer, SplitsInAllFiveWays) {
  const auto split = [](const std::string& behavior, bool invert = false) {
    return cut(R"({"type":"Split","pattern":{"String":"-"},"behavior":")" + behavior + R"(","invert":)" +
                   (invert ? "true}" : "false}"),
               "a--b-c");
  };
  EXPECT_EQ(split("Removed"), (Texts{"a", "b", "c"}));
  EXPECT_EQ(split("Removed", true), (Texts{"-", "-", "-"}));
  EXPECT_EQ(split("Isolated"), (Texts{"a", "-", "-", "b", "-", "c"}));
  EXPECT_EQ(split("MergedWithPrevious"), (Texts{"a-", "-", "b-", "c"}));
  EXPECT_EQ(split("MergedWithNext"), (Texts{"a", "-", "-b", "-c"}));
  EXPECT_EQ(split("Contiguous"), (Texts{"a", "--", "b", "-", "c"}));
}

TEST(PreTokenizer, PutsTheBlankOfSentencePieceWhereItBelongs) {
  const std::string step = R"({"type":"Metaspace","replacement":"_","prepend_scheme":)";
  EXPECT_EQ(cut(step + "\"always\"}", "a b"), (Texts{"_a", "_b"}));
  EXPECT_EQ(cut(step + "\"never\"}", "a b"), (Texts{"a", "_b"}));
  EXPECT_EQ(cut(step + "\"first\",\"split\":false}", " a b"), (Texts{"_a_b"}));
  EXPECT_EQ(cut(R"({"type":"Metaspace","replacement":"_","add_prefix_space":false})", "a"), (Texts{"a"}));
}

TEST(Decoder, JoinsPieces) {
  EXPECT_EQ(decoded(R"({"type":"WordPiece"})", {"un", "##do", "it", "!"}), "undo it!");
  EXPECT_EQ(decoded(R"({"type":"Metaspace","replacement":"_"})", {"_a", "b_", "_c"}), "ab  c");
  EXPECT_EQ(decoded(R"({"type":"ByteLevel"})", {"\u00c3", "\u00a9"}), "\u00e9");
  EXPECT_EQ(decoded(R"({"type":"ByteFallback"})", {"<0xC3>", "<0xA9>", "x", "<0xC3>", "y"}),
            "\u00e9x\ufffdy");
  EXPECT_EQ(decoded(R"({"type":"Strip","content":"_","start":1,"stop":2})", {"__a___"}), "_a_");
  EXPECT_EQ(decoded(R"({"type":"BPEDecoder"})", {"a", "b</w>", "c</w>"}), "ab c");
}

RC_GTEST_PROP(ByteToUnicode, AnyBytesComeBack, (const std::string& bytes)) {
  RC_ASSERT(bytes_of_unicode(unicode_of_bytes(bytes)) == bytes);
}

TEST(ByteToUnicode, AreThoseOfGpt2) {
  EXPECT_EQ(unicode_of_bytes(" a\n\xff"), "\u0120a\u010a\u00ff");
  EXPECT_EQ(bytes_of_unicode(" "), std::nullopt);
}

/// Stretches as texts, tokens as "#id".
Texts stretches(const AddedTokens& added, const std::string& text) {
  Texts out;
  for (const Stretch& stretch : added.cut(text)) {
    out.push_back(stretch.id ? "#" + std::to_string(*stretch.id) : stretch.text);
  }
  return out;
}

TEST(AddedTokens, TakeTheLongestAndTheBlanksTheyWant) {
  const AddedTokens added({{.content = "<m>", .id = 1, .left_strip = true},
                           {.content = "<m>>", .id = 2},
                           {.content = "<r>", .id = 3, .right_strip = true}},
                          nullptr);
  EXPECT_EQ(stretches(added, "a  <m> b"), (Texts{"a", "#1", " b"}));
  EXPECT_EQ(stretches(added, "<m>><m>"), (Texts{"#2", "#1"}));
  EXPECT_EQ(stretches(added, "<r> \u3000<m>"), (Texts{"#3", "#1"}));
  EXPECT_EQ(stretches(added, ""), Texts{});
}

TEST(AddedTokens, StandAloneAsWords) {
  const AddedTokens added({{.content = "it", .id = 1, .single_word = true}}, nullptr);
  EXPECT_EQ(stretches(added, "it bit it, its"), (Texts{"#1", " bit ", "#1", ", its"}));
}

TEST(AddedTokens, AreFoundInNormalisedText) {
  const Normalizer lower = [](const std::string& text) { return lower_case(text); };
  const AddedTokens added({{.content = "Yes", .id = 1, .normalized = true}, {.content = "No", .id = 2}},
                          lower);
  EXPECT_EQ(stretches(added, "yes YES no No B"), (Texts{"#1", " ", "#1", " no ", "#2", " b"}));
}

}  // namespace
}  // namespace tron::tokenizer
