#pragma once

#include "base/error.h"
#include "rooms.h"
#include "study/infer_run.h"
#include "study/run_report.h"
#include "timing/simulation.h"

namespace tron::study {

/// Inference and simulation of the same programs. Lengths that `wanted` leaves open are those of the longest
/// sample of the data.
Feasible<RunReport> run_compiled(const Compiled& compiled, const LoadedData& data,
                                 const InferRequest& request, const SimulationOptions& wanted);

/// The same, loading first what the request names.
Feasible<RunReport> run_both(const InferRequest& request, const SimulationOptions& wanted);

}  // namespace tron::study
