// Speed of one network in closed form on machine after machine, with its goal: printed by `timing_perf`.

#include "timing/bounds/closed_form.h"

#include <chrono>
#include <cstdio>

#include "chip/chip.h"
#include "network/preset/preset.h"
#include "timing/bounds/closed_form_perf.h"

namespace tron::timing {
namespace {

/// The chip in many sizes; every machine differs from the one before in all of them.
std::vector<Machine> sizes_of(const Machine& like) {
  std::vector<Machine> machines;
  for (int i = 0; i < 64; ++i) {
    Machine machine = like;
    for (ArrayPool& pool : machine.pools) {
      pool.arrays = 1 + (pool.arrays + 5 * i) % 24;
      pool.rows = 8 * (1 + (pool.rows / 8 + 3 * i) % 16);
      pool.channels = 4 * (1 + (pool.channels / 4 + 7 * i) % 16);
    }
    for (Unit& unit : machine.units) unit.lanes = 1 + (unit.lanes + 11 * i) % 64;
    machine.memories[machine.dram].bytes_per_second *= 1 + i % 5;
    machine.fetch_depth = 1 + i % 4;
    machines.push_back(std::move(machine));
  }
  return machines;
}

/// Least mean time of a run, in microseconds.
template <class Run>
double best_us(const std::vector<Machine>& machines, Run run) {
  double best = 1e9;
  for (int round = 0; round < 50; ++round) {
    const auto start = std::chrono::steady_clock::now();
    for (const Machine& machine : machines) run(machine);
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    best = std::min(best, taken.count() * 1e6 / static_cast<double>(machines.size()));
  }
  return best;
}

void time_network(const char* network, const Chip& chip, const Workload& workload, double goal_us,
                  double room) {
  const Graph graph = load_preset(network);
  const Program program = compile(graph, chip);
  std::vector<Machine> machines = sizes_of(chip.machine);
  for (Machine& machine : machines) machine.value_capacity_bytes *= room;
  ClosedFormTimer timer(program, chip.machine, workload);
  double sum = 0, again = 0;
  const double kept = best_us(machines, [&](const Machine& machine) {
    if (const Activity* activity = timer.run(machine)) sum += activity->time_s;
  });
  const double anew = best_us(machines, [&](const Machine& machine) {
    const Schedule schedule = build_schedule(program, machine, workload);
    again += activity_of(schedule, bound(schedule, machine), machine).time_s;
  });
  if (sum != again) throw RunError("the two disagree");
  std::printf("%-12s %8llu %8.3g %10.2f %8.0f %12.2f\n", network,
              static_cast<unsigned long long>(workload.tokens), room, kept, goal_us, anew);
}

}  // namespace

void time_closed_form() {
  const Feasible<Chip> chip = load_chip("tron", "audited", {});
  if (!chip) throw RunError(chip.why().reason);
  std::printf("%-12s %8s %8s %10s %8s %12s\n", "network", "tokens", "buffer", "us a run", "goal",
              "scheduled us");
  time_network("bert-base", *chip, {1, 128, 0, 0}, 5, 1);
  time_network("bert-base", *chip, {1, 128, 0, 0}, 5, 0.01);
  time_network("transformer-base", *chip, {1, 128, 0, 0}, 5, 1);
  time_network("llama-2-7b", *chip, {1, 1, 127, 0}, 5, 1);
}

}  // namespace tron::timing
