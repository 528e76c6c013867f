#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/text/json.h"
#include "explore/yield/yield_summary.h"
#include "rooms.h"

namespace tron::study {

/// What `tron yield` ran; every figure of its outputs can be traced to this.
struct YieldSubject {
  std::string version, command_line, network, data, calibration, chip, chip_file;
  std::size_t samples = 0;
  std::uint64_t seed = 0;
  YieldLimit limit;
  bool quick = false;                  ///< few chips and samples, for a first look
  std::vector<Infeasible> infeasible;  ///< why, of the sets under which the chip cannot work
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

}  // namespace tron::study
