#pragma once

#include <vector>

#include "explore/search/costs.h"
#include "rooms.h"

namespace tron::explore {

/// The box in which fronts are compared: scaled costs (explore/search/costs.h), from the ideal point (the
/// least of each over a front) to a reference point a tenth of the range beyond the front's nadir (the most
/// of each), so that its extremes count as well. An objective that all of the front shares gets the range 1.
struct HypervolumeFrame {
  std::vector<Objective> objectives;
  std::vector<double> ideal, reference;
};

/// std::logic_error for an empty front.
HypervolumeFrame frame_of(const std::vector<Objective>& objectives,
                          const std::vector<EvaluatedDesign>& front);

/// The share of the frame's box that the designs cover (Zitzler and Thiele, PPSN 1998; computed by pagmo).
/// Designs beyond the reference point add nothing.
double hypervolume(const HypervolumeFrame& frame, const std::vector<EvaluatedDesign>& designs);

/// Hypervolume of `found` over that of `whole`, in the frame of `whole`: 1 for the same front.
double covered_share(const std::vector<Objective>& objectives, const std::vector<EvaluatedDesign>& found,
                     const std::vector<EvaluatedDesign>& whole);

}  // namespace tron::explore
