#include "study/run_both.h"

#include <algorithm>

#include "study/findings/limits.h"

namespace tron::study {
namespace {

/// Takes the longest source and the longest target of the data; images have as many tokens as the network
/// says.
void set_lengths(const Dataset& data, SimulationOptions& options) {
  for (const Sample& sample : data.samples) {
    options.sequence = std::max<std::uint64_t>(options.sequence, sample.tokens.size());
    options.target = std::max<std::uint64_t>(options.target, sample.target.size());
  }
}

/// Simulates every program that inference is about to run, into `report`.
ProgramReader simulator(const InferRequest& request, const SimulateRequest& wanted, SimulateReport& report) {
  return [&](const Compiled& compiled, std::size_t i, const Dataset& data) -> std::optional<Infeasible> {
    const Chip& chip = compiled.chips[i];
    const Program& program = compiled.programs[i];
    SimulationOptions options = wanted.options;
    options.stop = [cancel = request.control.cancel] { return cancel.cancelled(); };
    if (options.sequence == 0) set_lengths(data, options);
    const Feasible<Simulation> simulation = simulate_network(program, chip, options);
    if (!simulation) return simulation.why();
    report.subject =
        describe_simulation(*program.graph, compiled.network->path, request.control.command_line);
    report.runs.push_back({chip, *simulation});
    if (wanted.limits)
      report.runs.back().limits = limits_of(chip, compiled.settings[i], program.graph, options);
    return std::nullopt;
  };
}

}  // namespace

Feasible<RunReport> run_compiled(const Compiled& compiled, const LoadedData& data,
                                 const InferRequest& request, const SimulateRequest& wanted) {
  RunReport report;
  const auto inference =
      infer_compiled(compiled, data, request, simulator(request, wanted, report.simulation));
  if (!inference) return inference.why();
  report.inference = *inference;
  return report;
}

}  // namespace tron::study
