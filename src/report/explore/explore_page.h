#pragma once

#include <string>

#include "base/text/json.h"
#include "explore/conclusion.h"
#include "rooms.h"

namespace tron::report {

// The reports of a search. All of them take the same conclusion, so that none can say another thing.

/// Plain text: what was searched, what became of it and why, the front with its knee (at most `most` designs,
/// spread over it), the best of each objective, sensitivities, how far the closed form was off, accuracies.
std::string explore_page(const ExploreResult& result, const Conclusion& conclusion, std::size_t most);

/// What an empty front means.
std::string no_design(const Space& space);

/// Figures in SI units, "" where not measured: a line for each design of the front, or with `all` for
/// everything that was evaluated, in each of its stages.
std::string explore_csv(const ExploreResult& result, const Conclusion& conclusion, bool all);

/// docs/schema/explore.schema.json.
Json explore_json(const ExploreResult& result, const Conclusion& conclusion);

/// Designs by pairs of objectives, with the front and the knee.
std::string explore_scatter_svg(const ExploreResult& result, const Conclusion& conclusion);

/// The share of each objective's variance that each parameter decides.
std::string explore_sensitivity_svg(const ExploreResult& result, const Conclusion& conclusion);

/// Metrics that tables of designs show: the objectives, what is constrained, throughput, energy per bit,
/// area, power, and accuracy where it was measured.
std::vector<Metric> shown_metrics(const ExploreResult& result, const Conclusion& conclusion);

/// Where a parameter leads: "better towards 16", "best at 8", "best: enob", "hardly matters".
std::string trend_text(const SpaceParameter& parameter, const ParameterEffect& effect);

}  // namespace tron::report
