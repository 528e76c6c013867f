#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "explore/space/metric_scale.h"
#include "report/draw/svg_plot.h"
#include "report/explore/explore_page.h"

namespace tron::report {
namespace {

constexpr double kPanelWidth = 560, kPanelHeight = 420;

/// What a panel shows of an objective: the front, and what is up to half as good again as its worst, or as
/// far behind it as the front is wide. What is farther away would only press the rest together.
struct Window {
  static constexpr double kLogRange = 20;  ///< from such a ratio on a logarithmic axis shows more
  double low = std::numeric_limits<double>::infinity(), high = -std::numeric_limits<double>::infinity();
  bool log = false;

  Window(const Conclusion& end, const Objective& objective) {
    double least = low, most = high;  // of all designs
    for (const EvaluatedDesign& one : end.evaluated) {
      if (one.status != Status::design) continue;
      least = std::min(least, one.metrics[objective.metric]),
      most = std::max(most, one.metrics[objective.metric]);
    }
    for (std::size_t position : end.front) {
      const double value = end.evaluated[position].metrics[objective.metric];
      low = std::min(low, value), high = std::max(high, value);
    }
    log = low > 0 && high > kLogRange * low;
    const double width = high - low;
    if (objective.more_is_better) {
      low = std::max(least, log ? low / 2 : low - std::max(width, low / 2));
    } else {
      high = std::min(most, log ? high * 2 : high + std::max(width, high / 2));
    }
    const double margin = high > low ? 0.04 * (high - low) : 0.1 * std::abs(high) + 1e-300;
    if (log) {
      low /= 1.1, high *= 1.1;
    } else {
      low -= margin, high += margin;
    }
  }
  /// 0 at the low end, 1 at the high one.
  double share(double value) const {
    return log ? std::log(value / low) / std::log(high / low) : (value - low) / (high - low);
  }
  bool holds(double value) const { return value >= low && value <= high; }
};

/// One panel: two objectives.
class Panel {
 public:
  Panel(const ExploreResult& result, const Conclusion& end, std::size_t x, std::size_t y)
      : result_(&result),
        end_(&end),
        x_(end.objectives[x]),
        y_(end.objectives[y]),
        across_(end, x_),
        up_(end, y_) {}

  LinePlot plot(const std::string& title) const {
    LinePlot plot;
    plot.title = title;
    plot.x_label = metric_heading(x_.metric);
    plot.y_label = metric_heading(y_.metric);
    plot.x_low = across_.low * scale_of(x_.metric).per_si;
    plot.x_high = across_.high * scale_of(x_.metric).per_si;
    plot.y_low = up_.low * scale_of(y_.metric).per_si;
    plot.y_high = up_.high * scale_of(y_.metric).per_si;
    plot.x_log = across_.log, plot.y_log = up_.log;
    plot.series.push_back(cloud());
    plot.series.push_back(front());
    if (end_->knee) {
      Series knee{"knee", {}, {}, false, true};
      knee.radius = 5;
      add(knee, end_->evaluated[*end_->knee]);
      plot.series.push_back(knee);
    }
    return plot;
  }

 private:
  void add(Series& series, const EvaluatedDesign& one) const {
    constexpr double gap = std::numeric_limits<double>::quiet_NaN();
    series.x.insert(series.x.end(), {one.metrics[x_.metric] * scale_of(x_.metric).per_si, gap});
    series.y.insert(series.y.end(), {one.metrics[y_.metric] * scale_of(y_.metric).per_si, gap});
  }

  /// Of designs that would cover each other's dot only the first.
  Series cloud() const {
    constexpr double kCells = 150;
    // Of the stage that evaluated most; the front's own figures may be of a later one.
    const std::vector<EvaluatedDesign>& closed = result_->of(EvaluationStage::closed_form).evaluated;
    const bool known = record_of(x_.metric).stage == EvaluationStage::closed_form &&
                       record_of(y_.metric).stage == EvaluationStage::closed_form;
    const std::vector<EvaluatedDesign>& widest = known && !closed.empty() ? closed : end_->evaluated;
    Series series{&widest == &closed ? "designs (closed form)" : "designs", {}, {}, false, true};
    series.colour = "#9cc3dc";
    std::set<std::pair<int, int>> taken;
    for (const EvaluatedDesign& one : widest) {
      const double vx = one.metrics[x_.metric], vy = one.metrics[y_.metric];
      if (one.status != Status::design || !across_.holds(vx) || !up_.holds(vy)) continue;
      const auto cell = [&](const Window& window, double v) {
        return static_cast<int>(kCells * window.share(v));
      };
      if (taken.insert({cell(across_, vx), cell(up_, vy)}).second) add(series, one);
    }
    return series;
  }

  Series front() const {
    Series series{"front", {}, {}, false, true};
    for (std::size_t position : end_->front) add(series, end_->evaluated[position]);
    if (!is_staircase()) return series;
    std::erase_if(series.x, [](double v) { return std::isnan(v); });
    std::erase_if(series.y, [](double v) { return std::isnan(v); });
    return series;
  }

  /// Whether the front, best first, gains in one objective whenever it loses in the other: then it is a line.
  bool is_staircase() const {
    for (std::size_t i = 1; i < end_->front.size(); ++i) {
      const Metrics& a = end_->evaluated[end_->front[i - 1]].metrics;
      const Metrics& b = end_->evaluated[end_->front[i]].metrics;
      const double along = cost_of(x_, b) - cost_of(x_, a), across = cost_of(y_, b) - cost_of(y_, a);
      if (!(along * across <= 0) || along < 0) return false;
    }
    return true;
  }

  const ExploreResult* result_;
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
    canvas.text(
        {20, 40},
        conclusion.front.empty() ? no_design(result.space) : "One objective: nothing to plot against it.",
        Anchor::start, 14);
    return canvas.finish();
  }
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const Box box{kPanelWidth * static_cast<double>(i % columns),
                  kPanelHeight * static_cast<double>(i / columns), kPanelWidth, kPanelHeight};
    draw_line_plot(canvas, box,
                   Panel(result, conclusion, pairs[i].first, pairs[i].second)
                       .plot(i == 0 ? result.space.name + ", " + result.space.assumptions : ""));
  }
  return canvas.finish();
}

}  // namespace tron::report
