#include "explore/space/metric.h"

namespace tron::explore {

const std::array<MetricRecord, kMetrics>& metric_records() {
  constexpr EvaluationStage closed = EvaluationStage::closed_form, light = EvaluationStage::inference;
  static const std::array<MetricRecord, kMetrics> records = {{
      {Metric::throughput, "throughput", "throughput", "op/s", true, closed,
       "operations of the network a second; two a multiply-accumulate"},
      {Metric::latency, "latency", "latency", "s", false, closed, "of one inference"},
      {Metric::energy, "energy", "energy", "J", false, closed, "of one inference"},
      {Metric::epb, "epb", "energy per bit", "J/bit", false, closed,
       "energy / (operations x bits of an operand)"},
      {Metric::power, "power", "power", "W", false, closed, "mean, of the network that asks for most"},
      {Metric::peak_power, "peak_power", "peak power", "W", false, closed,
       "every part at full activity at once"},
      {Metric::area, "area", "area", "m^2", false, closed, "of all devices and memories"},
      {Metric::enob, "enob", "effective bits", "bit", true, closed,
       "of a full-scale conversion in the link budget"},
      {Metric::accuracy, "accuracy", "accuracy", "", true, light, "photonic inference on samples"},
      {Metric::yield, "yield", "yield", "", true, light,
       "share of fabricated chips within the accuracy's limit"},
      {Metric::throughput_per_epb, "throughput_per_epb", "throughput per energy per bit", "op bit/(s J)",
       true, closed, "throughput / energy per bit: the paper's figure of merit"},
      {Metric::energy_delay, "energy_delay", "energy-delay product", "J s", false, closed,
       "energy x latency"},
      {Metric::throughput_per_power, "throughput_per_power", "throughput per power", "op/J", true, closed,
       "throughput / mean power"},
      {Metric::throughput_per_area, "throughput_per_area", "throughput per area", "op/(s m^2)", true, closed,
       "throughput / area"},
      {Metric::heat_flux, "heat_flux", "heat flux", "W/m^2", false, closed, "mean power / area"},
  }};
  return records;
}

const MetricRecord& record_of(Metric metric) {
  return metric_records()[static_cast<std::size_t>(metric)];
}

double Metrics::operator[](Metric metric) const {
  const auto at = [&](Metric one) { return stored[static_cast<std::size_t>(one)]; };
  switch (metric) {
    case Metric::throughput_per_epb:
      return at(Metric::throughput) / at(Metric::epb);
    case Metric::energy_delay:
      return at(Metric::energy) * at(Metric::latency);
    case Metric::throughput_per_power:
      return at(Metric::throughput) / at(Metric::power);
    case Metric::throughput_per_area:
      return at(Metric::throughput) / at(Metric::area);
    case Metric::heat_flux:
      return at(Metric::power) / at(Metric::area);
    default:
      return at(metric);
  }
}

}  // namespace tron::explore
