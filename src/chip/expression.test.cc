#include "chip/expression.h"

#include <cmath>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tron::chip::detail {
namespace {

const Place kPlace{"chip.toml", 7, 3, "pool.core.rows"};

double value_of(std::string_view text) {
  return evaluate(text, kPlace, [](std::string_view name) -> std::optional<double> {
    if (name == "rows") return 16;
    if (name == "adc.bits") return 8;
    if (name == "nothing") return 0;
    return std::nullopt;
  });
}

TEST(Expression, FollowsTheRulesOfArithmetic) {
  EXPECT_EQ(value_of("7"), 7);
  EXPECT_EQ(value_of("1 + 2 * 3"), 7);
  EXPECT_EQ(value_of("(1 + 2) * 3"), 9);
  EXPECT_EQ(value_of("12 / 3 / 2"), 2);
  EXPECT_EQ(value_of("10 - 3 - 2"), 5);
  EXPECT_EQ(value_of("-rows + 20"), 4);
  EXPECT_EQ(value_of("2--3"), 5);
  EXPECT_EQ(value_of(" 2*rows*( rows-1 ) "), 480);
  EXPECT_EQ(value_of("exp2(adc.bits)"), 256);
  EXPECT_EQ(value_of("ceil(log2(rows + 1))"), 5);
  EXPECT_EQ(value_of("floor(7 / 2) + sqrt(16) + log10(100)"), 9);
  EXPECT_EQ(value_of("max(1, rows, 3) - min(4, 2)"), 14);
  EXPECT_DOUBLE_EQ(value_of("1.5e-3 * 2"), 3e-3);
}

TEST(Expression, RefusesEverythingElseAtItsPlace) {
  for (const char* text : {"",
                           " ",
                           "rows rows",
                           "2 +",
                           "* 2",
                           "(2",
                           "2)",
                           "rows * columns",
                           "2 ^ 3",
                           "log2()",
                           "ceil(1, 2)",
                           "sin(1)",
                           "1 / nothing",
                           "log2(nothing)",
                           "sqrt(-1)",
                           "1e999",
                           ".5",
                           "0x",
                           "rows.",
                           "min()",
                           "2,3",
                           "\t2",
                           "nan",
                           "inf"}) {
    try {
      const double value = value_of(text);
      ADD_FAILURE() << '"' << text << "\" is " << value;
    } catch (const InputError& error) {
      EXPECT_EQ(error.place().line, 7) << text;
      EXPECT_FALSE(error.allowed().empty()) << text;
    }
  }
}

TEST(Expression, BoundsItsDepthAndLength) {
  EXPECT_THROW(value_of(std::string(200, '(')), InputError);
  EXPECT_THROW(value_of(std::string(200, '-') + "1"), InputError);
  EXPECT_THROW(value_of("1" + std::string(400, ' ')), InputError);
  EXPECT_EQ(value_of(std::string(40, '(') + "1" + std::string(40, ')')), 1);
}

RC_GTEST_PROP(Expression, AgreesWithTheLanguage, ()) {
  const int a = *rc::gen::inRange(0, 1000), b = *rc::gen::inRange(1, 1000), c = *rc::gen::inRange(0, 1000);
  const std::string text =
      std::to_string(a) + " / " + std::to_string(b) + " - (" + std::to_string(c) + " - rows)";
  RC_ASSERT(value_of(text) == static_cast<double>(a) / b - (c - 16.0));
}

RC_GTEST_PROP(Expression, AnyTextIsAValueOrAnInputError, ()) {
  const auto text =
      *rc::gen::container<std::string>(rc::gen::elementOf(std::string("0123rows.()+-*/, eclog2")));
  try {
    RC_ASSERT(std::isfinite(value_of(text)));
  } catch (const InputError&) {
  }
}

}  // namespace
}  // namespace tron::chip::detail
