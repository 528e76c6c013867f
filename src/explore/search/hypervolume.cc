#include "explore/search/hypervolume.h"

#include <algorithm>
#include <limits>
#include <stdexcept>

#include <pagmo/utils/hypervolume.hpp>

#include "explore/search/front.h"

namespace tron::explore {

HypervolumeFrame frame_of(const std::vector<Objective>& objectives,
                          const std::vector<EvaluatedDesign>& front) {
  if (front.empty()) throw std::logic_error("the frame of an empty front");
  constexpr double infinity = std::numeric_limits<double>::infinity(), margin = 0.1;
  HypervolumeFrame frame{objectives, std::vector(objectives.size(), infinity),
                         std::vector(objectives.size(), -infinity)};
  for (const EvaluatedDesign& one : front) {
    const std::vector<double> costs = scaled_costs_of(objectives, one.metrics);
    for (std::size_t k = 0; k < costs.size(); ++k) {
      frame.ideal[k] = std::min(frame.ideal[k], costs[k]);
      frame.reference[k] = std::max(frame.reference[k], costs[k]);
    }
  }
  for (std::size_t k = 0; k < objectives.size(); ++k) {
    const double range = frame.reference[k] - frame.ideal[k];
    frame.reference[k] += range > 0 ? margin * range : 1;
  }
  return frame;
}

double hypervolume(const HypervolumeFrame& frame, const std::vector<EvaluatedDesign>& designs) {
  const std::size_t width = frame.objectives.size();
  std::vector<std::vector<double>> points;
  double best = 0;  // of one objective alone
  for (std::size_t position : front_of(frame.objectives, designs)) {
    std::vector<double> point = scaled_costs_of(frame.objectives, designs[position].metrics);
    for (std::size_t k = 0; k < width; ++k)
      point[k] = (point[k] - frame.ideal[k]) / (frame.reference[k] - frame.ideal[k]);
    if (std::any_of(point.begin(), point.end(), [](double c) { return c >= 1; })) continue;
    best = std::max(best, 1 - point[0]);
    points.push_back(std::move(point));
  }
  if (points.empty() || width == 1) return best;
  return pagmo::hypervolume(points, false).compute(std::vector(width, 1.0));
}

double covered_share(const std::vector<Objective>& objectives, const std::vector<EvaluatedDesign>& found,
                     const std::vector<EvaluatedDesign>& whole) {
  const HypervolumeFrame frame = frame_of(objectives, whole);
  return hypervolume(frame, found) / hypervolume(frame, whole);
}

}  // namespace tron::explore
