#include "report/explore_page.h"

#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include "base/text_table.h"
#include "base/units.h"

namespace tron {
namespace {

std::vector<std::string> header(const Space& space) {
  std::vector<std::string> cells;
  for (const SpaceParameter& parameter : space.parameters) cells.push_back(parameter.name);
  for (const char* metric : {"GOPS", "pJ/bit", "GOPS/EPB", "mm2", "peak W", "mean W"})
    cells.emplace_back(metric);
  return cells;
}

std::vector<std::string> row(const Space& space, const DesignPoint& point) {
  std::vector<std::string> cells = space.choices(point.number);
  const Metrics& m = point.metrics;
  const double gops = m[Metric::throughput] / 1e9, epb = m[Metric::epb] * 1e12;
  for (double value :
       {gops, epb, gops / epb, m[Metric::area] * 1e6, m[Metric::peak_power], m[Metric::power]}) {
    cells.push_back(fmt::format("{:.4g}", value));
  }
  return cells;
}

std::string constraints_text(const std::vector<Constraint>& constraints) {
  std::string text;
  for (const Constraint& one : constraints) {
    const MetricRecord& record = record_of(one.metric);
    if (std::isfinite(one.at_least))
      text += fmt::format(", {} at least {}", record.title, format_si(one.at_least, record.unit));
    if (std::isfinite(one.at_most))
      text += fmt::format(", {} at most {}", record.title, format_si(one.at_most, record.unit));
  }
  return text.empty() ? "no limits" : text.substr(2);
}

std::string designs_table(const Space& space, const Exploration& result,
                          const std::vector<std::size_t>& designs, std::size_t most) {
  TextTable table(header(space));
  for (std::size_t i = 0; i < std::min(most, designs.size()); ++i) {
    table.row(row(space, result.points[designs[i]]));
  }
  return table.text(2);
}

/// For each value of each parameter the best that can be had with it, over the best of all.
std::string values_table(const Space& space, const Exploration& result) {
  TextTable table({"parameter", "value", "best score with it"});
  const double best = result.points[result.best.front()].score;
  for (std::size_t p = 0; p < space.parameters.size(); ++p) {
    for (const std::string& value : space.parameters[p].values) {
      double score = 0;
      for (std::size_t design : result.best) {
        if (space.choices(result.points[design].number)[p] != value) continue;
        score = result.points[design].score;
        break;
      }
      table.row({space.parameters[p].name, value, score > 0 ? fmt::format("{:.3f}", score / best) : "-"});
    }
  }
  return table.text(2);
}

}  // namespace

std::string explore_page(const Space& space, const Exploration& result, std::size_t most) {
  std::string networks;
  for (const SpaceNetwork& one : space.networks) networks += (networks.empty() ? "" : ", ") + one.name;
  std::string page = fmt::format("{}\n  {}\n\n", space.name, space.what);
  page += fmt::format("  chip {}, assumptions {}, batch {}, networks {}\n", space.chip, space.assumptions,
                      space.batch, networks);
  for (const std::string& set : space.also_feasible) {
    page += fmt::format("  the chip has to work under {} as well\n", set);
  }
  page += fmt::format("  wanted: {}; {}\n", record_of(space.objectives.back().metric).title,
                      constraints_text(space.constraints));
  page +=
      "  means over networks are geometric; GOPS count two operations a multiply-accumulate; pJ/bit: energy "
      "/\n"
      "  (operations x operand bits)\n\n";
  page += fmt::format("  {} of {} combinations judged, {} within the limits\n\n", result.points.size(),
                      space.size(), result.best.size());
  if (result.best.empty()) return page + "  No design keeps to the limits.\n";
  page += "Best designs\n" + designs_table(space, result, result.best, most) + "\n";
  page += "Front: no design has both more throughput and less energy per bit\n" +
          designs_table(space, result, result.front, 40) + "\n";
  page += "What each value allows (best score with it, over the best of all)\n" + values_table(space, result);
  return page;
}

std::string explore_csv(const Space& space, const Exploration& result) {
  std::string csv;
  for (const SpaceParameter& parameter : space.parameters) csv += parameter.name + ",";
  csv += "throughput_ops_per_s,epb_j_per_bit,latency_s,energy_j,area_m2,peak_power_w,power_w,score,out\n";
  for (const DesignPoint& point : result.points) {
    for (const std::string& value : space.choices(point.number)) csv += value + ",";
    const Metrics& m = point.metrics;
    csv += fmt::format("{},{},{},{},{},{},{},{},\"{}\"\n", m[Metric::throughput], m[Metric::epb],
                       m[Metric::latency], m[Metric::energy], m[Metric::area], m[Metric::peak_power],
                       m[Metric::power], point.score, point.infeasible);
  }
  return csv;
}

}  // namespace tron
