#include "report/draw/svg_plot.h"

#include <cmath>
#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tron::report {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string drawn(const LinePlot& plot) {
  SvgCanvas canvas(400, 300);
  draw_line_plot(canvas, {0, 0, 400, 300}, plot);
  return canvas.finish();
}

std::size_t occurrences(const std::string& text, const std::string& word) {
  std::size_t count = 0;
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++count;
  return count;
}

TEST(LinePlotPicture, NamesItsAxesTicksAndSeries) {
  const std::string svg = drawn({"A title",
                                 "wavelength (nm)",
                                 "transmission (dB)",
                                 {{"one ring", {1550, 1551, 1552}, {0, -20, 0}, false, false}},
                                 {},
                                 {}});
  for (const char* word :
       {"A title", "wavelength (nm)", "transmission (dB)", "one ring", ">1551.0<", ">-10<"}) {
    EXPECT_THAT(svg, HasSubstr(word));
  }
}

/// x of the legend's text.
double legend_x(const LinePlot& plot) {
  const std::string svg = drawn(plot);
  const std::size_t text = svg.rfind("<text", svg.find(">front<"));
  return std::stod(svg.substr(svg.find("x='", text) + 3));
}

TEST(LinePlotPicture, TheLegendStandsWhereItHidesLeast) {
  LinePlot plot{"", "x", "y", {{"front", {0, 1}, {0, 0.5}, false, true}}, 0, 1, 0, 1};
  const double free = legend_x(plot);
  EXPECT_GT(free, 200);  // upper right, where nothing lies
  plot.series.push_back({"", {0.95}, {0.95}, false, true});
  EXPECT_LT(legend_x(plot), 200);
  // A point in every other corner as well: as good as the first again.
  for (const auto& [x, y] : {std::pair{0.05, 0.95}, {0.95, 0.05}, {0.05, 0.05}}) {
    plot.series.push_back({"", {x}, {y}, false, true});
  }
  plot.series[0].y = {0.5, 0.5};
  EXPECT_EQ(legend_x(plot), free);
}

TEST(LinePlotPicture, PutsDataWhereTheAxesSay) {
  // Inside the margins the box is 320 x 218 from (64, 34): the corners of the data are its corners.
  const std::string svg = drawn({"", "", "", {{"", {0, 10}, {0, 1}, false, false}}, 0.0, 1.0});
  EXPECT_THAT(svg, HasSubstr("points='64.00,252.00 384.00,34.00 '"));
}

TEST(LinePlotPicture, BreaksALineAtNaN) {
  const std::string svg =
      drawn({"", "", "", {{"", {0, 1, 2, 3, 4}, {0, 1, std::nan(""), 1, 0}, false, false}}, {}, {}});
  EXPECT_EQ(occurrences(svg, "<polyline"), 2u);
  EXPECT_THAT(svg, Not(HasSubstr("nan")));
}

TEST(LinePlotPicture, RefusesARaggedSeries) {
  EXPECT_THROW(drawn({"", "", "", {{"s", {0, 1}, {0}, false, false}}, {}, {}}), std::logic_error);
}

TEST(LinePlotPicture, SurvivesNoData) {
  EXPECT_THAT(drawn({"empty", "", "", {}, {}, {}}), HasSubstr("empty"));
}

TEST(HeatMapPicture, DrawsACellAValue) {
  SvgCanvas canvas(400, 300);
  draw_heat_map(canvas, {0, 0, 400, 300}, {"map", "channel", "ring", "dB", 2, 3, {0, 1, 2, 3, 4, INFINITY}});
  const std::string svg = canvas.finish();
  EXPECT_EQ(occurrences(svg, "stroke='white'"), 6u);
  EXPECT_THAT(svg, HasSubstr("#eeeeee"));
  EXPECT_THAT(svg, Not(HasSubstr("inf")));
  EXPECT_THROW(draw_heat_map(canvas, {0, 0, 400, 300}, {"", "", "", "", 2, 2, {1}}), std::logic_error);
}

TEST(SeriesColour, IsDistinctForSeven) {
  for (std::size_t i = 0; i < 7; ++i) {
    for (std::size_t j = 0; j < i; ++j) EXPECT_NE(series_colour(i), series_colour(j));
  }
}

}  // namespace
}  // namespace tron::report
