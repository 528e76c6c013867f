#pragma once

#include <array>
#include <cstddef>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

#include "rooms.h"

namespace tron::explore {

/// What a design is evaluated by. Over several networks: geometric means; of `power` the largest, of
/// `accuracy` and `yield` the smallest. SI units; accuracy and yield are shares of 1.
enum class Metric {
  throughput,  ///< operations of the network a second
  latency,     ///< of one inference
  energy,      ///< of one inference
  epb,         ///< energy / (operations x operand bits)
  power,       ///< mean, of the network that asks for most
  peak_power,  ///< nameplate (timing/area.h)
  area,
  enob,      ///< usable bits of a full-scale conversion in the link budget; 0 for chips without [bank]
  accuracy,  ///< photonic inference on samples
  yield,     ///< share of fabricated chips within the accuracy's limit
  // Made of the ones above.
  throughput_per_epb,
  energy_delay,
  throughput_per_power,
  throughput_per_area,
  heat_flux,
};
inline constexpr int kStoredMetrics = 10;  ///< the first ones; the others follow from them
inline constexpr int kMetrics = 15;

/// The stages in which a design is evaluated, each on fewer designs than the one before.
enum class EvaluationStage { closed_form, event, inference };
inline constexpr int kStages = 3;
inline constexpr const char* kStageNames[] = {"closed_form", "event", "inference"};

struct MetricRecord {
  Metric metric;
  std::string_view name;   ///< in descriptions, tables of results and columns: "energy_delay"
  std::string_view title;  ///< in reports: "energy-delay product"
  std::string_view unit;   ///< of the SI value
  bool more_is_better;
  EvaluationStage stage;  ///< the first that knows it
  std::string_view what;
};

/// All of them, by number.
const std::array<MetricRecord, kMetrics>& metric_records();
const MetricRecord& record_of(Metric metric);

/// The stored metrics of one design; NaN for what no stage has measured yet.
struct Metrics {
  std::array<double, kStoredMetrics> stored;
  Metrics() { stored.fill(std::numeric_limits<double>::quiet_NaN()); }

  double& operator[](Metric metric) { return stored[static_cast<std::size_t>(metric)]; }
  double operator[](Metric metric) const;  ///< any metric, those made of others too
};

}  // namespace tron::explore
