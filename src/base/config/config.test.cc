#include "base/config/config.h"

#include <cmath>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files/files.h"
#include "base/testing/input_error_of.h"

namespace tron::base {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kBank = R"(name = "bank"
[array]
rows = 64
spacing = { value = "1.1 nm", source = "CrossLight, DAC 2021", tag = "S" }
balanced = true
mode = "static"
levels = [0, 0.5, 1]
[array.ring]
q = 8e3
loss = "0.02 dB"
)";

Config bank() {
  return Config::parse(kBank, "bank.toml");
}

TEST(Config, ReadsEveryKindOfValue) {
  const Config array = bank().table("array");
  EXPECT_EQ(array.path(), "array");
  EXPECT_EQ(array.integer("rows", 1, 4096), 64);
  EXPECT_EQ(array.number("rows", 1, 4096), 64.0);
  EXPECT_EQ(array.quantity("spacing", nanometres(0.1), nanometres(10)).si, 1.1e-9);
  EXPECT_TRUE(array.flag("balanced"));
  EXPECT_EQ(array.choice("mode", {"none", "static", "per-symbol"}), 1);
  EXPECT_THAT(array.numbers("levels", 0, 1), ElementsAre(0, 0.5, 1));
  EXPECT_EQ(array.table("ring").number("q", 1, 1e9), 8000);
  EXPECT_EQ(array.table("ring").quantity("loss", Decibel{0}, Decibel{1}).db, 0.02);
  EXPECT_EQ(bank().text("name"), "bank");
}

TEST(Config, EveryQuantityTypeReads) {
  const Config c = Config::parse(
      "rin = \"-140 dB/Hz\"\nlaser = \"10 dBm\"\nguide = \"2 dB/cm\"\nheater = \"27.5 mW/nm\"\nr = \"1.2 "
      "A/W\"\n"
      "clock = \"5 GS/s\"\narea = \"0.1 mm^2\"\n",
      "x");
  const double inf = std::numeric_limits<double>::infinity();
  EXPECT_EQ(c.quantity("rin", DecibelPerHertz{-200}, DecibelPerHertz{0}).db_per_hz, -140);
  EXPECT_EQ(c.quantity("laser", PowerDbm{-inf}, PowerDbm{30}).dbm, 10);
  EXPECT_EQ(c.quantity("guide", DecibelPerLength{0}, DecibelPerLength{inf}).db_per_m, 200);
  EXPECT_EQ(c.quantity("heater", PowerPerLength{0}, PowerPerLength{1e12}).si, 27.5e6);
  EXPECT_EQ(c.quantity("r", Responsivity{0}, Responsivity{10}).si, 1.2);
  EXPECT_EQ(c.quantity("clock", Frequency{0}, Frequency{1e12}).si, 5e9);
  EXPECT_EQ(c.quantity("area", Area{0}, Area{1}).si, 0.1e-6);
}

TEST(Config, PowersMayBeGivenInEitherUnit) {
  const Config c = Config::parse("a = \"15 dBm\"\nb = \"3.16 uW\"\nc = \"5 dB\"\nd = \"0 W\"\n", "f");
  EXPECT_NEAR(c.quantity<Power>("a", {0}, {1}).si, 31.62e-3, 1e-5);
  EXPECT_NEAR(c.quantity<PowerDbm>("b", {-100}, {100}).dbm, -25, 0.01);
  EXPECT_THROW(c.quantity<Power>("c", {0}, {1}), InputError) << "a ratio is no power";
  EXPECT_THROW(c.quantity<PowerDbm>("d", {-100}, {100}), InputError) << "nothing has no logarithm";
  EXPECT_THROW(c.quantity<Power>("a", {0}, {0.03}), InputError) << "the range holds in both";
}

TEST(Config, NumbersMayBePercentages) {
  const Config c = Config::parse("a = \"15 %\"\nb = \"15\"\n", "f");
  EXPECT_EQ(c.number("a", 0, 1), 0.15);
  EXPECT_THROW(c.number("a", 0.2, 1), InputError);
  EXPECT_THROW(c.number("b", 0, 100), InputError);
}

TEST(Config, StatesTheSourceOfWhatSaysNone) {
  Config c = Config::parse("a = 1\n[t]\nb = { value = 2, source = \"book\", tag = \"S\" }\nl = [1]\n", "f");
  c.state_source({"mine.toml", "user"});
  EXPECT_EQ(c.provenance("a").source + " " + c.provenance("a").tag, "mine.toml user");
  EXPECT_EQ(c.table("t").provenance("b").source, "book");
  EXPECT_EQ(c.resolved().dump(0), R"({"a":{"value":1,"source":"mine.toml","tag":"user"},)"
                                  R"("t":{"b":{"value":2,"source":"book","tag":"S"},"l":[1]}})");
}

TEST(Config, KnowsPlacesAndProvenance) {
  const Config array = bank().table("array");
  EXPECT_EQ(array.provenance("spacing").source, "CrossLight, DAC 2021");
  EXPECT_EQ(array.provenance("spacing").tag, "S");
  EXPECT_EQ(array.provenance("rows").source, "");
  EXPECT_EQ(array.place("rows").text(), "bank.toml:3:8: array.rows");
  EXPECT_EQ(array.place("spacing").line, 4);
  EXPECT_THROW(array.provenance("nothing"), InputError);
}

TEST(Config, KeysStandInTheOrderOfTheFile) {
  EXPECT_THAT(bank().table("array").keys(),
              ElementsAre("rows", "spacing", "balanced", "mode", "levels", "ring"));
}

/// What a value is, how it is asked for, and what the message must say.
struct Wrong {
  const char* value;
  void (*get)(const Config&);
  const char* message;
};

void length(const Config& c) {
  c.quantity("v", nanometres(1), Length{1e-3});
}
void positive(const Config& c) {
  c.number("v", 0, std::numeric_limits<double>::infinity());
}
void integer(const Config& c) {
  c.integer("v", 1, 4096);
}
void list(const Config& c) {
  c.numbers("v", 0, 1);
}

const Wrong kWrong[] = {
    {"1.55", length, "x.toml:1:5: v: found 1.55; allowed: a length such as \"1.55 um\""},
    {"2", length, "found 2; allowed: a length"},
    {"\"1.55\"", length, "found \"1.55\" (no unit); allowed: a length such as"},
    {"\"5 lightyears\"", length,
     "found \"5 lightyears\" (unknown unit 'lightyears'); allowed: a length such as"},
    {"\"5 V\"", length, "found \"5 V\" (a voltage); allowed: a length such as"},
    {"\"5 mm^2\"", length, "found \"5 mm^2\" (an area); allowed: a length such as"},
    {"\"2 m\"", length, "found \"2 m\"; allowed: a length from 1 nm to 1 mm"},
    {"\"-5 um\"", length, "found \"-5 um\"; allowed: a length from 1 nm to 1 mm"},
    {"true", length, "found true; allowed: a length"},
    {"[1, 2]", length, "found a list of 2; allowed: a length"},
    {"{a = 1}", length, "found a table; allowed: a length"},
    {"-1", positive, "found -1; allowed: a number of at least 0"},
    {"nan", positive, "found nan; allowed: a number of at least 0"},
    {"inf", positive, "found inf; allowed: a number"},
    {"\"1\"", positive, "found \"1\"; allowed: a number"},
    {"64.0", integer, "found 64.0; allowed: an integer from 1 to 4096"},
    {"0", integer, "found 0; allowed: an integer from 1 to 4096"},
    {"4097", integer, "found 4097; allowed: an integer from 1 to 4096"},
    {"[0.5, 2]", list, "v[1]: found 2; allowed: a number from 0 to 1"},
    {"[0.5, \"a\"]", list, "found \"a\"; allowed: a number from 0 to 1"},
    {"0.5", list, "found 0.5; allowed: a list of numbers from 0 to 1"},
    {"1", [](const Config& c) { c.flag("v"); }, "found 1; allowed: true or false"},
    {"1", [](const Config& c) { c.text("v"); }, "found 1; allowed: text in quotes"},
    {"1", [](const Config& c) { c.table("v"); }, "found 1; allowed: a table"},
    {"\"statc\"",
     [](const Config& c) {
       c.choice("v", {"none", "static"});
     },
     "found \"statc\"; allowed: \"none\", \"static\"; nearest is \"static\""},
    {"3",
     [](const Config& c) {
       c.choice("v", {"none", "static"});
     },
     "found 3; allowed: \"none\", \"static\""},
    {"3", [](const Config& c) { c.integer("w", 1, 2); },
     "x.toml: w: found nothing; allowed: an integer from 1 to 2"},
    {"3", [](const Config& c) { c.table("w"); }, "x.toml: w: found nothing; allowed: a table"},
};

TEST(Config, LimitsAreLegalValues) {
  const Config c = Config::parse("a = \"0.3 nm\"\nb = \"0.7 nm\"\n", "x");
  for (const char* key : {"a", "b"}) {
    EXPECT_NO_THROW(c.quantity(key, nanometres(0.1 + 0.2), nanometres(7 * 0.1)));
    EXPECT_NO_THROW(c.quantity(key, Length{3 * 1e-10}, Length{7 * 1e-10}));
  }
}

TEST(Config, SaysWhatIsWrongAndWhatIsAllowed) {
  for (const Wrong& w : kWrong) {
    const Config c = Config::parse(std::string("v = ") + w.value, "x.toml");
    EXPECT_THAT(input_error_of([&] { w.get(c); }).what(), HasSubstr(w.message)) << w.value;
  }
}

TEST(Config, RefusesBrokenDocuments) {
  const std::tuple<const char*, int, int, const char*> cases[] = {
      {"a = 1\nb = ", 2, 0, "a syntax error"},
      {"a = 1\na = 2", 2, 0, "a syntax error"},
      {"a = \"\xFF\"", 1, 0, "a syntax error"},
      {"[t\n", 1, 0, "a syntax error"},
      {"a = 2026-01-01", 1, 5, "a date or time"},
      {"a = {value = 1, sorce = \"x\"}", 1, 17, "a key beside 'value'"},
      {"a = {value = 1, source = 3}", 1, 26, "3"},
      {"a = {value = {b = 1}}", 1, 14, "a table"},
  };
  for (const auto& [text, line, column, found] : cases) {
    const InputError error = input_error_of([&t = text] { Config::parse(t, "x.toml"); });
    EXPECT_EQ(error.place().line, line) << text << "\n" << error.what();
    if (column > 0) {
      EXPECT_EQ(error.place().column, column) << text << "\n" << error.what();
    }
    EXPECT_THAT(error.found(), HasSubstr(found)) << text;
  }
  EXPECT_THROW(Config::parse("a" + std::string(100'000, '.') + "a = 1", "x"), InputError);
  EXPECT_THROW(Config::parse("a = " + std::string(4000, '['), "x"), InputError);
  EXPECT_THROW(Config::read("/no/such.toml"), InputError);
}

TEST(ConfigFinish, PassesWhenEverythingWasRead) {
  const Config c = Config::parse("a = 1\n[t]\nb = 2\n", "x");
  c.integer("a", 0, 9);
  c.table("t").integer("b", 0, 9);
  EXPECT_NO_THROW(c.finish());
}

TEST(ConfigFinish, NamesAnUnreadKeyAndTheNearestLegalOne) {
  const Config c = Config::parse("rows = 1\nspacng = 2\n", "x.toml");
  c.integer("rows", 0, 9);
  c.has("spacing");
  const InputError error = input_error_of([&] { c.finish(); });
  EXPECT_EQ(error.place().text(), "x.toml:2:1: spacng");
  EXPECT_THAT(error.allowed(), HasSubstr("'spacing' (the nearest name)"));
  EXPECT_THAT(error.allowed(), HasSubstr("rows, spacing"));
}

TEST(ConfigFinish, LooksIntoTablesAndRefusesUnreadOnes) {
  const Config c = Config::parse("[t]\nb = 2\n[t.u]\nc = 1\n", "x.toml");
  const Config t = c.table("t");
  t.integer("b", 0, 9);
  EXPECT_EQ(input_error_of([&] { c.finish(); }).place().text(), "x.toml:3:4: t.u");
  t.table("u");
  EXPECT_EQ(input_error_of([&] { c.finish(); }).place().text(), "x.toml:4:1: t.u.c");
}

TEST(Config, TableOrEmptyMissesItsKeys) {
  const Config t = bank().table_or_empty("laser");
  EXPECT_TRUE(t.keys().empty());
  EXPECT_EQ(t.path(), "laser");
  EXPECT_EQ(input_error_of([&] { t.flag("on"); }).place().text(), "bank.toml: laser.on");
  EXPECT_EQ(bank().table_or_empty("array").integer("rows", 0, 100), 64);
}

}  // namespace
}  // namespace tron::base
