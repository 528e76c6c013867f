#include "report/svg_plot.h"

#include <cmath>
#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tron {
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
}  // namespace tron
