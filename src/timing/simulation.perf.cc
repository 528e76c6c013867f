// Speed of the cost reading, with its goals: `timing_perf`.

#include "timing/simulation.h"

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "base/testing/source_tree.h"
#include "network/preset/preset.h"
#include "timing/bounds/closed_form_perf.h"

namespace tron::timing {
namespace {

struct Case {
  const char* network;
  SimulationOptions options;
  double goal_ms;  ///< of compiling and simulating, the chip and the network's sizes being there
};

SimulationOptions options_of(std::uint64_t sequence, std::uint64_t generate, TimeModel model) {
  SimulationOptions options;
  options.sequence = sequence;
  options.generate = generate;
  options.model = model;
  return options;
}

/// Least of a few runs, in milliseconds; rounds of the last.
double best_ms(const Case& c, const Chip& chip, Simulation& result) {
  const Graph graph = load_preset(c.network);
  double best = 1e9;
  for (int run = 0; run < 5; ++run) {
    const auto start = std::chrono::steady_clock::now();
    const Feasible<Simulation> made = simulate_network(compile(graph, chip), chip, c.options);
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    if (!made) throw RunError(std::string(c.network) + ": " + made.why().reason);
    best = std::min(best, taken.count() * 1e3);
    result = *made;
  }
  return best;
}

void simulations() {
  const Feasible<Chip> chip = load_chip("tron", "audited", {});
  if (!chip) throw RunError(chip.why().reason);
  const Case cases[] = {
      {"bert-base", options_of(128, 0, TimeModel::event), 150},
      {"bert-base", options_of(128, 0, TimeModel::bound), 1},
      {"bert-large", options_of(512, 0, TimeModel::event), 150},
      {"gpt2", options_of(128, 256, TimeModel::event), 1000},
      {"llama-2-7b", options_of(128, 256, TimeModel::event), 1000},
      {"llama-2-7b", options_of(128, 256, TimeModel::bound), 1000},
  };
  std::printf("%-12s %8s %8s %6s %10s %8s %12s %12s\n", "network", "sequence", "generate", "model", "ms",
              "goal", "rounds", "simulated");
  for (const Case& c : cases) {
    Simulation result;
    const double ms = best_ms(c, *chip, result);
    std::printf("%-12s %8llu %8llu %6s %10.3f %8.0f %12llu %12llu\n", c.network,
                static_cast<unsigned long long>(c.options.sequence),
                static_cast<unsigned long long>(c.options.generate),
                c.options.model == TimeModel::event ? "event" : "bound", ms, c.goal_ms,
                static_cast<unsigned long long>(result.rounds_total),
                static_cast<unsigned long long>(result.rounds_simulated));
  }
}

}  // namespace
}  // namespace tron::timing

int main() {
  tron::base::use_source_data();
  try {
    tron::timing::simulations();
    tron::timing::time_closed_form();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return 0;
}
