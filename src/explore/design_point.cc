#include "explore/design_point.h"

#include <algorithm>
#include <cmath>

#include "chip/chip.h"
#include "network/find_network.h"
#include "network/load.h"
#include "program/program.h"
#include "timing/simulation.h"

namespace tron {
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

void judge(const Space& space, const std::vector<Graph>& graphs, TimeModel model, DesignPoint& point) {
  const std::vector<std::string> settings = space.settings(point.number);
  for (const std::string& set : space.also_feasible) {
    const Feasible<Chip> chip = load_chip(space.chip, set, settings);
    if (chip) continue;
    point.infeasible = set + ": " + chip.why().reason;
    return;
  }
  const Feasible<Chip> chip = load_chip(space.chip, space.assumptions, settings);
  if (!chip) {
    point.infeasible = chip.why().reason;
    return;
  }
  double ops = 0, epb = 0, latency = 0, energy = 0, power = 0;
  SimulationOptions options;
  options.batch = space.batch;
  options.model = model;
  for (const Graph& graph : graphs) {
    options.sequence = graph.vocabulary > 0 ? space.sequence : 0;
    const Feasible<Simulation> run = simulate_network(compile(graph, *chip), graph, *chip, options);
    if (!run) {
      point.infeasible = run.why().reason;
      return;
    }
    ops += std::log(run->throughput_ops_per_s);
    epb += std::log(run->epb_j_per_bit);
    latency += std::log(run->latency_s);
    energy += std::log(run->energy_per_inference_j);
    power = std::max(power, run->power_w);
    point.metrics[Metric::area] = run->area_m2;
    point.metrics[Metric::peak_power] = run->peak_power_w;
  }
  const auto mean = [&](double sum) { return std::exp(sum / static_cast<double>(graphs.size())); };
  point.metrics[Metric::throughput] = mean(ops);
  point.metrics[Metric::epb] = mean(epb);
  point.metrics[Metric::latency] = mean(latency);
  point.metrics[Metric::energy] = mean(energy);
  point.metrics[Metric::power] = power;
  point.metrics[Metric::enob] = chip->inference ? chip->budget.enob : 0;
  point.infeasible = broken_constraint(point.metrics, space.constraints);
  point.verdict = point.infeasible.empty() ? Verdict::design : Verdict::outside;
}

}  // namespace

DesignPoint judge(const Space& space, const std::vector<Graph>& graphs, std::uint64_t number,
                  TimeModel model) {
  DesignPoint point;
  point.number = number;
  try {
    judge(space, graphs, model, point);
  } catch (const InputError& error) {
    point.verdict = Verdict::illegal;
    point.infeasible = error.what();
  }
  return point;
}

}  // namespace tron
