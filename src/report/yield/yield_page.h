#pragma once

#include <string>
#include <vector>

#include "base/text/json.h"
#include "rooms.h"
#include "study/yield_report.h"

namespace tron::report {

std::string yield_page(const YieldSubject& subject, const std::vector<YieldReport>& reports);
/// A line a chip of every set: accuracy, heater power, rings out of reach, and the variations it ran.
std::string yield_csv(const YieldSubject& subject, const std::vector<YieldReport>& reports);
Json yield_json(const YieldSubject& subject, const std::vector<YieldReport>& reports);
/// Histograms of accuracy and of heater power, and accuracy against the rise since calibration.
std::string yield_svg(const YieldSubject& subject, const std::vector<YieldReport>& reports);

}  // namespace tron::report
