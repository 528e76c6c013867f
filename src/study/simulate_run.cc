#include "study/simulate_run.h"

#include "base/execution/parallel.h"
#include "base/version.h"
#include "network/graph_edit.h"
#include "program/program.h"
#include "study/findings/idle_settings.h"
#include "study/load_chips.h"
#include "study/open_network.h"

namespace tron::study {
namespace {

/// Leaves an unrolled simulation whose trace is full.
struct TraceIsFull {};

/// Runs the program once more, every repetition, and keeps what every unit does.
void trace_run(TraceSink& trace, const Program& program, const Chip& chip, SimulationOptions options,
               const std::string& label) {
  trace.start_run(label, chip.machine, program);
  options.unroll = true;
  options.observer = [&trace](const Slice& slice) {
    if (!trace.add(slice)) throw TraceIsFull{};
  };
  try {
    simulate_network(program, chip, options);
  } catch (const TraceIsFull&) {
    // What was kept until here is the trace; it says itself that it is cut.
  }
}

}  // namespace

// Without decoding the program is that of `infer` and `run`.
std::shared_ptr<const LoadedNetwork> decoding(const std::shared_ptr<const LoadedNetwork>& network) {
  if (network->graph->output != Output::next_tokens) return network;
  return std::make_shared<const LoadedNetwork>(
      network->path, network->folder, std::make_shared<const Graph>(for_generation(*network->graph)));
}

SimulateSubject describe_simulation(const Graph& graph, const std::string& where,
                                    const std::string& command_line) {
  SimulateSubject s;
  s.version = version();
  s.command_line = command_line;
  s.network = graph.name, s.network_path = where, s.family = graph.family;
  s.layers = graph.layers, s.width = graph.width, s.heads = graph.heads;
  s.feed_forward = graph.feed_forward;
  return s;
}

Feasible<SimulateReport> simulate_compiled(const Compiled& compiled, const SimulateRequest& request,
                                           TraceSink* trace) {
  SimulateReport report;
  report.subject =
      describe_simulation(*compiled.network->graph, compiled.network->folder, request.control.command_line);
  report.infeasible = compiled.infeasible;
  if (request.control.loaded) request.control.loaded();
  SimulationOptions options = request.options;
  options.stop = [cancel = request.control.cancel] { return cancel.cancelled(); };
  try {
    for (std::size_t i = 0; i < compiled.chips.size(); ++i) {
      const Chip& chip = compiled.chips[i];
      const Program& program = compiled.programs[i];
      const Feasible<Simulation> simulation = simulate_network(program, chip, options);
      if (!simulation) {
        report.infeasible.push_back(
            infeasible_under(simulation.why(), compiled.description, chip.assumptions));
        continue;
      }
      report.runs.push_back({chip, *simulation});
      for (std::string& idle : idle_settings(chip))
        report.runs.back().simulation.notes.push_back(std::move(idle));
      if (request.limits)
        report.runs.back().limits = limits_of(chip, compiled.settings[i], program.graph, options);
      const std::string label = compiled.chips.size() > 1 ? chip.assumptions : "";
      if (trace != nullptr) trace_run(*trace, program, chip, options, label);
    }
  } catch (const Interrupted&) {
    if (report.runs.empty()) throw;
    report.complete = false;
  }
  if (report.runs.empty()) return report.infeasible.back();
  return report;
}

}  // namespace tron::study
