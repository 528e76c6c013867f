#include "report/draw/svg_plot.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <limits>
#include <stdexcept>

namespace tron::report {
namespace {

constexpr double kLeft = 64, kRight = 16, kTop = 34, kBottom = 48;
constexpr const char* kGrid = "#dddddd";
constexpr const char* kFrame = "#444444";

struct Range {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();
  void add(double v) {
    if (std::isfinite(v)) low = std::min(low, v), high = std::max(high, v);
  }
};

/// Where the axes stand on the canvas.
struct Frame {
  Box inside;
  Axis x, y;
  Point at(double vx, double vy) const {
    return {inside.x + x.share(vx) * inside.width, inside.y + (1 - y.share(vy)) * inside.height};
  }
};

Frame make_frame(Box box, const LinePlot& plot) {
  Range x, y;
  for (const Series& s : plot.series) {
    if (s.x.size() != s.y.size()) throw std::logic_error("series '" + s.name + "' needs as many x as y");
    for (double v : s.x) x.add(v);
    for (double v : s.y) y.add(v);
  }
  const Box inside{box.x + kLeft, box.y + kTop, box.width - kLeft - kRight, box.height - kTop - kBottom};
  const bool free = !plot.y_low && !plot.y_high;
  const double x_low = plot.x_low.value_or(x.low), x_high = plot.x_high.value_or(x.high);
  const double y_low = plot.y_low.value_or(y.low), y_high = plot.y_high.value_or(y.high);
  Axis across = plot.x_log ? make_log_axis(x_low, x_high, 6) : make_axis(x_low, x_high, 9, false);
  // Long numbers need room beside each other.
  constexpr std::size_t kLongLabel = 5;
  if (!plot.x_log && across.label(across.high).size() >= kLongLabel)
    across = make_axis(x_low, x_high, 5, false);
  return {inside, across, plot.y_log ? make_log_axis(y_low, y_high, 6) : make_axis(y_low, y_high, 6, free)};
}

void draw_axes(SvgCanvas& canvas, const Frame& f, const LinePlot& plot) {
  const double bottom = f.inside.y + f.inside.height, right = f.inside.x + f.inside.width;
  for (double tick : f.x.ticks) {
    const double x = f.at(tick, f.y.low).x;
    canvas.line({x, f.inside.y}, {x, bottom}, kGrid);
    canvas.text({x, bottom + 16}, f.x.label(tick), Anchor::middle, 11);
  }
  for (double tick : f.y.ticks) {
    const double y = f.at(f.x.low, tick).y;
    canvas.line({f.inside.x, y}, {right, y}, kGrid);
    canvas.text({f.inside.x - 6, y + 4}, f.y.label(tick), Anchor::end, 11);
  }
  canvas.rectangle(f.inside, "none", kFrame);
  const double middle = f.inside.x + f.inside.width / 2;
  canvas.text({middle, f.inside.y - 14}, plot.title, Anchor::middle, 14);
  canvas.text({middle, bottom + 36}, plot.x_label, Anchor::middle);
  canvas.vertical_text({f.inside.x - 46, f.inside.y + f.inside.height / 2}, plot.y_label);
}

void draw_series(SvgCanvas& canvas, const Frame& f, const Series& s, const std::string& colour) {
  std::vector<Point> run;
  const auto flush = [&] {
    if (run.size() > 1) canvas.polyline(run, colour, 1.6, s.dashed);
    run.clear();
  };
  for (std::size_t i = 0; i < s.x.size(); ++i) {
    if (!std::isfinite(s.x[i]) || !std::isfinite(s.y[i])) {
      flush();
      continue;
    }
    run.push_back(f.at(s.x[i], s.y[i]));
    if (s.markers) canvas.circle(run.back(), s.radius, colour);
  }
  flush();
}

std::string colour_of(const LinePlot& plot, std::size_t i) {
  return plot.series[i].colour.empty() ? series_colour(i) : plot.series[i].colour;
}

/// How much a legend there would hide: of each series the share of its points, so that a lone one counts as
/// much as a cloud.
double hidden_by(const Box& box, const Frame& f, const LinePlot& plot) {
  double sum = 0;
  for (const Series& s : plot.series) {
    std::size_t inside = 0;
    for (std::size_t i = 0; i < s.x.size(); ++i) {
      if (!std::isfinite(s.x[i]) || !std::isfinite(s.y[i])) continue;
      const Point p = f.at(s.x[i], s.y[i]);
      if (p.x >= box.x && p.x <= box.x + box.width && p.y >= box.y && p.y <= box.y + box.height) ++inside;
    }
    if (inside > 0) sum += static_cast<double>(inside) / static_cast<double>(s.x.size());
  }
  return sum;
}

/// In the corner where it hides least; the upper right one of equals.
Box legend_box(double width, double height, const Frame& f, const LinePlot& plot) {
  constexpr double kMargin = 8;
  const double left = f.inside.x + kMargin, right = f.inside.x + f.inside.width - width - kMargin;
  const double top = f.inside.y + kMargin, bottom = f.inside.y + f.inside.height - height - kMargin;
  const Box corners[] = {{right, top, width, height},
                         {left, top, width, height},
                         {right, bottom, width, height},
                         {left, bottom, width, height}};
  return *std::min_element(std::begin(corners), std::end(corners), [&](const Box& a, const Box& b) {
    return hidden_by(a, f, plot) < hidden_by(b, f, plot);
  });
}

void draw_legend(SvgCanvas& canvas, const Frame& f, const LinePlot& plot) {
  constexpr double kLine = 17, kSwatch = 26, kCharacter = 6.4;
  std::size_t entries = 0, longest = 0;
  for (const Series& s : plot.series) {
    if (s.name.empty()) continue;
    ++entries;
    longest = std::max(longest, s.name.size());
  }
  if (entries == 0) return;
  const double width = kSwatch + 22 + kCharacter * static_cast<double>(longest);
  const Box box = legend_box(width, static_cast<double>(entries) * kLine + 8, f, plot);
  canvas.rectangle(box, "#ffffffe6", "#bbbbbb");
  double y = box.y + 16;
  for (std::size_t i = 0; i < plot.series.size(); ++i) {
    if (plot.series[i].name.empty()) continue;
    const double x = box.x + 8;
    canvas.polyline({{x, y - 4}, {x + kSwatch, y - 4}}, colour_of(plot, i), 2, plot.series[i].dashed);
    canvas.text({x + kSwatch + 6, y}, plot.series[i].name, Anchor::start, 11);
    y += kLine;
  }
}

}  // namespace

std::string series_colour(std::size_t i) {
  // Okabe and Ito, "Color Universal Design", 2008, without yellow, which is faint on white.
  static constexpr std::array<const char*, 7> kColours = {"#0072b2", "#d55e00", "#009e73", "#cc79a7",
                                                          "#e69f00", "#56b4e9", "#000000"};
  return kColours[i % kColours.size()];
}

void draw_line_plot(SvgCanvas& canvas, Box box, const LinePlot& plot) {
  const Frame frame = make_frame(box, plot);
  draw_axes(canvas, frame, plot);
  canvas.clip(frame.inside);
  for (std::size_t i = 0; i < plot.series.size(); ++i) {
    draw_series(canvas, frame, plot.series[i], colour_of(plot, i));
  }
  canvas.unclip();
  draw_legend(canvas, frame, plot);
}

}  // namespace tron::report
