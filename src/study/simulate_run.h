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

/// How a network is to be timed.
struct SimulateRequest {
  SimulationOptions options;  ///< without an observer
  bool limits = true;         ///< find what limits speed and energy, too
  Control control;
};

/// The network as tokens that are decoded one by one need it: of a language model the logits of the last row
/// alone, as `generate` runs it.
std::shared_ptr<const LoadedNetwork> decoding(const std::shared_ptr<const LoadedNetwork>& network);

/// Times and charges what is compiled. Infeasible if the chip is under all assumption sets; the reason names
/// its set. Once cancelled what was finished, Interrupted where nothing was. With a `trace` every run is
/// simulated once more, unrolled, until the trace is full.
Feasible<SimulateReport> simulate_compiled(const Compiled& compiled, const SimulateRequest& request,
                                           TraceSink* trace);

/// Names and sizes for a report's head.
SimulateSubject describe_simulation(const Graph& graph, const std::string& where,
                                    const std::string& command_line);

}  // namespace tron::study
