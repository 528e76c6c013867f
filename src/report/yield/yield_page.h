#pragma once

#include <string>
#include <vector>

#include "base/text/json.h"
#include "explore/yield/yield_summary.h"
#include "rooms.h"

namespace tron::report {

/// What `tron yield` ran; every figure of its outputs can be traced to this.
struct YieldSubject {
  std::string version, command_line, network, data, calibration, chip, chip_file;
  std::size_t samples = 0;
  std::uint64_t seed = 0;
  YieldLimit limit;
};

/// One assumption set's study.
struct YieldReport {
  std::string assumptions;
  Process process;
  double fsr_m = 0;
  HeaterCount heaters;
  Length closed_form_shift;  ///< of the assumption set: what the ledgers charge
  Json design;               ///< every parameter with value, source, tag
  std::vector<ChipOutcome> outcomes;
  std::vector<YieldVariation> variations;
  YieldSummary summary;
};

std::string yield_page(const YieldSubject& subject, const std::vector<YieldReport>& reports);
/// A line a chip of every set: accuracy, heater power, rings out of reach, and the variations it ran.
std::string yield_csv(const YieldSubject& subject, const std::vector<YieldReport>& reports);
Json yield_json(const YieldSubject& subject, const std::vector<YieldReport>& reports);
/// Histograms of accuracy and of heater power, and accuracy against the rise since calibration.
std::string yield_svg(const YieldSubject& subject, const std::vector<YieldReport>& reports);

}  // namespace tron::report
