#include "study/reproduce/reproduce_model.h"

#include <algorithm>

#include <fmt/format.h>

#include "chip/chip.h"
#include "network/find_network.h"
#include "network/load.h"
#include "program/program.h"

namespace tron::study {
namespace {

std::vector<Share> by_device(const Ledger& energy) {
  std::map<std::string, double> sums;
  for (const auto& [path, value] : energy.leaves()) sums[path.substr(path.rfind('/') + 1)] += value;
  std::vector<Share> out;
  for (const auto& [device, value] : sums) {
    if (value > 0) out.emplace_back(device, value / energy.value);
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const Share& a, const Share& b) { return a.second > b.second; });
  return out;
}

std::string time_spent(const Simulation& s) {
  const Usage* most = nullptr;
  for (const Usage& usage : s.usage) {
    if (most == nullptr || usage.busy_share > most->busy_share) most = &usage;
  }
  if (most == nullptr) return "";
  std::string out = fmt::format("{} works {:.0f} % of the time", most->name, 100 * most->busy_share);
  if (most->programming_s > 0)
    out += fmt::format(", {:.0f} % of the time programs", 100 * most->programming_s / s.latency_s);
  const Share waits[] = {{"main memory", most->wait_memory_s},
                         {"a buffer's port", most->wait_port_s},
                         {"operands", most->wait_data_s}};
  for (const auto& [what, seconds] : waits) {
    if (seconds > 0.1 * s.latency_s)
      out += fmt::format(", waits {:.0f} % for {}", 100 * seconds / s.latency_s, what);
  }
  return out;
}

}  // namespace

ModelPoint model_point(const Simulation& s) {
  ModelPoint p;
  p.sequence = s.sequence;
  p.batch = s.batch;
  p.bits = s.operand_bits;
  p.latency_s = s.latency_s;
  p.inferences_per_s = s.inferences_per_s;
  p.throughput_ops_per_s = s.throughput_ops_per_s;
  p.energy_per_inference_j = s.energy_per_inference_j;
  p.energy_per_op_j = s.ops > 0 ? s.energy_j / s.ops : 0;
  p.epb_j_per_bit = s.epb_j_per_bit;
  p.power_w = s.power_w;
  p.peak_power_w = s.peak_power_w;
  p.area_m2 = s.area_m2;
  for (const Usage& usage : s.usage) p.peak_ops_per_s += 2 * usage.peak_macs_per_s;
  p.energy_by_device = by_device(s.energy);
  p.time_spent = time_spent(s);
  return p;
}

std::shared_ptr<const Graph> SimulatedChip::graph(const std::string& network) const {
  const std::lock_guard lock(mutex_);
  auto& graph = graphs_[network];
  if (!graph) graph = std::make_shared<const Graph>(load_shapes(find_network(network, NetworkNeed::shapes)));
  return graph;
}

ModelAnswer SimulatedChip::simulate(const ModelRequest& request) const {
  const auto network = graph(request.network);
  try {
    const Feasible<Chip> chip = load_chip(chip_, request.assumptions, request.settings);
    if (!chip) return {std::nullopt, chip.why().reason};
    SimulationOptions options;
    options.batch = request.batch;
    options.sequence = request.sequence;
    options.stop = stop_;
    const Feasible<Simulation> simulation = simulate_network(compile(network, *chip), *chip, options);
    if (!simulation) return {std::nullopt, simulation.why().reason};
    return {model_point(*simulation), ""};
  } catch (const InputError& error) {
    // A value that is out of a parameter's range is an answer too: that design cannot be.
    if (request.settings.empty()) throw;
    return {std::nullopt, error.found() + " where " + error.allowed() + " is allowed"};
  }
}

Json SimulatedChip::resolved(const std::string& assumptions) const {
  const Feasible<Chip> chip = load_chip(chip_, assumptions, {});
  if (!chip) throw RunError(assumptions + ": " + chip.why().reason);
  return chip->resolved;
}

}  // namespace tron::study
