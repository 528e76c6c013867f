#include "explore/design_point.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "chip/chip.h"
#include "explore/space/metric_means.h"
#include "network/find_network.h"
#include "network/load.h"
#include "program/program.h"
#include "timing/simulation.h"

namespace tron::explore {
namespace {

std::string broken_constraint(const Metrics& metrics, const std::vector<Constraint>& constraints) {
  for (const Constraint& constraint : constraints) {
    if (std::string why = constraint.why(metrics); !why.empty()) return why;
  }
  return {};
}

}  // namespace

std::vector<Graph> load_graphs(const Space& space) {
  std::vector<Graph> graphs;
  for (const SpaceNetwork& one : space.networks)
    graphs.push_back(load_shapes(find_network(one.network, NetworkNeed::shapes)));
  return graphs;
}

namespace {

/// The metrics, or why it is no design; InputError for what a description does not allow.
std::optional<Metrics> measure(const Space& space, const std::vector<Graph>& graphs, std::uint64_t number,
                               TimeModel model, std::string& why) {
  const std::vector<std::string> settings = space.settings(number);
  for (const std::string& set : space.also_feasible) {
    const Feasible<Chip> chip = load_chip(space.chip, set, settings);
    if (chip) continue;
    why = set + ": " + chip.why().reason;
    return {};
  }
  const Feasible<Chip> chip = load_chip(space.chip, space.assumptions, settings);
  if (!chip) {
    why = chip.why().reason;
    return {};
  }
  MetricMeans means;
  SimulationOptions options;
  options.batch = space.batch;
  options.model = model;
  for (const Graph& graph : graphs) {
    options.sequence = sequence_for(space, graph);
    const Feasible<Simulation> run = simulate_network(compile(graph, *chip), *chip, options);
    if (!run) {
      why = run.why().reason;
      return {};
    }
    means.add({run->throughput_ops_per_s, run->energy_per_inference_j, run->epb_j_per_bit, run->power_w},
              run->inference_latency_s);
    means.area_m2 = run->area_m2;
    means.peak_power_w = run->peak_power_w;
  }
  means.enob = chip->inference ? chip->budget.enob : 0;
  return means.metrics();
}

}  // namespace

std::uint64_t sequence_for(const Space& space, const Graph& graph) {
  return graph.vocabulary > 0 ? space.sequence : 0;
}

EvaluatedDesign evaluate_exactly(const Space& space, const std::vector<Graph>& graphs, std::uint64_t number,
                                 TimeModel model, std::string* why) {
  std::string unwanted;
  std::string& reason = why != nullptr ? *why : unwanted;
  EvaluatedDesign evaluated;
  evaluated.number = number;
  try {
    const std::optional<Metrics> metrics = measure(space, graphs, number, model, reason);
    if (!metrics) return evaluated;
    evaluated.metrics = *metrics;
  } catch (const InputError& error) {
    reason = error.what();
    evaluated.status = Status::illegal;
    return evaluated;
  }
  reason = broken_constraint(evaluated.metrics, space.constraints);
  evaluated.status = reason.empty() ? Status::design : Status::outside;
  return evaluated;
}

}  // namespace tron::explore
