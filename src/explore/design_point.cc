#include "explore/design_point.h"

#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include "chip/chip.h"
#include "network/find_network.h"
#include "network/load.h"
#include "program/program.h"
#include "timing/simulation.h"

namespace tron {
namespace {

std::string broken_limit(const DesignPoint& point, const SpaceLimits& limits) {
  if (limits.area && point.area_m2 > limits.area->si) {
    return fmt::format("area {:.1f} mm2 over {:.1f}", point.area_m2 * 1e6, limits.area->si * 1e6);
  }
  if (limits.peak_power && point.peak_power_w > limits.peak_power->si) {
    return fmt::format("peak power {:.1f} W over {:.1f}", point.peak_power_w, limits.peak_power->si);
  }
  if (limits.power && point.power_w > limits.power->si) {
    return fmt::format("power {:.1f} W over {:.1f}", point.power_w, limits.power->si);
  }
  return {};
}

double score_of(const DesignPoint& point, Objective objective) {
  switch (objective) {
    case Objective::throughput:
      return point.ops_per_s;
    case Objective::epb:
      return 1 / point.epb_j_per_bit;
    case Objective::throughput_per_epb:
      return point.ops_per_s / point.epb_j_per_bit;
    case Objective::latency:
      return 1 / point.latency_s;
    case Objective::energy:
      return 1 / point.energy_j;
  }
  return 0;
}

}  // namespace

std::vector<Graph> load_graphs(const Space& space) {
  std::vector<Graph> graphs;
  for (const std::string& network : space.networks)
    graphs.push_back(load_shapes(find_network(network, NetworkNeed::shapes)));
  return graphs;
}

DesignPoint judge(const Space& space, const std::vector<Graph>& graphs, std::uint64_t number) {
  DesignPoint point;
  point.number = number;
  const std::vector<std::string> settings = space.settings(number);
  for (const std::string& set : space.also_feasible) {
    const Feasible<Chip> chip = load_chip(space.chip, set, settings);
    if (chip) continue;
    point.infeasible = set + ": " + chip.why().reason;
    return point;
  }
  const Feasible<Chip> chip = load_chip(space.chip, space.assumptions, settings);
  if (!chip) {
    point.infeasible = chip.why().reason;
    return point;
  }
  double ops = 0, epb = 0, latency = 0, energy = 0;
  SimulationOptions options;
  options.batch = space.batch;
  for (const Graph& graph : graphs) {
    options.sequence = graph.vocabulary > 0 ? space.sequence : 0;
    const Feasible<Simulation> run = simulate_network(compile(graph, *chip), graph, *chip, options);
    if (!run) {
      point.infeasible = run.why().reason;
      return point;
    }
    ops += std::log(run->throughput_ops_per_s);
    epb += std::log(run->epb_j_per_bit);
    latency += std::log(run->latency_s);
    energy += std::log(run->energy_per_inference_j);
    point.power_w = std::max(point.power_w, run->power_w);
    point.area_m2 = run->area_m2;
    point.peak_power_w = run->peak_power_w;
  }
  const auto mean = [&](double sum) { return std::exp(sum / static_cast<double>(graphs.size())); };
  point.ops_per_s = mean(ops);
  point.epb_j_per_bit = mean(epb);
  point.latency_s = mean(latency);
  point.energy_j = mean(energy);
  point.score = score_of(point, space.objective);
  point.infeasible = broken_limit(point, space.limits);
  return point;
}

}  // namespace tron
