#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/error.h"
#include "network/graph.h"
#include "report/simulate/simulate_report.h"
#include "report/simulate/trace_json.h"
#include "rooms.h"

namespace tron::cli {

/// What the user asked `tron simulate` for.
struct SimulateRequest {
  std::string network;  ///< a folder, a description of shapes, or the name of either in data/network
  std::string chip;     ///< a file, or the name of one in data/chip
  std::vector<std::string> assumptions;
  SimulationOptions options;          ///< without an observer
  std::vector<std::string> settings;  ///< "path=value"
  std::string command_line;
  std::function<void()> loaded;  ///< called once everything is read, before the work
};

/// Compiles, times and charges the network under every assumption set. Infeasible if a chip is; the reason
/// names its assumption set. After Ctrl-C what was finished, Interrupted where nothing was. With a `trace`
/// every run is simulated once more, unrolled, until the trace is full.
Feasible<SimulateReport> run_simulate(const SimulateRequest& request, TraceJson* trace);

/// --model: event or bound.
TimeModel parse_model(const std::string& word);

/// Names and sizes for a report's head.
SimulateSubject describe_simulation(const Graph& graph, const std::string& where,
                                    const std::string& command_line);

}  // namespace tron::cli
