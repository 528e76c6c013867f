#pragma once

#include <vector>

#include "explore/evaluated.h"
#include "explore/space/space.h"
#include "rooms.h"

namespace tron::explore {

/// The objective's value with the sign that makes less better. NaN where it is not measured.
double cost_of(const Objective& objective, const Metrics& metrics);

/// The same on the scale on which differences matter: the natural logarithm of metrics that are ratios of
/// physical amounts (a chip twice as fast is as far off at 1 TOPS as at 10), shares and bits as they are.
double scaled_cost_of(const Objective& objective, const Metrics& metrics);

/// Whether the metric's scale is logarithmic.
bool is_logarithmic(Metric metric);

std::vector<double> costs_of(const std::vector<Objective>& objectives, const Metrics& metrics);
std::vector<double> scaled_costs_of(const std::vector<Objective>& objectives, const Metrics& metrics);

/// The objectives that the stage knows: accuracy and yield need photonic inference.
std::vector<Objective> measured_by(EvaluationStage stage, const std::vector<Objective>& objectives);

}  // namespace tron::explore
