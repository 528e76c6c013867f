#include "timing/breakdown.h"

#include <algorithm>
#include <stdexcept>

#include "timing/events/runs.h"

namespace tron::timing {
namespace {

double event_energy(const std::vector<Part>& parts, const StepWork& work) {
  double energy = 0;
  for (const Part& part : parts) {
    if (static_cast<int>(part.charge) < kEventCharges) {
      energy += part_energy(part, 0, {work}, 0).si;
    }
  }
  return energy;
}

template <class Devices>
double busy_energy(const std::vector<Part>& parts, const StationActivity& station, Devices devices) {
  double energy = 0;
  for (const Part& part : parts) {
    if (part.charge == Charge::busy) energy += part_energy(part, devices(part), station, 0).si;
  }
  return energy;
}

/// Power that flows whatever the program does.
double always_power(const Machine& machine) {
  double power = 0;
  const auto add = [&](const std::vector<Part>& parts, double stations) {
    for (const Part& part : parts) {
      if (part.charge == Charge::always) power += part.power.si * part.count * stations;
    }
  };
  for (const ArrayPool& pool : machine.pools) add(pool.parts, pool.arrays);
  for (const Unit& unit : machine.units) add(unit.parts, 1);
  add(machine.parts, 1);
  for (const MemoryLevel& level : machine.memories) power += level.standing.si;
  return power;
}

/// A pool or unit: what its busy power came to, and the own times of its runs that share it.
struct Station {
  double busy_s = 0, busy_energy_j = 0, own_time = 0, runs = 0;

  double share(const RunView& run, const Machine& machine) const {
    return own_time > 0 ? static_cast<double>(run.own_time(machine)) / own_time : 1 / runs;
  }
};

/// What all runs of a pass share.
class Shares {
 public:
  Shares(const std::vector<RunView>& runs, const Activity& activity, const Machine& machine)
      : machine_(machine), pools_(machine.pools.size()), units_(machine.units.size()) {
    for (std::size_t i = 0; i < pools_.size(); ++i) {
      const ArrayPool& pool = machine.pools[i];
      pools_[i].busy_s = activity.pools[i].busy_s;
      pools_[i].busy_energy_j = busy_energy(pool.parts, activity.pools[i],
                                            [&](const Part& part) { return devices_of(part, pool); });
    }
    const auto count = [](const Part& part) { return part.count; };
    for (std::size_t i = 0; i < units_.size(); ++i) {
      units_[i].busy_s = activity.units[i].busy_s;
      units_[i].busy_energy_j = busy_energy(machine.units[i].parts, activity.units[i], count);
    }
    for (const RunView& run : runs) {
      of(run).own_time += static_cast<double>(run.own_time(machine)) * run.block->repeats;
      of(run).runs += run.block->repeats;
    }
    standing_j_ = always_power(machine) * activity.time_s +
                  busy_energy(machine.parts, whole_chip(activity, machine), count);
  }

  const Station& of(const RunView& run) const {
    return run.tile ? pools_[run.station()] : units_[run.station()];
  }

  /// Of one repetition: events and its part of the busy power.
  double active_energy(const RunView& run) const {
    const auto& parts = run.tile ? machine_.pools[run.station()].parts : machine_.units[run.station()].parts;
    double energy = event_energy(parts, run.work()) + event_energy(machine_.parts, run.work());
    for (const MemoryLevel& level : machine_.memories) {
      energy += level.energy_per_byte.si * accessed_bytes(level.traffic, run.work());
    }
    return energy + of(run).busy_energy_j * of(run).share(run, machine_);
  }

  double standing_j() const { return standing_j_; }

 private:
  Station& of(const RunView& run) { return run.tile ? pools_[run.station()] : units_[run.station()]; }

  const Machine& machine_;
  std::vector<Station> pools_, units_;
  double standing_j_ = 0;
};

/// By how much each layer moves the end of the run, relative to the whole.
std::vector<double> time_shares(const Schedule& schedule, const Timeline& timeline,
                                const std::vector<RunView>& runs, const Machine& machine) {
  std::vector<double> advance;
  Femtoseconds latest = 0;
  for (const LayerTime& layer : timeline.layers) {
    advance.push_back(static_cast<double>(std::max<Femtoseconds>(0, layer.end - latest)));
    latest = std::max(latest, layer.end);
  }
  if (latest == 0) {  // a bound has no layers: by the time that they keep units busy
    advance.clear();
    auto run = runs.begin();
    for (const Block& block : schedule.blocks) {
      double own = 0;
      for (; run != runs.end() && run->block == &block; ++run)
        own += static_cast<double>(run->own_time(machine));
      advance.insert(advance.end(), block.repeats, own);
    }
  }
  double sum = 0;
  for (const double each : advance) sum += each;
  for (double& each : advance) each = sum > 0 ? each / sum : 1.0 / static_cast<double>(advance.size());
  return advance;
}

std::string layer_name(int layer, bool before) {
  if (layer >= 0) return "layer " + std::to_string(layer);
  return before ? "stem" : "head";
}

StepCost step_cost(const RunView& run, const Program& program, const Machine& machine, const Shares& shares) {
  StepCost cost;
  const Step& step = program.steps[run.step()];
  cost.step = run.step();
  cost.kind = step.kind;
  cost.name = step.name;
  cost.on = run.tile ? machine.pools[run.station()].name : machine.units[run.station()].name;
  cost.layer = run.block->layer;
  cost.repeats = run.block->repeats;
  if (run.time) {
    cost.begin_s = seconds(run.time->begin);
    cost.end_s = seconds(run.time->end);
  }
  cost.busy_s = shares.of(run).busy_s * shares.of(run).share(run, machine);
  cost.macs = static_cast<double>(run.work()[Charge::mac]);
  cost.main_memory_bytes = run.work().fetched;
  if (machine.buffer >= 0) {
    cost.buffer_bytes = accessed_bytes(machine.memories[machine.buffer].traffic, run.work());
  }
  if (cost.main_memory_bytes > 0) cost.intensity = 2 * cost.macs / cost.main_memory_bytes;
  return cost;
}

/// Charges each step with its events and busy power; the sum of one repetition.
double charge_steps(const std::vector<RunView>& runs, const Shares& shares, StepCost* steps) {
  double sum = 0;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    steps[i].energy_j = shares.active_energy(runs[i]);
    sum += steps[i].energy_j;
  }
  return sum;
}

/// Spreads a repetition's share of what time costs over its steps, by their spans.
void spread(const std::vector<RunView>& runs, const Machine& machine, double standing_j, StepCost* steps) {
  double spans = 0;
  for (const RunView& run : runs) spans += static_cast<double>(run.span(machine));
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const double share = spans > 0 ? static_cast<double>(runs[i].span(machine)) / spans
                                   : 1.0 / static_cast<double>(runs.size());
    steps[i].energy_j += standing_j * share;
  }
}

/// Appends the layers that a block repeats; the share of the run's time that they take together.
double add_layers_of(const Block& block, const std::vector<RunView>& runs, const std::vector<double>& time,
                     double active_j, const Shares& shares, const Timeline& timeline, Breakdown& out) {
  double macs = 0, sum = 0;
  for (const RunView& run : runs) macs += static_cast<double>(run.work()[Charge::mac]);
  const bool before = std::none_of(out.layers.begin(), out.layers.end(),
                                   [](const LayerCost& each) { return each.layer >= 0; });
  for (int repeat = 0; repeat < block.repeats; ++repeat) {
    const std::size_t index = out.layers.size();
    LayerCost cost;
    cost.layer = block.layer < 0 ? -1 : block.layer + repeat;
    cost.name = layer_name(cost.layer, before);
    if (index < timeline.layers.size()) {
      cost.begin_s = seconds(timeline.layers[index].begin);
      cost.end_s = seconds(timeline.layers[index].end);
    }
    cost.latency_s = time.at(index) * seconds(timeline.end);
    cost.energy_j = active_j + time.at(index) * shares.standing_j();
    cost.macs = macs;
    sum += time[index];
    out.layers.push_back(std::move(cost));
  }
  return sum;
}

}  // namespace

void Breakdown::add_layers(const Breakdown& later) {
  for (const LayerCost& more : later.layers) {
    const auto mine = std::find_if(layers.begin(), layers.end(),
                                   [&](const LayerCost& each) { return each.name == more.name; });
    if (mine == layers.end()) {
      layers.push_back(more);
      continue;
    }
    mine->latency_s += more.latency_s;
    mine->energy_j += more.energy_j;
    mine->macs += more.macs;
  }
}

Breakdown break_down(const Program& program, const Schedule& schedule, const Timeline& timeline,
                     const Machine& machine) {
  const std::vector<RunView> runs = runs_of(schedule, timeline);
  const Shares shares(runs, activity_of(schedule, timeline, machine), machine);
  const std::vector<double> time = time_shares(schedule, timeline, runs, machine);
  Breakdown out;
  auto first = runs.begin();
  for (const Block& block : schedule.blocks) {
    const auto end = std::find_if(first, runs.end(), [&](const RunView& run) { return run.block != &block; });
    const std::vector<RunView> own(first, end);
    first = end;
    const std::size_t steps = out.steps.size();
    for (const RunView& run : own) out.steps.push_back(step_cost(run, program, machine, shares));
    const double active = charge_steps(own, shares, out.steps.data() + steps);
    const double share = add_layers_of(block, own, time, active, shares, timeline, out);
    spread(own, machine, share / block.repeats * shares.standing_j(), out.steps.data() + steps);
  }
  return out;
}

}  // namespace tron::timing
