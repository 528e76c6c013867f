#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "report/explore_page.h"
#include "report/metric_scale.h"
#include "report/svg_plot.h"

namespace tron {
namespace {

constexpr double kPanelWidth = 560, kPanelHeight = 420;

/// What a panel shows: the front's box and as much again on the worse side, so that what is far away does not
/// press the rest together.
struct Window {
  double low = std::numeric_limits<double>::infinity(), high = -std::numeric_limits<double>::infinity();

  Window(const Conclusion& end, const Objective& objective) {
    for (std::size_t position : end.front) {
      const double value = end.judged[position].metrics[objective.metric];
      low = std::min(low, value), high = std::max(high, value);
    }
    const double width = high > low ? high - low : std::abs(high);
    (objective.more_is_better ? low : high) += (objective.more_is_better ? -1 : 1) * width;
    low = std::max(low - 0.05 * width, 0.0);
    high += 0.05 * width;
  }
  bool holds(double value) const { return value >= low && value <= high; }
};

/// One panel: two objectives.
class Panel {
 public:
  Panel(const Conclusion& end, std::size_t x, std::size_t y)
      : end_(&end), x_(end.objectives[x]), y_(end.objectives[y]), across_(end, x_), up_(end, y_) {}

  LinePlot plot(const std::string& title) const {
    LinePlot plot;
    plot.title = title;
    plot.x_label = metric_heading(x_.metric);
    plot.y_label = metric_heading(y_.metric);
    plot.y_low = up_.low * scale_of(y_.metric).per_si;
    plot.y_high = up_.high * scale_of(y_.metric).per_si;
    plot.series.push_back(cloud());
    plot.series.push_back(front());
    if (end_->knee) {
      Series knee{"knee", {}, {}, false, true};
      add(knee, end_->judged[*end_->knee]);
      plot.series.push_back(knee);
    }
    return plot;
  }

 private:
  void add(Series& series, const Judged& one) const {
    constexpr double gap = std::numeric_limits<double>::quiet_NaN();
    series.x.insert(series.x.end(), {one.metrics[x_.metric] * scale_of(x_.metric).per_si, gap});
    series.y.insert(series.y.end(), {one.metrics[y_.metric] * scale_of(y_.metric).per_si, gap});
  }

  /// Of designs that would cover each other's dot only the first.
  Series cloud() const {
    constexpr double kCells = 150;
    Series series{"designs", {}, {}, false, true};
    std::set<std::pair<int, int>> taken;
    for (const Judged& one : end_->judged) {
      const double vx = one.metrics[x_.metric], vy = one.metrics[y_.metric];
      if (one.verdict != Verdict::design || !across_.holds(vx) || !up_.holds(vy)) continue;
      const auto cell = [&](const Window& window, double v) {
        return static_cast<int>(kCells * (v - window.low) / (window.high - window.low));
      };
      if (taken.insert({cell(across_, vx), cell(up_, vy)}).second) add(series, one);
    }
    return series;
  }

  Series front() const {
    Series series{"front", {}, {}, false, true};
    for (std::size_t position : end_->front) add(series, end_->judged[position]);
    // Only the front of two objectives is a line.
    if (end_->objectives.size() == 2) {
      std::erase_if(series.x, [](double v) { return std::isnan(v); });
      std::erase_if(series.y, [](double v) { return std::isnan(v); });
    }
    return series;
  }

  const Conclusion* end_;
  Objective x_, y_;
  Window across_, up_;
};

/// Objectives that say something of their own: not throughput per energy per bit beside both of them.
std::vector<std::size_t> plain_objectives(const std::vector<Objective>& objectives) {
  std::vector<std::size_t> plain, all;
  for (std::size_t k = 0; k < objectives.size(); ++k) {
    all.push_back(k);
    if (static_cast<int>(objectives[k].metric) < kStoredMetrics) plain.push_back(k);
  }
  return plain.size() >= 2 ? plain : all;
}

}  // namespace

std::string explore_scatter_svg(const ExploreResult& result, const Conclusion& conclusion) {
  constexpr std::size_t kMostPanels = 6, kColumns = 2;
  const std::vector<std::size_t> plain = plain_objectives(conclusion.objectives);
  std::vector<std::pair<std::size_t, std::size_t>> pairs;
  for (std::size_t a = 0; a < plain.size(); ++a) {
    for (std::size_t b = a + 1; b < plain.size() && pairs.size() < kMostPanels; ++b)
      pairs.emplace_back(plain[a], plain[b]);
  }
  const std::size_t columns = std::min(std::max<std::size_t>(pairs.size(), 1), kColumns);
  const std::size_t rows = std::max<std::size_t>((pairs.size() + columns - 1) / columns, 1);
  SvgCanvas canvas(kPanelWidth * static_cast<double>(columns), kPanelHeight * static_cast<double>(rows));
  if (conclusion.front.empty() || pairs.empty()) {
    canvas.text({20, 40},
                conclusion.front.empty() ? "No design works within the constraints."
                                         : "One objective: nothing to plot against it.",
                Anchor::start, 14);
    return canvas.finish();
  }
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const Box box{kPanelWidth * static_cast<double>(i % columns),
                  kPanelHeight * static_cast<double>(i / columns), kPanelWidth, kPanelHeight};
    draw_line_plot(canvas, box,
                   Panel(conclusion, pairs[i].first, pairs[i].second)
                       .plot(i == 0 ? result.space.name + ", " + result.space.assumptions : ""));
  }
  return canvas.finish();
}

std::string explore_sensitivity_svg(const ExploreResult& result, const Conclusion& conclusion) {
  const Sensitivity& found = conclusion.sensitivity;
  constexpr double kLeft = 150, kWidth = 420, kBar = 11, kGap = 9, kTop = 64;
  const auto objectives = static_cast<double>(found.objectives.size());
  const double group = objectives * kBar + kGap;
  const double bottom = kTop + group * static_cast<double>(found.effects.size());
  SvgCanvas canvas(kLeft + kWidth + 60, bottom + 46);
  canvas.text({kLeft + kWidth / 2, 20}, "Share of the variance that a parameter decides alone",
              Anchor::middle, 14);
  double at = kLeft;
  for (std::size_t k = 0; k < found.objectives.size(); ++k) {
    const std::string name(record_of(found.objectives[k].metric).title);
    canvas.rectangle({at, 32, 12, 12}, series_colour(k));
    canvas.text({at + 17, 42}, name, Anchor::start, 11);
    at += 34 + 6.2 * static_cast<double>(name.size());
  }
  for (int tenth = 0; tenth <= 10; tenth += 2) {
    const double x = kLeft + kWidth * tenth / 10;
    canvas.line({x, kTop - 6}, {x, bottom}, "#dddddd");
    canvas.text({x, bottom + 16}, std::to_string(10 * tenth), Anchor::middle, 11);
  }
  canvas.text({kLeft + kWidth / 2, bottom + 36}, "share of the variance (%)", Anchor::middle);
  for (std::size_t p = 0; p < found.effects.size(); ++p) {
    const double top = kTop + group * static_cast<double>(p);
    canvas.text({kLeft - 8, top + objectives * kBar / 2 + 4}, result.space.parameters[p].name, Anchor::end,
                11);
    for (std::size_t k = 0; k < found.effects[p].size(); ++k) {
      const ParameterEffect& effect = found.effects[p][k];
      const double y = top + kBar * static_cast<double>(k);
      canvas.rectangle({kLeft, y, kWidth * effect.share, kBar - 1}, series_colour(k));
      const double middle = y + kBar / 2 - 0.5;
      if (effect.error > 0)
        canvas.line({kLeft + kWidth * std::max(effect.share - effect.error, 0.0), middle},
                    {kLeft + kWidth * std::min(effect.share + effect.error, 1.0), middle}, "#222222");
    }
  }
  canvas.line({kLeft, kTop - 6}, {kLeft, bottom}, "#444444");
  return canvas.finish();
}

}  // namespace tron
