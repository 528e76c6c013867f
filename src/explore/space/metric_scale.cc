#include "explore/space/metric_scale.h"

#include <array>
#include <cmath>

#include <fmt/format.h>

namespace tron::explore {

const MetricScale& scale_of(Metric metric) {
  static constexpr std::array<MetricScale, kMetrics> kScales = {{{"GOPS", "GOPS", 1e-9},
                                                                 {"ms", "ms", 1e3},
                                                                 {"mJ", "mJ", 1e3},
                                                                 {"pJ/bit", "pJ/bit", 1e12},
                                                                 {"W", "mean W", 1},
                                                                 {"W", "peak W", 1},
                                                                 {"mm2", "mm2", 1e6},
                                                                 {"bit", "ENOB", 1},
                                                                 {"%", "accuracy %", 100},
                                                                 {"%", "yield %", 100},
                                                                 {"GOPS/(pJ/bit)", "GOPS/EPB", 1e-21},
                                                                 {"mJ s", "EDP mJ s", 1e3},
                                                                 {"GOPS/W", "GOPS/W", 1e-9},
                                                                 {"GOPS/mm2", "GOPS/mm2", 1e-15},
                                                                 {"W/cm2", "W/cm2", 1e-4}}};
  return kScales[static_cast<std::size_t>(metric)];
}

std::string metric_heading(Metric metric) {
  return fmt::format("{} ({})", record_of(metric).title, scale_of(metric).unit);
}

std::string metric_value(Metric metric, double si, int digits) {
  if (std::isnan(si)) return "-";
  return fmt::format("{:.{}g}", si * scale_of(metric).per_si, digits);
}

std::string metric_text(Metric metric, double si, int digits) {
  return metric_value(metric, si, digits) + " " + scale_of(metric).unit;
}

}  // namespace tron::explore
