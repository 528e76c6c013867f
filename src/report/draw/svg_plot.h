#pragma once

#include <optional>
#include <string>
#include <vector>

#include "report/draw/axis.h"
#include "report/draw/svg_canvas.h"
#include "rooms.h"

namespace tron::report {

struct Series {
  std::string name;  ///< for the legend; empty = not in it
  std::vector<double> x, y;
  bool dashed = false;
  bool markers = false;
  double radius = 2.5;   ///< of markers
  std::string colour{};  ///< empty: series_colour() of its position
};

struct LinePlot {
  std::string title, x_label, y_label;      ///< labels carry their unit: "wavelength (nm)"
  std::vector<Series> series;               ///< NaN breaks a line
  std::optional<double> y_low, y_high;      ///< else from the data
  std::optional<double> x_low{}, x_high{};  ///< likewise
  bool x_log = false, y_log = false;        ///< for positive values
};

/// Draws the plot with its axes, ticks, grid and legend into the box. std::logic_error if a series has not as
/// many x as y.
void draw_line_plot(SvgCanvas& canvas, Box box, const LinePlot& plot);

/// A table of numbers as coloured cells, row 0 on top, with a colour bar.
struct HeatMap {
  std::string title, x_label, y_label, value_label;
  std::size_t rows = 0, cols = 0;
  std::vector<double> values;  ///< row-major; cells without a finite value stay grey
};

void draw_heat_map(SvgCanvas& canvas, Box box, const HeatMap& map);

/// The colour of series `i`: distinct for everybody, colour-blind readers included.
std::string series_colour(std::size_t i);

}  // namespace tron::report
