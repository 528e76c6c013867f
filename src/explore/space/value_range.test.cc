#include "explore/space/value_range.h"

#include <gtest/gtest.h>

namespace tron::explore {
namespace {

using Texts = std::vector<std::string>;

Texts values(const std::string& text) {
  return values_of_range(Config::parse(text, "range.toml"));
}

TEST(ValueRange, StepsAreEvenAndEndWhereTheRangeEnds) {
  EXPECT_EQ(values("from = 0.5\nto = 2.5\nsteps = 5"), (Texts{"0.5", "1", "1.5", "2", "2.5"}));
  EXPECT_EQ(values("from = \"0.1 nm\"\nto = \"0.4 nm\"\nsteps = 4"),
            (Texts{"0.1 nm", "0.2 nm", "0.3 nm", "0.4 nm"}));
}

TEST(ValueRange, StepsGoDownwardsAsWell) {
  EXPECT_EQ(values("from = 4\nto = 2\nstep = -1"), (Texts{"4", "3", "2"}));
  EXPECT_EQ(values("from = \"1 dB\"\nto = \"-1 dB\"\nsteps = 3"), (Texts{"1 dB", "0 dB", "-1 dB"}));
}

TEST(ValueRange, AStepStopsBeforeAnEndThatItDoesNotMeet) {
  EXPECT_EQ(values("from = 2\nto = 7\nstep = 2"), (Texts{"2", "4", "6"}));
  EXPECT_EQ(values("from = \"0.1 V\"\nto = \"0.3 V\"\nstep = \"0.1 V\""), (Texts{"0.1 V", "0.2 V", "0.3 V"}));
}

TEST(ValueRange, ALogScaleMultiplies) {
  EXPECT_EQ(values("from = 1\nto = 16\nsteps = 5\nscale = \"log\""), (Texts{"1", "2", "4", "8", "16"}));
  EXPECT_EQ(values("from = \"1 mW\"\nto = \"100 mW\"\nsteps = 3\nscale = \"log\""),
            (Texts{"1 mW", "10 mW", "100 mW"}));
}

TEST(ValueRange, WholeNumbersStayWholeAndStandOnce) {
  EXPECT_EQ(values("from = 1\nto = 4\nsteps = 7"), (Texts{"1", "2", "3", "4"}));
  EXPECT_EQ(values("from = 1\nto = 4\nsteps = 3"), (Texts{"1", "3", "4"}));
  EXPECT_EQ(values("from = 1.0\nto = 4.0\nsteps = 3").at(1), "2.5");
}

TEST(ValueRange, OrderIsThatOfTheQuantitiesNotOfTheTexts) {
  EXPECT_TRUE(in_order({"9", "10", "11"}));
  EXPECT_TRUE(in_order({"1 um", "900 nm"}));
  EXPECT_TRUE(in_order({"256 KiB", "1 MiB"}));
  EXPECT_FALSE(in_order({"1", "1"}));
  EXPECT_FALSE(in_order({"1", "1 nm"}));
  EXPECT_FALSE(in_order({"sensitivity", "enob"}));
}

}  // namespace
}  // namespace tron::explore
