#pragma once

#include <string>

#include "explore/space/metric.h"
#include "rooms.h"

namespace tron::explore {

/// The unit in which reports show a metric: GOPS, pJ/bit, mm2.
struct MetricScale {
  const char* unit;
  const char* column;  ///< heading of a narrow column: "GOPS", "peak W"
  double per_si;       ///< shown value = SI value x per_si
};

const MetricScale& scale_of(Metric metric);

/// "throughput (GOPS)"; "accuracy (%)".
std::string metric_heading(Metric metric);
/// The shown value to `digits` digits, "-" for NaN.
std::string metric_value(Metric metric, double si, int digits = 4);
/// With its unit: "3794 GOPS".
std::string metric_text(Metric metric, double si, int digits = 4);

}  // namespace tron::explore
