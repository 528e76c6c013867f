#pragma once

#include "base/error.h"
#include "rooms.h"
#include "study/infer_run.h"
#include "study/run_report.h"
#include "study/simulate_run.h"

namespace tron::study {

/// Inference and simulation of the same programs, both under the control of `request`. Lengths that `wanted`
/// leaves open are those of the longest sample of the data.
Feasible<RunReport> run_compiled(const Compiled& compiled, const LoadedData& data,
                                 const InferRequest& request, const SimulateRequest& wanted);

}  // namespace tron::study
