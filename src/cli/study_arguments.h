#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rooms.h"

namespace tron::cli {

/// How far below the nominal chip a chip may be, and which accuracy it must have at least.
struct AccuracyLimit {
  double points = 0.01;
  std::optional<double> accuracy;
};
/// "1pt", "82%", or both: a comma list with at most one of each.
AccuracyLimit parse_limit(const std::string& text);
/// A comma list of kelvins in [-100, 100], rising.
std::vector<double> parse_temperatures(const std::string& text);

/// Seconds from "90", "90 s", "10 min" or "2 h".
double parse_duration(const std::string& option, const std::string& text);

/// --model: true for bound, false for event.
bool parse_bound(const std::string& word);

}  // namespace tron::cli
