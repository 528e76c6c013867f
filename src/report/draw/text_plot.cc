#include "report/draw/text_plot.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace tron::report {
namespace {

class Grid {
 public:
  Grid(int columns, int rows)
      : columns_(columns),
        rows_(rows),
        cells_(static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows), ' ') {}
  void mark(int column, int row, char letter) {
    if (column < 0 || column >= columns_ || row < 0 || row >= rows_) return;
    char& cell = cells_[static_cast<std::size_t>(row) * static_cast<std::size_t>(columns_) +
                        static_cast<std::size_t>(column)];
    cell = cell == ' ' || cell == letter ? letter : '*';
  }
  std::string row(int r) const {
    return cells_.substr(static_cast<std::size_t>(r) * static_cast<std::size_t>(columns_),
                         static_cast<std::size_t>(columns_));
  }
  int columns() const { return columns_; }
  int rows() const { return rows_; }

 private:
  int columns_, rows_;
  std::string cells_;
};

struct Axes {
  Axis x, y;
};

Axes axes_of(const LinePlot& plot, int columns) {
  double x_low = INFINITY, x_high = -INFINITY, y_low = INFINITY, y_high = -INFINITY;
  for (const Series& s : plot.series) {
    for (double v : s.x) x_low = std::min(x_low, v), x_high = std::max(x_high, v);
    for (double v : s.y) y_low = std::min(y_low, v), y_high = std::max(y_high, v);
  }
  return {make_axis(x_low, x_high, std::max(2, columns / 16), false),
          make_axis(plot.y_low.value_or(y_low), plot.y_high.value_or(y_high), 4)};
}

int cell_of(double share, int cells) {
  return std::clamp(static_cast<int>(share * cells), 0, cells - 1);
}

void draw(Grid& grid, const Axes& axes, const Series& series, char letter) {
  const auto columns = static_cast<std::size_t>(grid.columns());
  std::vector<int> top(columns, grid.rows()), bottom(columns, -1);
  for (std::size_t i = 0; i < series.x.size(); ++i) {
    if (!std::isfinite(series.x[i]) || !std::isfinite(series.y[i])) continue;
    const auto c = static_cast<std::size_t>(cell_of(axes.x.share(series.x[i]), grid.columns()));
    const int r = grid.rows() - 1 - cell_of(axes.y.share(series.y[i]), grid.rows());
    top[c] = std::min(top[c], r);
    bottom[c] = std::max(bottom[c], r);
  }
  for (std::size_t c = 0; c < columns; ++c) {
    for (int r = top[c]; r <= bottom[c]; ++r) grid.mark(static_cast<int>(c), r, letter);
  }
}

std::string tick_line(const Axis& axis, int columns) {
  std::string line(static_cast<std::size_t>(columns) + 8, ' ');
  for (double tick : axis.ticks) {
    const std::string label = axis.label(tick);
    const auto at = static_cast<std::size_t>(
        std::max(0, cell_of(axis.share(tick), columns) - static_cast<int>(label.size()) / 2));
    const bool taken =
        line.substr(at > 0 ? at - 1 : 0, label.size() + 1).find_first_not_of(' ') != std::string::npos;
    if (!taken) line.replace(at, label.size(), label);
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

/// The y tick that belongs to this row of the grid, or blanks.
std::string row_label(const Axis& axis, int row, int rows) {
  for (double tick : axis.ticks) {
    if (rows - 1 - cell_of(axis.share(tick), rows) == row) return fmt::format("{:>8}", axis.label(tick));
  }
  return std::string(8, ' ');
}

}  // namespace

std::string text_plot(const LinePlot& plot, int columns, int rows) {
  const Axes axes = axes_of(plot, columns);
  Grid grid(columns, rows);
  for (std::size_t i = 0; i < plot.series.size(); ++i) {
    draw(grid, axes, plot.series[i], static_cast<char>('a' + i % 26));
  }
  std::string out = "  " + plot.y_label + "\n";
  for (int r = 0; r < rows; ++r) {
    std::string line = row_label(axes.y, r, rows) + " |" + grid.row(r);
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  }
  const std::string margin(10, ' ');
  out += std::string(9, ' ') + "+" + std::string(static_cast<std::size_t>(columns), '-') + "\n";
  out += margin + tick_line(axes.x, columns) + "\n";
  out += margin + plot.x_label + "\n";
  for (std::size_t i = 0; i < plot.series.size(); ++i) {
    if (plot.series[i].name.empty()) continue;
    out += fmt::format("{}{}: {}\n", margin, static_cast<char>('a' + i % 26), plot.series[i].name);
  }
  return out;
}

}  // namespace tron::report
