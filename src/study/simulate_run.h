#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "network/graph.h"
#include "rooms.h"
#include "study/compiled.h"
#include "study/simulate_report.h"
#include "tron/control.h"

namespace tron::study {

/// Takes what every unit does while a run is simulated unrolled.
class TraceSink {
 public:
  virtual ~TraceSink() = default;
  /// What follows belongs to this run; `label` tells it from the others.
  virtual void start_run(const std::string& label, const Machine& machine, const Program& program) = 0;
  /// False once no more is wanted: the simulation ends there.
  virtual bool add(const Slice& slice) = 0;
};

/// What the user asked `tron simulate` for.
struct SimulateRequest {
  std::string network;  ///< a folder, a description of shapes, or the name of either in data/network
  std::string chip;     ///< a file, or the name of one in data/chip
  std::vector<std::string> assumptions;
  SimulationOptions options;          ///< without an observer
  std::vector<std::string> settings;  ///< "path=value"
  bool limits = true;                 ///< find what limits speed and energy, too
  std::string command_line;
  std::function<void()> loaded;  ///< called once everything is read, before the work
  Control control;
};

/// The network as tokens that are decoded one by one need it: of a language model the logits of the last row
/// alone, as `generate` runs it.
std::shared_ptr<const LoadedNetwork> decoding(const std::shared_ptr<const LoadedNetwork>& network);

/// Times and charges what is compiled; `request` says how, its network and chip stand in reports alone.
/// Infeasible, Interrupted and `trace` as below.
Feasible<SimulateReport> simulate_compiled(const Compiled& compiled, const SimulateRequest& request,
                                           TraceSink* trace);

/// Compiles, times and charges the network under every assumption set. Infeasible if the chip is under all of
/// them; the reason names its assumption set. Once cancelled what was finished, Interrupted where nothing
/// was. With a `trace` every run is simulated once more, unrolled, until the trace is full.
Feasible<SimulateReport> run_simulate(const SimulateRequest& request, TraceSink* trace);

/// Names and sizes for a report's head.
SimulateSubject describe_simulation(const Graph& graph, const std::string& where,
                                    const std::string& command_line);

}  // namespace tron::study
