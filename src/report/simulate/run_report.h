#pragma once

#include <string>

#include "base/text/json.h"
#include "report/infer/infer_report.h"
#include "report/simulate/simulate_report.h"
#include "rooms.h"

namespace tron::report {

/// One compiled program for each assumption set, read as numbers (inference) and as time and cost
/// (simulation); `runs` of both stand in the same order.
struct RunReport {
  InferReport inference;
  SimulateReport simulation;
};

/// The page that `tron run` prints: how right the network still is, beside what that takes.
std::string run_page(const RunReport& report);

/// {"inference": infer_json(), "simulation": one simulate_json() an assumption set}; described by
/// docs/schema/run.schema.json.
Json run_json(const RunReport& report);

}  // namespace tron::report
