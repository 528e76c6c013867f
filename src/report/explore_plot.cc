#include <algorithm>
#include <limits>

#include "report/explore_page.h"
#include "report/svg_plot.h"

namespace tron {
namespace {

/// Points without a line between them.
Series dots(const std::string& name, const Exploration& result, const std::vector<std::size_t>& designs) {
  Series series;
  series.name = name;
  series.markers = true;
  for (std::size_t design : designs) {
    const DesignPoint& point = result.points[design];
    series.x.insert(series.x.end(),
                    {point.metrics[Metric::throughput] / 1e12, std::numeric_limits<double>::quiet_NaN()});
    series.y.insert(series.y.end(),
                    {point.metrics[Metric::epb] * 1e12, std::numeric_limits<double>::quiet_NaN()});
  }
  return series;
}

}  // namespace

std::string explore_svg(const Space& space, const Exploration& result) {
  SvgCanvas canvas(760, 480);
  LinePlot plot;
  plot.title = space.name + ", " + space.assumptions;
  plot.x_label = "throughput (TOPS, geometric mean of the networks)";
  plot.y_label = "energy per bit (pJ)";
  plot.series.push_back(dots("designs within the limits", result, result.best));
  Series front = dots("", result, result.front);
  std::erase_if(front.x, [](double v) { return v != v; });
  std::erase_if(front.y, [](double v) { return v != v; });
  front.name = "front";
  plot.series.push_back(front);
  if (!result.best.empty()) plot.series.push_back(dots("best score", result, {result.best.front()}));
  // What takes many times the least energy would only press the rest together.
  constexpr double kMostOfLeast = 4;
  double least = std::numeric_limits<double>::infinity(), most = 0;
  for (std::size_t design : result.best) {
    const double energy = result.points[design].metrics[Metric::epb] * 1e12;
    least = std::min(least, energy);
    most = std::max(most, energy);
  }
  plot.y_low = 0;
  plot.y_high = std::min(most * 1.05, kMostOfLeast * least);
  draw_line_plot(canvas, {0, 10, 760, 470}, plot);
  return canvas.finish();
}

}  // namespace tron
