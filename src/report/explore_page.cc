#include "report/explore_page.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/text_table.h"

namespace tron {
namespace {

const char* objective_text(Objective objective) {
  switch (objective) {
    case Objective::throughput:
      return "operations a second";
    case Objective::epb:
      return "least energy per bit";
    case Objective::throughput_per_epb:
      return "operations a second over energy per bit";
    case Objective::latency:
      return "least latency";
    case Objective::energy:
      return "least energy";
  }
  return "";
}

std::vector<std::string> header(const Space& space) {
  std::vector<std::string> cells;
  for (const SpaceParameter& parameter : space.parameters) cells.push_back(parameter.name);
  for (const char* metric : {"GOPS", "pJ/bit", "GOPS/EPB", "mm2", "peak W", "mean W"})
    cells.emplace_back(metric);
  return cells;
}

std::vector<std::string> row(const Space& space, const DesignPoint& point) {
  std::vector<std::string> cells = space.choices(point.number);
  const double gops = point.ops_per_s / 1e9, epb = point.epb_j_per_bit * 1e12;
  for (double value : {gops, epb, gops / epb, point.area_m2 * 1e6, point.peak_power_w, point.power_w}) {
    cells.push_back(fmt::format("{:.4g}", value));
  }
  return cells;
}

std::string limits_text(const SpaceLimits& limits) {
  std::string text;
  if (limits.area) text += fmt::format(", area at most {:g} mm2", limits.area->si * 1e6);
  if (limits.peak_power) text += fmt::format(", peak power at most {:g} W", limits.peak_power->si);
  if (limits.power) text += fmt::format(", mean power at most {:g} W", limits.power->si);
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
  for (const std::string& network : space.networks) networks += (networks.empty() ? "" : ", ") + network;
  std::string page = fmt::format("{}\n  {}\n\n", space.name, space.what);
  page += fmt::format("  chip {}, assumptions {}, batch {}, networks {}\n", space.chip, space.assumptions,
                      space.batch, networks);
  for (const std::string& set : space.also_feasible) {
    page += fmt::format("  the chip has to work under {} as well\n", set);
  }
  page += fmt::format("  wanted: {}; {}\n", objective_text(space.objective), limits_text(space.limits));
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
    csv += fmt::format("{},{},{},{},{},{},{},{},\"{}\"\n", point.ops_per_s, point.epb_j_per_bit,
                       point.latency_s, point.energy_j, point.area_m2, point.peak_power_w, point.power_w,
                       point.score, point.infeasible);
  }
  return csv;
}

}  // namespace tron
