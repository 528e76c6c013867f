#include "base/text/units.h"

#include <cmath>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tron::base {
namespace {

struct Case {
  const char* text;
  double value;
  Dimension dimension;
};

const Case kCases[] = {
    {"1.55 um", 1.55e-6, dimension_of<Length>()},
    {"1550 nm", 1550e-9, dimension_of<Length>()},
    {"1.2 cm", 1.2e-2, dimension_of<Length>()},
    {"20 ns", 20e-9, dimension_of<Time>()},
    {"3 ms", 3e-3, dimension_of<Time>()},
    {"5 GHz", 5e9, dimension_of<Frequency>()},
    {"5 GS/s", 5e9, dimension_of<Frequency>()},
    {"0.1 mm^2", 0.1e-6, dimension_of<Area>()},
    {"300 K", 300, dimension_of<Temperature>()},
    {"35 nA", 35e-9, dimension_of<Current>()},
    {"1.3 mW", 1.3e-3, dimension_of<Power>()},
    {"62.4 pJ", 62.4e-12, dimension_of<Energy>()},
    {"0.5 V", 0.5, dimension_of<Voltage>()},
    {"50 ohm", 50, dimension_of<Resistance>()},
    {"5 kohm", 5e3, dimension_of<Resistance>()},
    {"10 fF", 10e-15, dimension_of<Capacitance>()},
    {"1.2 A/W", 1.2, dimension_of<Responsivity>()},
    {"4 uW/nm", 4e3, dimension_of<PowerPerLength>()},
    {"27.5 mW/nm", 27.5e6, dimension_of<PowerPerLength>()},
    {"0.075 nm/K", 0.075e-9, dimension_of<LengthPerTemperature>()},
    {"200 1/cm", 200e2, dimension_of<PerLength>()},
    {"0.5 dB", 0.5, dimension_of<Decibel>()},
    {"-20 dBm", -20, dimension_of<PowerDbm>()},
    {"1 dB/cm", 100, dimension_of<DecibelPerLength>()},
    {"0.002 dB/mm", 2, dimension_of<DecibelPerLength>()},
    {"-140 dB/Hz", -140, dimension_of<DecibelPerHertz>()},
    {"2 pA/sqrt(Hz)", 2e-12, dimension_of<CurrentNoise>()},
    {"50 W/cm^2", 5e5, dimension_of<HeatFlux>()},
    {"+2e3 nm", 2e-6, dimension_of<Length>()},
    {"2 MB", 2e6, dimension_of<Bytes>()},
    {"64 KiB", 65536, dimension_of<Bytes>()},
    {"3 B", 3, dimension_of<Bytes>()},
    {"1 TB/s", 1e12, dimension_of<ByteRate>()},
    {"0.5 GiB/s", 536870912.0, dimension_of<ByteRate>()},
    {"1.5E-3 m", 1.5e-3, dimension_of<Length>()},
};

TEST(ParseQuantity, GivesTheNearestDoubleInSi) {
  for (const Case& c : kCases) {
    std::string why;
    const auto got = parse_quantity(c.text, &why);
    ASSERT_TRUE(got) << c.text << ": " << why;
    EXPECT_TRUE(got->dimension == c.dimension) << c.text << " is a " << got->dimension.name();
    EXPECT_DOUBLE_EQ(got->value, c.value) << c.text;
  }
  EXPECT_EQ(parse_quantity("1.55 um", nullptr)->value, 1.55e-6);  // to the bit
  EXPECT_EQ(parse_quantity("0.1 mm^2", nullptr)->value, 0.1e-6);
}

TEST(ParseQuantity, NeedsNoBlankBeforeTheUnit) {
  EXPECT_EQ(parse_quantity("1.55um", nullptr)->value, 1.55e-6);
  EXPECT_EQ(parse_quantity("-25dBm", nullptr)->value, -25);
  EXPECT_EQ(parse_quantity("1e3nm", nullptr)->value, 1e-6);
  EXPECT_EQ(parse_quantity("5kOhm", nullptr)->value, 5000);
  std::string why;
  EXPECT_FALSE(parse_quantity("5k", &why));
  EXPECT_EQ(why, "unknown unit 'k'");
  EXPECT_FALSE(parse_quantity("1e", &why));
  EXPECT_EQ(why, "no number in front");
}

TEST(ParsePercentage, IsAShareOfOne) {
  EXPECT_EQ(parse_percentage("15 %"), 0.15);
  EXPECT_EQ(parse_percentage("0.3%"), 0.003);
  EXPECT_FALSE(parse_percentage("%"));
  EXPECT_FALSE(parse_percentage("15"));
  EXPECT_FALSE(parse_percentage("much %"));
}

TEST(ParseQuantity, GivesAReasonForWhatIsNoQuantity) {
  const char* beyond = "a number beyond the range of a double, 2.3e-308 to 1.7e308 in SI units";
  const std::pair<const char*, const char*> cases[] = {{"", "no number in front"},
                                                       {"um", "no number in front"},
                                                       {".5 um", "no number in front"},
                                                       {"5. um", "no number in front"},
                                                       {"nan m", "no number in front"},
                                                       {"inf m", "no number in front"},
                                                       {"0x10 m", "no number in front"},
                                                       {"1e m", "no number in front"},
                                                       {"1e+-3 m", "no number in front"},
                                                       {"--1 m", "no number in front"},
                                                       {"1.55", "no unit"},
                                                       {"1.55 ", "unknown unit ''"},
                                                       {"1.55  um", "unknown unit ' um'"},
                                                       {"1 um ", "unknown unit 'um '"},
                                                       {"27.5 mW/FSR", "unknown unit 'mW/FSR'"},
                                                       {"5 lightyears", "unknown unit 'lightyears'"},
                                                       {"5 S", "unknown unit 'S'"},
                                                       {"5 m/m", "unknown unit 'm/m'"},
                                                       {"5 m/", "unknown unit 'm/'"},
                                                       {"5 m/s/s", "unknown unit 'm/s/s'"},
                                                       {"5 mm^", "unknown unit 'mm^'"},
                                                       {"5 mm^1", "unknown unit 'mm^1'"},
                                                       {"5 mdB", "unknown unit 'mdB'"},
                                                       {"5 dB/nA", "unknown unit 'dB/nA'"},
                                                       {"5 mB", "unknown unit 'mB'"},
                                                       {"5 KB", "unknown unit 'KB'"},
                                                       {"5 kiB", "unknown unit 'kiB'"},
                                                       {"5 MB/ns", "unknown unit 'MB/ns'"},
                                                       {"5 nnm", "unknown unit 'nnm'"},
                                                       {"1e400 m", beyond},
                                                       {"1e-400 m", beyond},
                                                       {"4e-320 W", beyond},
                                                       {"1e-308 mW", beyond},
                                                       {"1e2000 m", "no number in front"}};
  for (const auto& [text, reason] : cases) {
    std::string why;
    EXPECT_FALSE(parse_quantity(text, &why)) << text;
    EXPECT_EQ(why, reason) << text;
  }
}

TEST(Dimension, EveryExampleIsOfItsOwnDimension) {
  for (const Case& c : kCases) {
    const auto example = parse_quantity(c.dimension.example(), nullptr);
    ASSERT_TRUE(example) << c.dimension.example();
    EXPECT_TRUE(example->dimension == c.dimension) << c.dimension.name();
    EXPECT_NE(c.dimension.name().find_first_not_of("quantity in"), std::string::npos);
  }
  EXPECT_EQ(dimension_of<Length>().name(), "length");
  EXPECT_EQ(Dimension{}.name(), "number");
  EXPECT_EQ((Dimension{Dimension::Kind::linear, {1, 0, -2, 0, 0}}.name()), "quantity in m s^-2");
}

TEST(FormatSi, PicksThePrefix) {
  EXPECT_EQ(format_si(4.17e-5, "W"), "41.7 uW");
  EXPECT_EQ(format_si(1.55e-6, "m"), "1.55 um");
  EXPECT_EQ(format_si(-2e9, "Hz"), "-2 GHz");
  EXPECT_EQ(format_si(0, "J"), "0 J");
  EXPECT_EQ(format_si(1, "V"), "1 V");
  EXPECT_EQ(format_si(999.96, "W"), "1 kW") << "the prefix follows the rounded value";
  EXPECT_EQ(format_si(123456, "W", 3), "123 kW");
  EXPECT_EQ(format_si(5e-19, "J"), "0.0005 fJ");
  EXPECT_EQ(format_si(std::nan(""), "J"), "nan J");
}

TEST(FormatSi, TakesEveryDouble) {
  // What a computation gives can be as small as doubles get.
  EXPECT_EQ(format_si(4e-320, "W", 3), "4e-305 fW");
  EXPECT_EQ(format_si(-5e-324, "W", 3), "-4.94e-309 fW");
  EXPECT_EQ(format_si(1.7e308, "W", 3), "1.7e+296 TW");
}

TEST(FormatQuantity, UsesTheUsualUnit) {
  EXPECT_EQ(format_quantity(measured(Area{1e-7})), "0.1 mm^2");
  EXPECT_EQ(format_quantity(measured(DecibelPerLength{100})), "1 dB/cm");
  EXPECT_EQ(format_quantity(measured(PowerPerLength{4e3})), "4 uW/nm");
  EXPECT_EQ(format_quantity(measured(LengthPerTemperature{7.5e-11})), "75 pm/K");
  EXPECT_EQ(format_quantity(measured(PerLength{20000})), "200 1/cm");
  EXPECT_EQ(format_quantity(measured(PowerDbm{-20})), "-20 dBm");
  EXPECT_EQ(format_quantity(measured(Bytes{65536}), 5), "65.536 kB");
  EXPECT_EQ(format_quantity(measured(ByteRate{0.5})), "0.5 B/s");
  EXPECT_EQ(format_quantity({2, {Dimension::Kind::linear, {1, 0, -2, 0, 0}}}), "2 m s^-2");
}

RC_GTEST_PROP(FormatQuantity, IsReadBack, ()) {
  const Case& c = *rc::gen::elementOf(std::vector<Case>(std::begin(kCases), std::end(kCases)));
  const double mantissa = *rc::gen::inRange(-99'999, 100'000) / 9'999.7;
  // Logarithmic kinds stay near 1: 1e12 dB is no number that anyone writes.
  const int reach = c.dimension.kind == Dimension::Kind::linear ? 14 : 2;
  const double value = mantissa * std::pow(10.0, *rc::gen::inRange(-reach, reach));
  const std::string text = format_quantity({value, c.dimension}, 15);
  std::string why;
  const auto back = parse_quantity(text, &why);
  if (!back) RC_FAIL(text + ": " + why);
  RC_ASSERT(back->dimension == c.dimension);
  RC_ASSERT(std::abs(back->value - value) <= 1e-13 * std::abs(value));
}

RC_GTEST_PROP(ParseQuantity, NeverCrashesAndExplainsItself, (const std::string& text)) {
  std::string why;
  if (!parse_quantity(text, &why)) RC_ASSERT(!why.empty());
}

}  // namespace
}  // namespace tron::base
