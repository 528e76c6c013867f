#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/text/text_table.h"
#include "base/text/units.h"
#include "report/draw/text_layout.h"
#include "report/draw/text_plot.h"
#include "report/simulate/simulate_page.h"

namespace tron::report {
namespace {

std::string intensity_text(double ops_per_byte) {
  if (ops_per_byte <= 0) return "-";
  return ops_per_byte < 1000 ? fmt::format("{:.3g}", ops_per_byte) : rate_text(ops_per_byte);
}

std::string span_text(const RooflinePoint& point) {
  if (point.layer < 0) return "-";
  return point.repeats == 1 ? std::to_string(point.layer)
                            : fmt::format("{}-{}", point.layer, point.layer + point.repeats - 1);
}

/// The name with the layer's number left out: "encoder.*.attention.query".
std::string name_in_layer(const RooflinePoint& point) {
  const std::size_t at = point.name.size() - short_step_name(point.name).size();
  return point.name.substr(0, point.name.find('.')) + "/" + point.name.substr(at);
}

/// Of products that stand in several blocks of layers, the one with the most layers.
std::vector<RooflinePoint> typical_points(const Roofline& roof) {
  std::vector<RooflinePoint> out;
  for (const RooflinePoint& point : roof.points) {
    const auto same = std::find_if(out.begin(), out.end(), [&](const RooflinePoint& other) {
      return other.layer >= 0 && point.layer >= 0 && name_in_layer(other) == name_in_layer(point);
    });
    if (same == out.end()) {
      out.push_back(point);
    } else if (same->repeats < point.repeats) {
      *same = point;
    }
  }
  return out;
}

std::string points_table(const std::vector<RooflinePoint>& points) {
  TextTable table({"product", "layers", "on", "ops/B memory", "ops/B buffer", "GOPS", "roof GOPS", "share",
                   "bound by", "fill", "programs"});
  for (const RooflinePoint& p : points) {
    const double share = p.attainable_ops_per_s > 0 ? p.attained_ops_per_s / p.attainable_ops_per_s : 0;
    table.row({short_step_name(p.name), span_text(p), p.pool, intensity_text(p.intensity),
               intensity_text(p.buffer_intensity), rate_text(p.attained_ops_per_s / 1e9),
               rate_text(p.attainable_ops_per_s / 1e9), fmt::format("{:.0f} %", 100 * share), p.bounded_by,
               fmt::format("{:.0f} %", 100 * p.tile_fill),
               fmt::format("{:.0f} %", 100 * p.programming_share)});
  }
  return table.text(2);
}

/// The roof over a range of intensities, both as decimal logarithms.
Series roof_series(const Roofline& roof, double low, double high) {
  Series series{"roof of all arrays and main memory", {}, {}, false, false};
  constexpr int kSamples = 160;
  for (int i = 0; i <= kSamples; ++i) {
    const double x = low + (high - low) * i / kSamples;
    const double slope =
        roof.main_memory_bytes_per_s > 0 ? std::log10(roof.main_memory_bytes_per_s) + x : INFINITY;
    series.x.push_back(x);
    series.y.push_back(std::min(slope, std::log10(roof.peak_ops_per_s)));
  }
  return series;
}

/// Products with an intensity that a logarithm can show, one letter each; at most as many as there are
/// letters beside the roof's.
std::string roof_plot(const Roofline& roof, const std::vector<RooflinePoint>& shown) {
  constexpr std::size_t kLetters = 25;
  LinePlot plot;
  plot.x_label = "log10 of operations per byte of main memory";
  plot.y_label = "log10 of operations per second";
  double low = INFINITY, high = -INFINITY;
  std::vector<Series> points;
  for (const RooflinePoint& p : shown) {
    if (p.intensity <= 0 || p.attained_ops_per_s <= 0 || points.size() == kLetters) continue;
    const double x = std::log10(p.intensity);
    low = std::min(low, x), high = std::max(high, x);
    points.push_back({p.layer < 0 ? p.name : short_step_name(p.name),
                      {x},
                      {std::log10(p.attained_ops_per_s)},
                      false,
                      true});
  }
  if (points.empty() || roof.peak_ops_per_s <= 0) return "";
  plot.series.push_back(roof_series(roof, low - 0.5, high + 0.5));
  plot.series.insert(plot.series.end(), points.begin(), points.end());
  return text_plot(plot, 80, 14);
}

std::string bandwidth_text(double bytes_per_second) {
  return bytes_per_second > 0 ? format_si(bytes_per_second, "B/s", 3) : "never limits";
}

std::string roof_sentence(const Roofline& roof) {
  std::string text = fmt::format("Peak of all arrays {}; main memory {}; a port of the buffer {}.",
                                 gops(roof.peak_ops_per_s), bandwidth_text(roof.main_memory_bytes_per_s),
                                 bandwidth_text(roof.buffer_bytes_per_s));
  if (roof.main_memory_bytes_per_s > 0) {
    text += fmt::format(
        " The ridge, where arrays and main memory are in balance, lies at {} operations per "
        "byte.",
        intensity_text(roof.peak_ops_per_s / roof.main_memory_bytes_per_s));
  }
  return text;
}

}  // namespace

std::string roofline_section(const SimulateReport& report) {
  std::string out;
  for (const SimulateRun& run : report.runs) {
    const Roofline& roof = run.simulation.roof;
    if (roof.points.empty()) continue;
    const std::vector<RooflinePoint> points = typical_points(roof);
    out += (out.empty() ? "" : "\n") +
           heading(fmt::format("Roofline: {} assumptions", run.chip.assumptions)) +
           wrap_text(roof_sentence(roof)) + points_table(points);
    const std::string plot = roof_plot(roof, points);
    if (!plot.empty()) out += "\n" + plot;
  }
  if (out.empty()) return out;
  return out + wrap_text(
                   "GOPS: operations over the time from first programming to last result. Roof: lowest of "
                   "the roofs of the product's own arrays, main memory and the buffer. Fill: share of the "
                   "tiles that holds operands. Programs: share of the arrays' time that programming takes "
                   "if nothing hides it. A product of all layers is listed once, with the values of most "
                   "layers.");
}

}  // namespace tron::report
