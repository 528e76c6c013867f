#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>

#include <fmt/format.h>

#include "report/draw/svg_plot.h"

namespace tron::report {
namespace {

constexpr double kLeft = 64, kRight = 90, kTop = 34, kBottom = 48, kBar = 14;

/// White through blue to near black, in even steps of lightness.
std::string shade(double share) {
  static constexpr std::array<std::array<double, 3>, 4> kStops = {
      {{247, 251, 255}, {158, 202, 225}, {33, 113, 181}, {8, 29, 88}}};
  const double at = std::clamp(share, 0.0, 1.0) * (kStops.size() - 1);
  const auto i = std::min(static_cast<std::size_t>(at), kStops.size() - 2);
  const double t = at - static_cast<double>(i);
  std::array<int, 3> rgb{};
  for (std::size_t c = 0; c < 3; ++c) {
    rgb[c] = static_cast<int>(std::lround(kStops[i][c] + t * (kStops[i + 1][c] - kStops[i][c])));
  }
  return fmt::format("#{:02x}{:02x}{:02x}", rgb[0], rgb[1], rgb[2]);
}

Axis value_axis(const std::vector<double>& values) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (double v : values) {
    if (std::isfinite(v)) low = std::min(low, v), high = std::max(high, v);
  }
  return make_axis(low, high, 5);
}

void draw_colour_bar(SvgCanvas& canvas, Box inside, const Axis& axis, const std::string& label) {
  constexpr int kSteps = 64;
  const double x = inside.x + inside.width + 14, step = inside.height / kSteps;
  for (int i = 0; i < kSteps; ++i) {
    canvas.rectangle({x, inside.y + inside.height - (i + 1) * step, kBar, step + 0.5},
                     shade((i + 0.5) / kSteps));
  }
  for (double tick : axis.ticks) {
    const double y = inside.y + (1 - axis.share(tick)) * inside.height;
    canvas.line({x + kBar, y}, {x + kBar + 4, y}, "#444444");
    canvas.text({x + kBar + 7, y + 4}, axis.label(tick), Anchor::start, 11);
  }
  canvas.vertical_text({x + kBar + 50, inside.y + inside.height / 2}, label);
}

void label_cells(SvgCanvas& canvas, Box inside, const HeatMap& map, double cell_w, double cell_h) {
  // At most about twenty labels a side.
  const std::size_t every_col = (map.cols + 19) / 20, every_row = (map.rows + 19) / 20;
  for (std::size_t c = 0; c < map.cols; c += every_col) {
    canvas.text({inside.x + (static_cast<double>(c) + 0.5) * cell_w, inside.y + inside.height + 16},
                std::to_string(c), Anchor::middle, 11);
  }
  for (std::size_t r = 0; r < map.rows; r += every_row) {
    canvas.text({inside.x - 6, inside.y + (static_cast<double>(r) + 0.5) * cell_h + 4}, std::to_string(r),
                Anchor::end, 11);
  }
}

}  // namespace

void draw_heat_map(SvgCanvas& canvas, Box box, const HeatMap& map) {
  if (map.values.size() != map.rows * map.cols) throw std::logic_error("a heat map needs rows x cols values");
  const Box inside{box.x + kLeft, box.y + kTop, box.width - kLeft - kRight, box.height - kTop - kBottom};
  const double cell_w = inside.width / static_cast<double>(std::max<std::size_t>(map.cols, 1));
  const double cell_h = inside.height / static_cast<double>(std::max<std::size_t>(map.rows, 1));
  const Axis axis = value_axis(map.values);
  for (std::size_t r = 0; r < map.rows; ++r) {
    for (std::size_t c = 0; c < map.cols; ++c) {
      const double value = map.values[r * map.cols + c];
      canvas.rectangle({inside.x + static_cast<double>(c) * cell_w,
                        inside.y + static_cast<double>(r) * cell_h, cell_w, cell_h},
                       std::isfinite(value) ? shade(axis.share(value)) : "#eeeeee", "white");
    }
  }
  canvas.rectangle(inside, "none", "#444444");
  label_cells(canvas, inside, map, cell_w, cell_h);
  draw_colour_bar(canvas, inside, axis, map.value_label);
  const double middle = inside.x + inside.width / 2;
  canvas.text({middle, inside.y - 14}, map.title, Anchor::middle, 14);
  canvas.text({middle, inside.y + inside.height + 36}, map.x_label, Anchor::middle);
  canvas.vertical_text({inside.x - 46, inside.y + inside.height / 2}, map.y_label);
}

}  // namespace tron::report
