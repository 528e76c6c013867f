#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/config/config.h"
#include "base/files/files.h"
#include "base/testing/input_error_of.h"

namespace tron::base {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Config base() {
  return Config::parse(
      "rows = 4\n[t]\na = { value = \"1 nm\", source = \"s\", tag = \"V\" }\nb = \"2 nm\"\nl = [1, 2]\n",
      "base.toml");
}

Length length(const Config& c, const char* key) {
  return c.quantity(key, nanometres(0), nanometres(100));
}

TEST(ConfigOverlay, ItsValuesWinAndTablesMerge) {
  const Config over = Config::parse("[t]\na = \"3 nm\"\nl = [5]\nnew = 1\n", "over.toml");
  Config c = base();
  c.overlay(over);
  const Config t = c.table("t");
  EXPECT_EQ(length(t, "a"), nanometres(3));
  EXPECT_EQ(length(t, "b"), nanometres(2));
  EXPECT_THAT(t.numbers("l", 0, 9), ElementsAre(5));
  EXPECT_EQ(t.provenance("a").source, "") << "provenance follows the winning value";
  EXPECT_EQ(t.place("a").text(), "over.toml:2:5: t.a");
  EXPECT_EQ(t.place("b").file, "base.toml");
  EXPECT_EQ(c.integer("rows", 0, 9), 4);
}

TEST(ConfigOverlay, AValueWithProvenanceReplacesAPlainOne) {
  Config c = base();
  c.overlay(Config::parse("t.b = { value = \"7 nm\", source = \"measured\", tag = \"C\" }\n", "over.toml"));
  EXPECT_EQ(length(c.table("t"), "b"), nanometres(7));
  EXPECT_EQ(c.table("t").provenance("b").tag, "C");
}

TEST(ConfigOverlay, LeavesTheOverlayItselfAlone) {
  const Config over = Config::parse("[t]\na = \"3 nm\"\n", "over.toml");
  Config c = base();
  c.overlay(over);
  c.set("t.a=9 nm");
  EXPECT_EQ(length(over.table("t"), "a"), nanometres(3));
}

TEST(ConfigOverlay, FinishCoversItsKeys) {
  Config c = Config::parse("[t]\na = 1\n", "base.toml");
  c.overlay(Config::parse("[t]\nzzz = 2\n", "over.toml"));
  c.table("t").integer("a", 0, 9);
  EXPECT_EQ(input_error_of([&] { c.finish(); }).place().text(), "over.toml:2:1: t.zzz");
}

TEST(ConfigSet, ReadsTomlOrText) {
  Config c = base();
  c.set("rows=8");
  c.set("t.a=5 nm");
  c.set("t.b=\"6 nm\"");
  c.set("t.l=[0.5]");
  c.set("t.flag=true");
  c.set("t.word=");
  const Config t = c.table("t");
  EXPECT_EQ(c.integer("rows", 0, 9), 8);
  EXPECT_EQ(length(t, "a"), nanometres(5));
  EXPECT_EQ(length(t, "b"), nanometres(6));
  EXPECT_THAT(t.numbers("l", 0, 1), ElementsAre(0.5));
  EXPECT_TRUE(t.flag("flag"));
  EXPECT_EQ(t.text("word"), "");
  EXPECT_EQ(t.provenance("a").source, "command line");
  EXPECT_EQ(t.provenance("a").tag, "user");
  EXPECT_NO_THROW(c.finish());
}

TEST(ConfigSet, AcceptsThePathOfTheValueItself) {
  Config c = base();
  c.set("t.a.value=5 nm");
  EXPECT_EQ(length(c.table("t"), "a"), nanometres(5));
}

TEST(ConfigSet, TextThatOnlyLooksLikeTomlStaysText) {
  Config c = base();
  c.set("name=1\nrows = 2");
  c.set("day=2026-01-01");
  EXPECT_EQ(c.text("name"), "1\nrows = 2") << "no second key can be smuggled in";
  EXPECT_EQ(c.text("day"), "2026-01-01");
  EXPECT_EQ(c.integer("rows", 0, 9), 4);
}

TEST(ConfigSet, MakesTablesThatFinishChecks) {
  Config c = base();
  c.set("laser.powr=10 dBm");
  const Config laser = c.table("laser");
  laser.has("power");
  c.integer("rows", 0, 9);
  const Config t = c.table("t");
  length(t, "a"), length(t, "b"), t.numbers("l", 0, 9);
  const InputError error = input_error_of([&] { c.finish(); });
  EXPECT_EQ(error.place().text(), "command line: laser.powr");
  EXPECT_THAT(error.allowed(), HasSubstr("'power'"));
}

TEST(ConfigSet, ErrorsNameTheCommandLine) {
  Config c = base();
  for (const char* bad : {"rows", "=3", "t..a=3", ".a=3", "rows.x=3", "t.a.b.c=3"})
    EXPECT_EQ(input_error_of([&] { c.set(bad); }).place().text(), std::string("command line: --set ") + bad);
  c.set("rows=many");
  EXPECT_STREQ(input_error_of([&] { c.integer("rows", 0, 9); }).what(),
               "command line: rows: found \"many\"; allowed: an integer from 0 to 9");
  EXPECT_THROW(c.set(std::string(10'000, '.') + "=1"), InputError);
}

TEST(ConfigResolved, ShowsTheWinningValuesWithTheirProvenance) {
  Config c = base();
  c.set("t.b=9 nm");
  EXPECT_EQ(c.resolved().dump(0), R"({"rows":4,"t":{"a":{"value":"1 nm","source":"s","tag":"V"},)"
                                  R"("b":{"value":"9 nm","source":"command line","tag":"user"},"l":[1,2]}})");
}

TEST(ConfigBasedOn, LaysOneTableOverAnotherAndLeavesBothRead) {
  const Config document = Config::parse(
      "[a]\nx = 1\ny = 2\n[a.t]\np = 3\n[b]\ny = { value = 5, source = \"s\", tag = \"U\" }\n[b.t]\nq = 4\n",
      "likeness.toml");
  const Config out = document.table("b").based_on(document.table("a"));
  EXPECT_EQ(out.integer("x", 0, 9), 1);
  EXPECT_EQ(out.integer("y", 0, 9), 5);
  EXPECT_EQ(out.provenance("y").source, "s");
  EXPECT_EQ(out.place("y").line, 7);
  EXPECT_EQ(out.table("t").integer("p", 0, 9), 3);
  EXPECT_THROW(out.finish(), InputError) << "t.q";
  EXPECT_EQ(out.table("t").integer("q", 0, 9), 4);
  EXPECT_NO_THROW(out.finish());
  EXPECT_NO_THROW(document.finish());
}

TEST(ConfigCopy, HasAStateOfItsOwn) {
  const Config first = Config::parse("x = 1", "copy.toml");
  Config second = first.copy();
  second.set("x=2");
  EXPECT_EQ(first.integer("x", 0, 9), 1);
  EXPECT_EQ(second.integer("x", 0, 9), 2);
}

TEST(ConfigReadAgain, SeesEveryChangeOfTheFile) {
  const std::string path = testing::TempDir() + "/again.toml";
  for (const int value : {1, 2, 1}) {
    write_file(path, fmt::format("x = {}", value));
    for (int i = 0; i < 2; ++i) {
      const Config config = Config::read_again(path);
      EXPECT_THROW(config.finish(), InputError) << "nothing is read yet";
      EXPECT_EQ(config.integer("x", 0, 9), value);
    }
  }
}

TEST(ConfigParameter, ATableThatListsThingsMayHaveOneNamedValue) {
  const Config document = Config::parse(
      "[roles]\nkey = \"a\"\nvalue = \"b\"\n[pool.value]\nrows = 1\n[size]\nvalue = 3\ntag = \"U\"\n",
      "value.toml");
  EXPECT_EQ(document.table("roles").text("value"), "b");
  EXPECT_EQ(document.table("pool").table("value").integer("rows", 0, 9), 1);
  EXPECT_EQ(document.integer("size", 0, 9), 3);
  EXPECT_TRUE(document.is_table("roles"));
  EXPECT_FALSE(document.is_text("roles") || document.is_list("roles") || document.is_table("none"));
}

TEST(ConfigTexts, AreTextsAlone) {
  const Config document = Config::parse("a = [\"x\", \"y\"]\nb = [\"x\", 1]\nc = \"x\"", "texts.toml");
  EXPECT_EQ(document.texts("a"), (std::vector<std::string>{"x", "y"}));
  EXPECT_THROW(document.texts("b"), InputError);
  EXPECT_THROW(document.texts("c"), InputError);
}

}  // namespace
}  // namespace tron::base
