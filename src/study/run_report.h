#pragma once

#include <string>

#include "base/text/json.h"
#include "rooms.h"
#include "study/infer_report.h"
#include "study/simulate_report.h"

namespace tron::study {

/// One compiled program for each assumption set, read as numbers (inference) and as time and cost
/// (simulation); `runs` of both stand in the same order.
struct RunReport {
  InferReport inference;
  SimulateReport simulation;
};

}  // namespace tron::study
