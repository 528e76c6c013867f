#pragma once

#include <string>
#include <vector>

#include "explore/yield/yield_summary.h"
#include "rooms.h"
#include "timing/simulation.h"

namespace tron::cli {

/// "1pt", "82%", or both: a comma list with at most one of each.
YieldLimit parse_limit(const std::string& text);
/// A comma list of kelvins in [-100, 100], rising.
std::vector<double> parse_temperatures(const std::string& text);

/// Seconds from "90", "90 s", "10 min" or "2 h".
double parse_duration(const std::string& option, const std::string& text);

/// --model: event or bound.
TimeModel parse_model(const std::string& word);

}  // namespace tron::cli
