// The paper's claims beside this model and the literature.
#pragma once

#include <string>

#include "tron/control.h"
#include "tron/report.h"

namespace tron {

struct ReproduceChoices {
  std::string chip = "tron";
  bool fast = false;  ///< without which assumption moves what, and with a short look at this machine's speed

  void validate() const;  ///< InputError for an empty name
};

/// How many comparisons with published accelerators decide a claim each way.
struct ClaimTally {
  int holds = 0, fails = 0, open = 0;
};

struct ReproduceSummary {
  ClaimTally throughput_paper, throughput_audited;  ///< "at least 14x", per assumption set
  ClaimTally energy_paper, energy_audited;          ///< "at least 8x"
  bool complete = true;
  bool compared = true;  ///< false: cancelled before the claims were decided; then the report has no JSON
  Report report;
};

/// InputError, InfeasibleError.
ReproduceSummary reproduce_claims(const ReproduceChoices& choices = {}, const Control& control = {});

}  // namespace tron
