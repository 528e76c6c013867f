#include "explore/search/knee.h"

#include <algorithm>
#include <limits>

namespace tron::explore {

std::optional<std::size_t> knee_of(const std::vector<Objective>& objectives,
                                   const std::vector<EvaluatedDesign>& front) {
  if (front.size() < 3) return {};
  std::vector<double> sums(front.size(), 0);
  std::size_t wide = 0;  // objectives in which the front differs at all
  for (const Objective& objective : objectives) {
    std::vector<double> costs;
    for (const EvaluatedDesign& one : front) costs.push_back(scaled_cost_of(objective, one.metrics));
    const auto [low, high] = std::minmax_element(costs.begin(), costs.end());
    if (!(*high > *low)) continue;
    ++wide;
    for (std::size_t i = 0; i < costs.size(); ++i) sums[i] += (costs[i] - *low) / (*high - *low);
  }
  if (wide < 2) return {};
  std::size_t knee = 0;
  // Rounding must not make a knee of a straight front.
  constexpr double slack = 1e-9;
  for (std::size_t i = 1; i < front.size(); ++i) {
    const bool same = sums[i] <= sums[knee] && sums[i] >= sums[knee];
    if (sums[i] < sums[knee] || (same && front[i].number < front[knee].number)) knee = i;
  }
  if (wide == 2 && sums[knee] >= 1 - slack) return {};
  return knee;
}

}  // namespace tron::explore
