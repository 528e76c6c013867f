#include "explore/search/costs.h"

#include <cmath>

namespace tron::explore {

bool is_logarithmic(Metric metric) {
  return metric != Metric::accuracy && metric != Metric::yield && metric != Metric::enob;
}

double cost_of(const Objective& objective, const Metrics& metrics) {
  const double value = metrics[objective.metric];
  return objective.more_is_better ? -value : value;
}

double scaled_cost_of(const Objective& objective, const Metrics& metrics) {
  const double value = metrics[objective.metric];
  const double scaled = is_logarithmic(objective.metric) ? std::log(value) : value;
  return objective.more_is_better ? -scaled : scaled;
}

std::vector<double> costs_of(const std::vector<Objective>& objectives, const Metrics& metrics) {
  std::vector<double> costs;
  for (const Objective& objective : objectives) costs.push_back(cost_of(objective, metrics));
  return costs;
}

std::vector<double> scaled_costs_of(const std::vector<Objective>& objectives, const Metrics& metrics) {
  std::vector<double> costs;
  for (const Objective& objective : objectives) costs.push_back(scaled_cost_of(objective, metrics));
  return costs;
}

std::vector<Objective> measured_by(EvaluationStage stage, const std::vector<Objective>& objectives) {
  std::vector<Objective> known;
  for (const Objective& objective : objectives) {
    if (record_of(objective.metric).stage <= stage) known.push_back(objective);
  }
  return known;
}

}  // namespace tron::explore
