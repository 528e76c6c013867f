#include "report/draw/text_plot.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tron::report {
namespace {

TEST(TextPlot, DrawsALine) {
  const LinePlot plot{"", "x (nm)", "y", {{"rising", {0, 1, 2, 3}, {0, 1, 2, 3}, false, false}}, {}, {}};
  EXPECT_EQ(text_plot(plot, 4, 4),
            "  y\n"
            "       3 |   a\n"
            "       2 |  a\n"
            "       1 | a\n"
            "       0 |a\n"
            "         +----\n"
            "          0 2\n"
            "          x (nm)\n"
            "          a: rising\n");
}

TEST(TextPlot, KeepsANotchNarrowerThanAColumn) {
  LinePlot plot{"", "", "", {{"notch", {}, {}, false, false}}, {}, {}};
  for (int i = 0; i < 1000; ++i) {
    plot.series[0].x.push_back(i);
    plot.series[0].y.push_back(i == 500 ? 0 : 1);
  }
  const std::string text = text_plot(plot, 20, 5);
  EXPECT_EQ(std::count(text.begin(), text.end(), 'a'),
            20 + 4 + 1);  // top row, the notch below it, the legend
}

TEST(TextPlot, MarksWhereTwoMeet) {
  const LinePlot plot{
      "", "", "", {{"one", {0, 1}, {0, 1}, false, false}, {"two", {0, 1}, {0, 0}, false, false}}, {}, {}};
  EXPECT_THAT(text_plot(plot, 2, 2), testing::HasSubstr("|*b"));
}

}  // namespace
}  // namespace tron::report
