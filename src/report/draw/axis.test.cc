#include "report/draw/axis.h"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tron::report {
namespace {

TEST(Axis, MarksRoundNumbers) {
  const Axis axis = make_axis(1549.2, 1566.9, 5);
  EXPECT_DOUBLE_EQ(axis.step, 5);
  EXPECT_THAT(axis.ticks, testing::ElementsAre(1545, 1550, 1555, 1560, 1565, 1570));
}

TEST(Axis, KeepsItsEndsWhenAsked) {
  const Axis axis = make_axis(0.5, 3.5, 3, false);
  EXPECT_DOUBLE_EQ(axis.low, 0.5);
  EXPECT_DOUBLE_EQ(axis.high, 3.5);
  EXPECT_THAT(axis.ticks, testing::ElementsAre(1, 2, 3));
}

TEST(Axis, LabelsHaveTheStepsDecimals) {
  EXPECT_EQ(make_axis(0, 1, 5).label(0.2), "0.2");
  EXPECT_EQ(make_axis(0, 100, 5).label(20), "20");
  EXPECT_EQ(make_axis(-0.02, 0.02, 4).label(-1e-18), "0.00");
}

TEST(LogAxis, MarksOneTwoFiveOrPowersOfTen) {
  EXPECT_THAT(make_log_axis(3, 60, 6).ticks, testing::ElementsAre(5, 10, 20, 50));
  EXPECT_EQ(make_log_axis(1e-6, 1e6, 6).ticks.size(), 13u);
  EXPECT_DOUBLE_EQ(make_log_axis(1, 100, 6).share(10), 0.5);
  EXPECT_EQ(make_log_axis(1, 1e6, 6).label(1e5), "100000");
  EXPECT_GE(make_log_axis(30, 35, 6).ticks.size(), 3u);
  EXPECT_FALSE(make_log_axis(0, 5, 6).log);
  EXPECT_FALSE(make_log_axis(3, 3, 6).log);
}

TEST(Axis, SurvivesARangeOfOnePoint) {
  for (double point : {0.0, 3.0, -7e12}) {
    const Axis axis = make_axis(point, point, 5);
    EXPECT_LT(axis.low, point);
    EXPECT_GT(axis.high, point);
  }
  EXPECT_EQ(make_axis(0, std::nan(""), 5).low, 0);
}

RC_GTEST_PROP(Axis, HoldsItsDataWithAHandfulOfTicks, ()) {
  const double low = *rc::gen::inRange(-100000, 100000) / 100.0;
  const double high = low + *rc::gen::inRange(1, 1000000) / 1000.0;
  const Axis axis = make_axis(low, high, 6);
  RC_ASSERT(axis.low <= low + axis.step * 1e-5);
  RC_ASSERT(axis.high >= high - axis.step * 1e-5);
  RC_ASSERT(axis.ticks.size() >= 3u);
  RC_ASSERT(axis.ticks.size() <= 13u);
  for (double tick : axis.ticks) RC_ASSERT(axis.share(tick) > -1e-5 && axis.share(tick) < 1 + 1e-5);
}

}  // namespace
}  // namespace tron::report
