#include <ostream>
#include <string>

#include <gtest/gtest.h>

#include "base/testing/scratch_folder.h"
#include "base/text/json.h"
#include "tokenizer/tokenizer.h"

namespace tron::tokenizer {
namespace {

constexpr const char* kWords = R"({"type":"WordLevel","vocab":{"u":0,"a":1},"unk_token":"u"})";

/// A tokenizer.json of the given members; "model" is a small legal one unless given.
std::string document(const std::string& members, const std::string& model = kWords) {
  return "{" + members + (members.empty() ? "" : ",") + "\"model\":" + model + "}";
}

struct Broken {
  const char* name;
  std::string text;
  std::vector<std::string> fragments;
};

std::string bpe(const std::string& vocabulary, const std::string& merges, const std::string& more = "") {
  return document("", R"({"type":"BPE","vocab":)" + vocabulary + ",\"merges\":" + merges + more + "}");
}

std::string unigram(const std::string& vocabulary, const std::string& unknown = "0") {
  return document("", R"({"type":"Unigram","vocab":)" + vocabulary + ",\"unk_id\":" + unknown + "}");
}

std::string charsmap(const std::string& base64) {
  return document(R"("normalizer":{"type":"Precompiled","precompiled_charsmap":")" + base64 + "\"}");
}

std::string split(const std::string& expression) {
  return document(R"("pre_tokenizer":{"type":"Split","pattern":{"Regex":)" + Json(expression).dump(0) +
                  R"(},"behavior":"Isolated"})");
}

std::string added(const std::string& entries) {
  return document("\"added_tokens\":[" + entries + "]");
}

/// A trie of 256 units in base64, all of them `unit` bytes, with `size` in front and no replacements.
std::string trie(const std::string& size, const std::string& unit) {
  std::string bytes = size;
  for (int i = 0; i < 256; ++i) bytes += unit;
  const std::string digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    unsigned bits = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      bits = bits << 8U | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    }
    for (int k = 3; k >= 0; --k) out += digits[bits >> (6 * k) & 63U];
  }
  const std::size_t padding = (3 - bytes.size() % 3) % 3;
  return out.substr(0, out.size() - padding) + std::string(padding, '=');
}

std::vector<Broken> broken_documents() {
  const std::string deep = std::string(10'000, '[') + std::string(10'000, ']');
  const std::string deep_steps = [] {
    std::string text;
    for (int i = 0; i < 10'000; ++i) text += R"({"type":"Sequence","normalizers":[)";
    return "{\"normalizer\":" + text;
  }();
  const std::string block = std::string("\0\4\0\0", 4);  // 1024 bytes of trie
  return {
      {"Truncated", R"({"model":{"type":"BPE","vocab":{"a":0)", {":1:"}},
      {"NoObject", "[]", {"document", "an object"}},
      {"NoModel", "{}", {"model", "nothing"}},
      {"UnknownModel",
       document("", R"({"type":"CharModel","vocab":{"a":0}})"),
       {"model.type", "CharModel", "BPE, Unigram"}},
      {"Deep", document("\"x\":" + deep), {"nesting"}},
      {"DeepSteps", deep_steps, {"nesting"}},
      {"NoVocabulary", document("", R"({"type":"BPE","merges":[]})"), {"model.vocab", "nothing"}},
      {"EmptyVocabulary", bpe("{}", "[]"), {"model.vocab", "no piece"}},
      {"VocabularyOfTexts", bpe(R"({"a":"0"})", "[]"), {"model.vocab", "\"0\"", "an integer"}},
      {"VocabularyList", bpe(R"(["a"])", "[]"), {"model.vocab", "an object"}},
      {"NegativeId", bpe(R"({"a":-1})", "[]"), {"model.vocab.\"a\"", "-1", "from 0 to 999"}},
      {"IdBeyondTheTable", bpe(R"({"a":1000})", "[]"), {"1000", "from 0 to 999"}},
      {"FractionalId", bpe(R"({"a":0.5})", "[]"), {"0.5", "an integer"}},
      {"IdTwice", bpe(R"({"a":0,"b":0})", "[]"), {"model.vocab.\"b\"", "0 a second time"}},
      {"PieceTwice", bpe(R"({"a":0,"a":1})", "[]"), {"\"a\" a second time"}},
      {"MergeOfOne", bpe(R"({"a":0})", R"(["a"])"), {"model.merges[0]", "\"a\"", "two pieces"}},
      {"MergeOfThree", bpe(R"({"a":0})", R"([["a","a","a"]])"), {"model.merges[0]", "3 pieces"}},
      {"MergeOfNumbers", bpe(R"({"a":0})", R"([[0,0]])"), {"model.merges[0][0]", "a text"}},
      {"MergeWithoutPiece",
       bpe(R"({"a":0,"b":1})", R"(["a b"])"),
       {"model.merges[0]", "\"ab\", which is no piece"}},
      {"MergeOfItself", bpe(R"({"a":0})", R"(["a a"])"), {"\"aa\", which is no piece"}},
      {"MergesObject", bpe(R"({"a":0})", "{}"), {"model.merges", "a list"}},
      {"Dropout", bpe(R"({"a":0})", "[]", R"(,"dropout":0.1)"), {"model.dropout", "0.1"}},
      {"UnknownPiece",
       bpe(R"({"a":0})", "[]", R"(,"unk_token":"u")"),
       {"model.unk_token", "\"u\", which is no piece"}},
      {"NoUnknown", document("", R"({"type":"WordPiece","vocab":{"a":0}})"), {"model.unk_token", "nothing"}},
      {"UnigramWithoutUnknown", unigram(R"([["a",0]])", "null"), {"model.unk_id", "nothing"}},
      {"UnigramUnknownBeyond", unigram(R"([["a",0]])", "1"), {"model.unk_id", "from 0 to 0"}},
      {"ScoreNan", unigram(R"([["a",NaN]])"), {":1:"}},
      {"ScoreText", unigram(R"([["a","0"]])"), {"model.vocab[0][1]", "a finite number"}},
      {"ScoreHuge", unigram(R"([["a",1e999]])"), {":1:"}},
      {"PieceNumber", unigram(R"([[7,0]])"), {"model.vocab[0][0]", "a text"}},
      {"PieceAlone", unigram(R"([["a"]])"), {"model.vocab[0]", "1 values"}},
      {"NoBase64", charsmap("AB*D"), {"precompiled_charsmap", "no base64"}},
      {"CharsmapShort", charsmap("AAAA"), {"precompiled_charsmap", "a trie of 0 bytes"}},
      {"CharsmapSize",
       charsmap(trie(std::string("\0\x08\0\0", 4), std::string(4, '\0'))),
       {"a trie of 2048 bytes"}},
      {"CharsmapOffset",
       charsmap(trie(block, std::string("\0\0\4\0", 4))),
       {"unit 0 of the trie leads to 256"}},
      {"CharsmapValue", charsmap(trie(block, std::string("\0\1\0\0", 4))), {"a replacement at", "below 0"}},
      {"CharsmapRoot", charsmap(trie(block, std::string("\0\0\0\x80", 4))), {"root"}},
      {"UnknownNormalizer", document(R"("normalizer":{"type":"NFX"})"), {"normalizer.type", "nearest: NFC"}},
      {"UnknownPreTokenizer",
       document(R"("pre_tokenizer":{"type":"UnicodeScripts"})"),
       {"pre_tokenizer.type", "Whitespace"}},
      {"UnknownDecoder", document(R"("decoder":{"type":"CTC"})"), {"decoder.type", "ByteFallback"}},
      {"UnknownProcessor",
       document(R"("post_processor":{"type":"X"})"),
       {"post_processor.type", "TemplateProcessing"}},
      {"UnknownStepWithin",
       document(R"("normalizer":{"type":"Sequence","normalizers":[{"type":"NFC"},{}]})"),
       {"normalizer.normalizers[1].type", "nothing"}},
      {"UnknownBehavior",
       document(R"("pre_tokenizer":{"type":"Punctuation","behavior":"Gone"})"),
       {"behavior", "MergedWithNext"}},
      {"BrokenExpression", split("(a"), {"pattern.Regex", "(a"}},
      {"ForeignExpression", split("\\bx"), {"pattern.Regex", "\\b"}},
      {"BackReference", split("(a)\\1"), {"\\1"}},
      {"AddedTwice",
       added(R"({"id":2,"content":"x"},{"id":2,"content":"y"})"),
       {"added_tokens[1].id", "2 a second time"}},
      {"AddedContentTwice",
       added(R"({"id":2,"content":"x"},{"id":3,"content":"x"})"),
       {"added_tokens[1].content", "a second time"}},
      {"AddedElsewhere",
       added(R"({"id":0,"content":"a"})"),
       {"added_tokens[0].id", "1, the id of the same piece"}},
      {"AddedOverPiece", added(R"({"id":1,"content":"x"})"), {"added_tokens[0].id", "\"a\" there"}},
      {"AddedBeyond", added(R"({"id":1000,"content":"x"})"), {"added_tokens[0].id", "from 0 to 999"}},
      {"AddedEmpty", added(R"({"id":2,"content":""})"), {"added_tokens[0].content", "an empty text"}},
      {"TemplateWithoutText",
       document(R"("post_processor":{"type":"TemplateProcessing","single":[]})"),
       {"post_processor.single", "A once"}},
      {"TemplateToken",
       document(
           R"("post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"x","type_id":0}}],"special_tokens":{}})"),
       {"post_processor.special_tokens", "\"x\""}},
      {"ProcessorBeyond",
       document(R"("post_processor":{"type":"BertProcessing","sep":["x",5000],"cls":["y",0]})"),
       {"post_processor.sep[1]", "5000"}},
      {"TruncationNone", document(R"("truncation":{"max_length":0})"), {"truncation.max_length"}},
  };
}

void PrintTo(const Broken& broken, std::ostream* out) {
  *out << broken.name;
}

class BrokenTokenizer : public testing::TestWithParam<Broken> {};

TEST_P(BrokenTokenizer, IsRefused) {
  const ScratchFolder folder;
  folder.write("tokenizer.json", GetParam().text);
  std::vector<std::string> fragments = GetParam().fragments;
  fragments.emplace_back("tokenizer.json");
  expect_refused([&] { open_tokenizer(folder.path(), 1000, 64); }, fragments);
}

INSTANTIATE_TEST_SUITE_P(TokenizerJson, BrokenTokenizer, testing::ValuesIn(broken_documents()),
                         [](const auto& broken) { return std::string(broken.param.name); });

TEST(OpenTokenizer, AcceptsTheDocumentsThatTheBrokenOnesAreMadeOf) {
  const ScratchFolder folder;
  folder.write("tokenizer.json", document(""));
  EXPECT_EQ(open_tokenizer(folder.path(), 1000, 64)->encode("a"), (std::vector<int>{1}));
  folder.write("tokenizer.json", added(R"({"id":2,"content":"x"})"));
  EXPECT_EQ(open_tokenizer(folder.path(), 1000, 64)->encode("axa"), (std::vector<int>{1, 2, 1}));
  folder.write("tokenizer.json", charsmap(trie(std::string("\0\4\0\0", 4), std::string(4, '\0'))));
  EXPECT_EQ(open_tokenizer(folder.path(), 1000, 64)->encode("a"), (std::vector<int>{1}));
}

TEST(OpenTokenizer, EndsExpressionsThatTakeForEver) {
  const ScratchFolder folder;
  folder.write("tokenizer.json", split("(?:a+)+b"));
  const auto tokenizer = open_tokenizer(folder.path(), 1000, 64);
  EXPECT_EQ(tokenizer->encode("aaab").size(), 1U);
  expect_refused([&] { (void)tokenizer->encode(std::string(60, 'a')); },
                 {"tokenizer.json", "pattern.Regex", "60 bytes"});
}

TEST(OpenTokenizer, ListsWhatItLookedFor) {
  const ScratchFolder folder;
  expect_refused([&] { open_tokenizer(folder.path(), 9, 9); },
                 {folder.path(), "tokenizer.json", "vocab.txt", "merges.txt", "source.spm", "spiece.model"});
}

TEST(OpenTokenizer, RefusesIdsBeyondTheWordTable) {
  for (const char* name : {"gpt2", "llama2", "t5", "bert", "roberta-files", "llama2-model", "t5-model",
                           "albert-model", "xlm-roberta-model", "marian"}) {
    const std::string folder = golden_path(std::string("tokenizer-") + name);
    expect_refused([&] { open_tokenizer(folder, 90, 64); }, {folder, "9"});
  }
}

TEST(OpenTokenizer, RefusesSequencesThatHoldOnlySpecialTokens) {
  const std::string folder = golden_path("tokenizer-bert");
  expect_refused([&] { open_tokenizer(folder, 1000, 2); }, {"longest sequence", "2 tokens"});
  EXPECT_EQ(open_tokenizer(folder, 1000, 3)->encode("the movie").size(), 3U);
}

TEST(OpenTokenizer, NamesTheFamiliesThatItKnows) {
  const ScratchFolder files("tokenizer-roberta-files");
  files.write("tokenizer_config.json", R"({"tokenizer_class": "CLIPTokenizer"})");
  expect_refused([&] { open_tokenizer(files.path(), 1000, 64); },
                 {"vocab.json", "CLIPTokenizer", "gpt2, opt"});
  const ScratchFolder model("tokenizer-t5-model");
  model.write("tokenizer_config.json", "{}");
  model.write("config.json", R"({"model_type": "camembert"})");
  expect_refused([&] { open_tokenizer(model.path(), 1000, 64); },
                 {"spiece.model", "camembert", "xlm-roberta"});
}

TEST(OpenTokenizer, RefusesBrokenMerges) {
  const ScratchFolder folder("tokenizer-roberta-files");
  const auto open = [&] { open_tokenizer(folder.path(), 1000, 64); };
  folder.write("merges.txt", "#version: 0.2\ni n\nin\n");
  expect_refused(open, {"merges.txt:3", "\"in\"", "two pieces"});
  folder.write("merges.txt", "i n x\n");
  expect_refused(open, {"merges.txt:1", "two pieces"});
  folder.write("merges.txt", "i \xff\n");
  expect_refused(open, {"merges.txt:1", "no piece"});
  folder.write("vocab.json", "[1, 2]");
  expect_refused(open, {"vocab.json", "an object"});
  folder.write("vocab.json", R"({"a": 0, "b": 70000})");
  expect_refused(open, {"vocab.json", "70000"});
}

TEST(OpenTokenizer, RefusesBrokenConfigurations) {
  const ScratchFolder folder("tokenizer-roberta-files");
  const auto refused = [&](const std::string& config, const std::vector<std::string>& fragments) {
    folder.write("tokenizer_config.json", config);
    expect_refused([&] { open_tokenizer(folder.path(), 1000, 64); }, fragments);
  };
  refused(R"({"tokenizer_class": 7})", {"tokenizer_config.json", "tokenizer_class"});
  refused(R"({"tokenizer_class": "RobertaTokenizer", "add_prefix_space": "yes"})", {"add_prefix_space"});
  refused(R"({"tokenizer_class": "RobertaTokenizer", "mask_token": {"lstrip": true}})",
          {"mask_token.content"});
  refused(R"({"tokenizer_class": "RobertaTokenizer", "cls_token": "[XYZ]"})", {"cls_token", "no such piece"});
  refused(R"({"tokenizer_class": "RobertaTokenizer", "added_tokens_decoder": {"x": {"content": "a"}}})",
          {"added_tokens_decoder.x", "the id \"x\""});
  refused(R"({"tokenizer_class": "RobertaTokenizer", "model_max_length": 1})", {"model_max_length"});
}

/// A field of a protobuf message that holds bytes.
std::string field(int number, const std::string& bytes) {
  std::string out(1, static_cast<char>(number << 3 | 2));
  for (std::size_t size = bytes.size(); size > 0 || out.size() == 1; size >>= 7U) {
    out += static_cast<char>((size & 0x7FU) | (size >= 128 ? 0x80U : 0U));
  }
  return out + bytes;
}

TEST(OpenTokenizer, RefusesBrokenSentencePieceModels) {
  const ScratchFolder folder("tokenizer-t5-model");
  const std::string good = folder.read("spiece.model");
  const auto refused = [&](const std::string& model, const std::vector<std::string>& fragments) {
    folder.write("spiece.model", model);
    std::vector<std::string> all = fragments;
    all.emplace_back("spiece.model");
    expect_refused([&] { open_tokenizer(folder.path(), 1000, 64); }, all);
  };
  refused("", {"0 pieces"});
  refused("hello world, this is text", {"model"});
  refused(good.substr(0, good.size() / 2), {"bytes"});
  refused(good.substr(0, 1000), {"bytes"});
  refused(field(1, ""), {"piece 0", "an empty piece"});
  refused(field(1, field(1, "\xff")), {"piece 0", "no UTF-8"});
  refused(field(1, field(1, std::string("a\0b", 3))), {"piece 0", "zero byte"});
  refused(field(1, field(1, "a") + std::string("\x15\0\0\xc0\x7f", 5)), {"piece 0", "not finite"});
  refused(field(1, field(1, "a")), {"library"});  // no unknown piece
  refused(good + field(3, field(2, std::string("\0\4\0\0", 4) + std::string(1024, '\x7f'))), {"normalizer"});
  refused(good + field(1, field(1, "a")), {"library"});  // a piece twice
  refused(good + "\x0b", {"kind 3"});
  refused(good + std::string(10, '\xff'), {"does not end"});
}

}  // namespace
}  // namespace tron::tokenizer
