#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "explore/search/costs.h"
#include "rooms.h"

namespace tron::explore {

/// Position of the front's knee: the design from which every step towards one objective costs most of the
/// others. Scaled costs c (explore/search/costs.h) are normalised to [0, 1] over the front; the knee bulges
/// farthest from the plane sum_k c_k = 1 through the ends of the axes, towards the ideal point: its distance
/// is (1 - sum_k c_k) / sqrt(K) (Das, Structural Optimization 18, 1999: the normal-boundary intersection,
/// with the plane through the extremes). Ties by number. Nothing for fewer than three designs, and for two
/// objectives where the front bulges nowhere.
std::optional<std::size_t> knee_of(const std::vector<Objective>& objectives,
                                   const std::vector<EvaluatedDesign>& front);

}  // namespace tron::explore
