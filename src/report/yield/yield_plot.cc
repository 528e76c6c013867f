#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "report/draw/svg_plot.h"
#include "report/yield/yield_page.h"

namespace tron::report {
namespace {

constexpr double kWidth = 560, kHeight = 330;
constexpr int kBins = 24;

/// A staircase over equal bins that all sets share.
Series histogram(const std::string& name, const std::vector<double>& values, double low, double high) {
  std::vector<double> count(kBins);
  for (double v : values) {
    const auto bin = static_cast<int>((v - low) / (high - low) * kBins);
    count[std::clamp(bin, 0, kBins - 1)] += 1;
  }
  Series out;
  out.name = name;
  out.x.push_back(low), out.y.push_back(0);
  for (int b = 0; b < kBins; ++b) {
    const double from = low + (high - low) * b / kBins, to = low + (high - low) * (b + 1) / kBins;
    out.x.insert(out.x.end(), {from, to});
    out.y.insert(out.y.end(), {count[b], count[b]});
  }
  out.x.push_back(high), out.y.push_back(0);
  return out;
}

template <class Value>
LinePlot histograms(const std::string& title, const std::string& x_label, const YieldReport& r, Value value) {
  LinePlot plot;
  plot.title = title, plot.x_label = x_label, plot.y_label = "chips";
  std::vector<double> values;
  for (const ChipOutcome& o : r.outcomes) {
    if (o.item >= static_cast<std::int64_t>(YieldStudy::kNominalRuns)) values.push_back(value(o));
  }
  if (values.empty()) return plot;
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  const double room = std::max((*high - *low) * 0.05, std::abs(*high) * 1e-3 + 1e-9);
  plot.series.push_back(histogram("", values, *low - room, *high + room));
  const auto most = std::max_element(plot.series[0].y.begin(), plot.series[0].y.end());
  plot.y_low = 0, plot.y_high = *most * 1.1;
  return plot;
}

void mark(LinePlot& plot, const std::string& name, double x) {
  plot.series.push_back({name, {x, x}, {0, *plot.y_high}, true, false});
}

LinePlot over_rise(const YieldReport& r, double limit_points) {
  LinePlot plot;
  plot.title = "Accuracy against the temperature since calibration";
  plot.x_label = "temperature minus that of calibration (K)", plot.y_label = "right answers (%)";
  Series mean, yield;
  mean.name = "mean of chips", yield.name = "yield (share of chips within the limit)";
  mean.markers = yield.markers = true, yield.dashed = true;
  for (const YieldRun& run : r.summary.runs) {
    if (!run.variation.warmer()) continue;
    mean.x.push_back(run.variation.rise_k), mean.y.push_back(run.spread.mean * 100);
    if (run.shares.empty()) continue;
    yield.x.push_back(run.variation.rise_k), yield.y.push_back(run.shares[0].share * 100);
  }
  if (mean.x.empty()) return plot;
  const double limit = (r.summary.nominal - limit_points) * 100;
  plot.series = {mean, yield, {"limit", {mean.x.front(), mean.x.back()}, {limit, limit}, true, false}};
  plot.y_low = 0, plot.y_high = 140;  // room for the legend above all curves
  return plot;
}

}  // namespace

std::string yield_svg(const YieldSubject& subject, const std::vector<YieldReport>& reports) {
  SvgCanvas canvas(3 * kWidth, kHeight * static_cast<double>(reports.size()) + 24);
  for (std::size_t i = 0; i < reports.size(); ++i) {
    const YieldReport& r = reports[i];
    const double y = static_cast<double>(i) * kHeight;
    if (r.summary.spread.chips == 0) continue;
    LinePlot accuracy = histograms(
        fmt::format("{}: {} chips of {}", r.assumptions, r.summary.spread.chips, subject.chip),
        "right answers (%)", r, [](const ChipOutcome& o) { return accuracy_of(o.described) * 100; });
    mark(accuracy, "nominal", r.summary.nominal * 100);
    mark(accuracy, "limit", (r.summary.nominal - subject.limit.points) * 100);
    LinePlot power = histograms("Power of the heaters", "all heaters (W)", r,
                                [](const ChipOutcome& o) { return o.heater_power_w; });
    mark(power, "ledger", r.heaters.power.si);
    draw_line_plot(canvas, {0, y, kWidth, kHeight}, accuracy);
    draw_line_plot(canvas, {kWidth, y, kWidth, kHeight}, power);
    const LinePlot rise = over_rise(r, subject.limit.points);
    if (!rise.series.empty()) draw_line_plot(canvas, {2 * kWidth, y, kWidth, kHeight}, rise);
  }
  canvas.text({8, kHeight * static_cast<double>(reports.size()) + 14},
              fmt::format("{} on {} samples of {}, seed {}, tron {}", subject.network, subject.samples,
                          subject.data, subject.seed, subject.version),
              Anchor::start, 11);
  return canvas.finish();
}

}  // namespace tron::report
