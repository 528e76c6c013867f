#include "study/simulate_run.h"

#include "base/execution/parallel.h"
#include "base/version.h"
#include "network/find_network.h"
#include "network/graph_edit.h"
#include "network/load.h"
#include "program/program.h"
#include "study/idle_settings.h"
#include "study/load_chips.h"

namespace tron::study {
namespace {

/// Leaves an unrolled simulation whose trace is full.
struct TraceIsFull {};

/// Runs the program once more, every repetition, and keeps what every unit does.
void trace_run(TraceSink& trace, const Program& program, const Graph& graph, const Chip& chip,
               SimulationOptions options, const std::string& label) {
  trace.start_run(label, chip.machine, program);
  options.unroll = true;
  options.observer = [&trace](const Slice& slice) {
    if (!trace.add(slice)) throw TraceIsFull{};
  };
  try {
    simulate_network(program, graph, chip, options);
  } catch (const TraceIsFull&) {
    // What was kept until here is the trace; it says itself that it is cut.
  }
}

}  // namespace

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

Feasible<SimulateReport> run_simulate(const SimulateRequest& request, TraceSink* trace) {
  const LoadedChips loaded = load_chips(request.chip, request.assumptions, request.settings);
  if (loaded.chips.empty()) return loaded.infeasible.front();
  const std::string where = find_network(request.network, NetworkNeed::shapes);
  Graph graph = load_shapes(where);
  // Tokens that are decoded one by one need the logits of the last row alone, as `generate` runs it; without
  // them the program is that of `infer` and `run`.
  if (request.options.generate > 0 && graph.output == Output::next_tokens)
    graph = for_generation(std::move(graph));
  if (request.loaded) request.loaded();
  SimulateReport report;
  report.subject = describe_simulation(graph, where, request.command_line);
  report.infeasible = loaded.infeasible;
  SimulationOptions options = request.options;
  options.stop = stop_requested;
  try {
    for (const Chip& chip : loaded.chips) {
      const Program program = compile(graph, chip);
      const Feasible<Simulation> simulation = simulate_network(program, graph, chip, options);
      if (!simulation) {
        report.infeasible.push_back(infeasible_under(simulation.why(), request.chip, chip.assumptions));
        continue;
      }
      report.runs.push_back({chip, *simulation});
      for (std::string& idle : idle_settings(chip))
        report.runs.back().simulation.notes.push_back(std::move(idle));
      if (request.limits) report.runs.back().limits = limits_of(chip, request.settings, graph, options);
      const std::string label = loaded.chips.size() > 1 ? chip.assumptions : "";
      if (trace != nullptr) trace_run(*trace, program, graph, chip, options, label);
    }
  } catch (const Interrupted&) {
    if (report.runs.empty()) throw;
    report.complete = false;
  }
  if (report.runs.empty()) return report.infeasible.front();
  return report;
}

}  // namespace tron::study
