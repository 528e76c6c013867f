#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "rooms.h"
#include "study/yield_report.h"
#include "tron/control.h"

namespace tron::study {

/// How long the chips of an assumption set will take.
struct YieldEstimate {
  std::string assumptions;
  std::size_t chips = 0, varied_chips = 0, variations = 0, samples = 0;
  double seconds = 0;  ///< from the time of one chip
};

/// What the user asked `tron yield` for.
struct YieldRequest {
  std::string network, data, chip;
  std::vector<std::string> assumptions, settings;
  std::size_t samples = 0;  ///< 0 = all
  std::size_t batch = 32;
  int threads = 0;
  YieldOptions study;
  YieldLimit limit;
  bool quick = false;  ///< few chips and samples, for a first look: the page says so
  std::function<void(const YieldEstimate&)> estimated;  ///< called for each assumption set before its chips
  Control control;
};

struct YieldOutcome {
  YieldSubject subject;
  std::vector<YieldReport> reports;
};

/// Loads, then studies one assumption set after the other, with every rank of Control::ranks if there are
/// any. Infeasible if every chip is. Nothing on the ranks that only help.
std::optional<Feasible<YieldOutcome>> run_yield(const YieldRequest& request);

}  // namespace tron::study
