#include "base/text/json.h"

#include <cmath>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/files/files.h"
#include "base/testing/input_error_of.h"

namespace tron::base {
namespace {

using testing::HasSubstr;

TEST(Json, WritesInTheOrderOfInsertion) {
  Json report;
  report["version"] = "0.1.0";
  report["accuracy"] = 0.5;
  report["samples"] = 10;
  report["list"].push_back(1.0);
  report["list"].push_back(Json());
  report["empty"] = Json::object();
  EXPECT_EQ(report.dump(0),
            R"({"version":"0.1.0","accuracy":0.5,"samples":10,"list":[1.0,null],"empty":{}})");
  EXPECT_EQ(Json(Json::Object{{"a", Json(Json::Array{true, 2})}}).dump(2),
            "{\n  \"a\": [\n    true,\n    2\n  ]\n}");
  report["samples"] = 11;
  EXPECT_EQ(report.find("samples")->as_integer(), 11);
  EXPECT_EQ(report.size(), 5U);
  EXPECT_EQ(report.find("missing"), nullptr);
  EXPECT_EQ(Json(1).find("x"), nullptr);
}

TEST(Json, DoublesAreShortestAndStayDoubles) {
  EXPECT_EQ(Json(0.1).dump(), "0.1");
  EXPECT_EQ(Json(3.0).dump(), "3.0");
  EXPECT_EQ(Json(1e300).dump(), "1e+300");
  EXPECT_EQ(Json(-0.0).dump(), "-0.0");
  EXPECT_EQ(Json(std::nan("")).dump(), "null");
  EXPECT_EQ(Json(-std::numeric_limits<double>::infinity()).dump(), "null");
}

TEST(Json, EscapesStrings) {
  EXPECT_EQ(Json("a\"b\\c\n\t\x01").dump(), R"("a\"b\\c\n\t\u0001")");
  EXPECT_EQ(Json("\xC3\xA4").dump(), "\"\xC3\xA4\"");
  EXPECT_EQ(Json("\xFFx").dump(), "\"\xEF\xBF\xBDx\"") << "bytes that are no UTF-8 must not reach the file";
}

TEST(Json, ReadsEveryKind) {
  const Json v = Json::parse(R"( {"a": [1, -2.5e1, true, null, "\u00e4\ud83d\ude00"], "b": {}} )", "x");
  const auto& list = v.find("a")->as_array();
  ASSERT_EQ(list.size(), 5U);
  EXPECT_TRUE(list[0].is_integer());
  EXPECT_EQ(list[0].as_number(), 1.0);
  EXPECT_EQ(list[1].as_number(), -25);
  EXPECT_FALSE(list[1].is_integer());
  EXPECT_TRUE(list[2].as_bool());
  EXPECT_TRUE(list[3].is_null());
  EXPECT_EQ(list[4].as_string(), "\xC3\xA4\xF0\x9F\x98\x80");
  EXPECT_EQ(Json::parse("18446744073709551615", "x").as_number(), 18446744073709551615.0);
  EXPECT_EQ(Json::parse("-9223372036854775808", "x").as_integer(), std::numeric_limits<std::int64_t>::min());
}

struct Broken {
  const char* text;
  int line, column;
  const char* found;
};

TEST(JsonParse, NamesLineAndColumn) {
  const Broken cases[] = {
      {"", 1, 1, "end of input"},
      {"{\"a\": 1,}", 1, 9, "unexpected '}'"},
      {"{\n  \"a\": nul\n}", 2, 11, "invalid literal"},
      {"[1, 2] 3", 1, 8, "unexpected number literal"},
      {"{\"a\": 1, \"b\": 2,\n\"a\": 3}", 2, 3, "the key \"a\" a second time"},
      {"\"\xFF\"", 1, 2, "ill-formed UTF-8"},
      {"[1e999]", 1, 6, "number overflow"},
      {"[NaN]", 1, 2, "invalid literal"},
      {"{\"a\": [1, 2", 1, 12, "unexpected end of input"},
  };
  for (const Broken& c : cases) {
    const InputError error = input_error_of([&] { Json::parse(c.text, "file.json"); });
    EXPECT_EQ(error.place().file, "file.json") << c.text;
    EXPECT_EQ(error.place().line, c.line) << c.text << "\n" << error.what();
    EXPECT_EQ(error.place().column, c.column) << c.text << "\n" << error.what();
    EXPECT_THAT(error.found(), HasSubstr(c.found)) << c.text;
    EXPECT_FALSE(error.allowed().empty()) << c.text;
    EXPECT_THAT(error.what(), testing::Not(HasSubstr("json.exception")));
  }
}

TEST(JsonParse, BoundsTheDepth) {
  const auto nested = [](int n) { return std::string(n, '[') + std::string(n, ']'); };
  EXPECT_NO_THROW(Json::parse(nested(200), "x"));
  const InputError error = input_error_of([&] { Json::parse(nested(201), "x"); });
  EXPECT_THAT(error.found(), HasSubstr("nesting deeper than 200"));
  EXPECT_EQ(error.place().column, 201);
  EXPECT_THROW(Json::parse(std::string(1'000'000, '['), "x"), InputError);
}

TEST(JsonRead, ReadsAFileAndNamesAMissingOne) {
  const std::string path = scratch_path("a.json");
  write_file(path, "{\"a\": 1}");
  EXPECT_EQ(Json::read(path).find("a")->as_integer(), 1);
  EXPECT_THAT(input_error_of([] { Json::read("/no/such.json"); }).what(),
              HasSubstr("/no/such.json: found no such file"));
}

Json arbitrary_json(int depth) {
  switch (*rc::gen::inRange(0, depth > 0 ? 7 : 5)) {
    case 0:
      return {};
    case 1:
      return {*rc::gen::arbitrary<bool>()};
    case 2:
      return {*rc::gen::arbitrary<std::int64_t>()};
    case 3:
      return {*rc::gen::arbitrary<double>()};
    case 4:
      return {*rc::gen::string<std::string>()};
    case 5: {
      Json out = Json::array();
      for (int n = *rc::gen::inRange(0, 4); n > 0; --n) out.push_back(arbitrary_json(depth - 1));
      return out;
    }
    default: {
      Json out = Json::object();
      for (int n = *rc::gen::inRange(0, 4); n > 0; --n)
        out["key" + std::to_string(n) + *rc::gen::string<std::string>()] = arbitrary_json(depth - 1);
      return out;
    }
  }
}

RC_GTEST_PROP(Json, DumpAndParseRoundTrip, ()) {
  const Json value = arbitrary_json(4);
  const int indent = *rc::gen::inRange(0, 4);
  const std::string text = value.dump(indent);
  // Strings of arbitrary bytes lose what is no UTF-8 at the first writing, and nothing after that.
  const Json once = Json::parse(text, "text");
  RC_ASSERT(Json::parse(once.dump(indent), "text") == once);
  RC_ASSERT(once.dump(indent) == text);
}

RC_GTEST_PROP(Json, DoublesRoundTripToTheBit, (double v)) {
  RC_PRE(std::isfinite(v));
  RC_ASSERT(Json::parse(Json(v).dump(), "x").as_number() == v);
}

RC_GTEST_PROP(JsonParse, TruncatedTextIsAnInputErrorOrAShorterValue, ()) {
  const std::string text = arbitrary_json(3).dump();
  const auto cut = *rc::gen::inRange<std::size_t>(0, text.size());
  try {
    Json::parse(text.substr(0, cut), "x");
  } catch (const InputError& error) {
    RC_ASSERT(error.place().line >= 1);
  }
}

}  // namespace
}  // namespace tron::base
