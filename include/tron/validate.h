// The models beside published measurements and independent solvers.
#pragma once

#include <string>
#include <vector>

#include "tron/control.h"
#include "tron/report.h"

namespace tron {

/// One comparison. Numbers are in the row's unit.
struct ValidationRow {
  std::string group, name;  ///< file of data/validation, and its table [row.NAME]
  std::string quantity, unit;
  double published = 0;
  double ours = 0;      ///< NaN where there is none
  std::string verdict;  ///< "agrees", "differs", "bound", "not_modelled", "not_run"
};

struct ValidateSummary {
  int agree = 0, differ = 0, bounds = 0, not_modelled = 0, not_run = 0;
  std::vector<ValidationRow> rows;
  bool complete = true;  ///< false: cancelled; what stands here is finished
  Report report;
};

/// InputError.
ValidateSummary validate_models(const Control& control = {});

}  // namespace tron
