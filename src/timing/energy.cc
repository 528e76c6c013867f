#include "timing/energy.h"

#include <algorithm>

#include "timing/events/runs.h"

namespace tron::timing {
namespace {

bool is_event(Charge charge) {
  return static_cast<int>(charge) < kEventCharges;
}

template <class Devices, class Take>
void take_parts(const std::string& place, const std::vector<Part>& parts, const StationActivity& station,
                const Activity& activity, const Devices& devices, const Take& take) {
  for (const Part& part : parts)
    take(place, part.name, part_energy(part, devices(part), station, activity.time_s).si);
}

/// Every amount of the ledger in its order: take(place, name, joules).
template <class Take>
void take_energies(const Machine& machine, const Activity& activity, const Take& take) {
  static const std::string access = "/access", standing = "/standing", parts = "parts";
  for (std::size_t i = 0; i < machine.pools.size(); ++i) {
    const ArrayPool& pool = machine.pools[i];
    take_parts(
        pool.name, pool.parts, activity.pools[i], activity,
        [&](const Part& part) { return devices_of(part, pool); }, take);
  }
  const auto count = [](const Part& part) { return part.count; };
  for (std::size_t i = 0; i < machine.units.size(); ++i) {
    const Unit& unit = machine.units[i];
    take_parts(unit.name, unit.parts, activity.units[i], activity, count, take);
  }
  for (const MemoryLevel& level : machine.memories) {
    const double bytes = accessed_bytes(level.traffic, activity.total);
    take(level.name, access, level.energy_per_byte.si * bytes);
    take(level.name, standing, level.standing.si * activity.time_s);
  }
  take_parts(parts, machine.parts, whole_chip(activity, machine), activity, count, take);
}

}  // namespace

Activity& Activity::operator+=(const Activity& later) {
  const auto add = [](std::vector<StationActivity>& sum, const std::vector<StationActivity>& more) {
    if (sum.size() < more.size()) sum.resize(more.size());
    for (std::size_t i = 0; i < more.size(); ++i) {
      sum[i].work += more[i].work;
      sum[i].busy_s += more[i].busy_s;
      sum[i].warming_s += more[i].warming_s;
    }
  };
  time_s += later.time_s;
  passes += later.passes;
  add(pools, later.pools);
  add(units, later.units);
  total += later.total;
  return *this;
}

Activity activity_of(const Schedule& schedule, const Timeline& timeline, const Machine& machine) {
  runs_of(schedule, timeline);  // refuses a timeline of another schedule
  Activity activity;
  fill_activity(ScheduleView(schedule).blocks(), timeline, machine, activity);
  return activity;
}

void fill_activity(std::span<const BlockView> blocks, const Timeline& timeline, const Machine& machine,
                   Activity& activity) {
  activity.time_s = seconds(timeline.end);
  activity.passes = 1;
  activity.total = {};
  activity.pools.assign(machine.pools.size(), {});
  activity.units.assign(machine.units.size(), {});
  const auto add = [&](StationActivity& station, const StepWork& once, int repeats) {
    const StepWork work = once.times(repeats);
    station.work += work;
    activity.total += work;
  };
  for (const BlockView& block : blocks) {
    for (const StageView& stage : block.stages) {
      for (const TileRun& run : stage.tiles) add(activity.pools[run.pool], run.work, block.repeats);
      if (stage.rows != nullptr) add(activity.units[stage.rows->unit], stage.rows->work, block.repeats);
    }
  }
  for (std::size_t i = 0; i < machine.pools.size(); ++i) {
    const PoolTime& time = timeline.pools[i];
    activity.pools[i].busy_s = seconds(time.streaming + time.programming);
    activity.pools[i].warming_s = seconds(time.warming);
  }
  for (std::size_t i = 0; i < machine.units.size(); ++i)
    activity.units[i].busy_s = seconds(timeline.units[i]);
}

Energy part_energy(const Part& part, double devices, const StationActivity& station, double time_s) {
  if (is_event(part.charge)) return part.energy * static_cast<double>(station.work[part.charge]);
  if (part.charge == Charge::always) return part.power * devices * Time{time_s};
  const double warming = part.warms_up ? station.warming_s : 0;
  return part.power * devices * Time{station.busy_s + warming};
}

double devices_of(const Part& part, const ArrayPool& pool) {
  return part.count * pool.arrays;
}

double accessed_bytes(const Traffic& traffic, const StepWork& work) {
  return traffic.fetched * work.fetched + traffic.weights * work.weights + traffic.updates * work.updates +
         traffic.inputs * work.inputs + traffic.sums * work.sums + traffic.outputs * work.outputs +
         traffic.elements * work.elements;
}

StationActivity whole_chip(const Activity& activity, const Machine& machine) {
  const double warming = static_cast<double>(activity.passes) * std::min(machine.warm_up.si, activity.time_s);
  return {activity.total, activity.time_s, warming};
}

Ledger energy_ledger(const Machine& machine, const Activity& activity) {
  Ledger chip("chip");
  take_energies(machine, activity, [&](const std::string& place, const std::string& name, double joules) {
    chip.add(name[0] == '/' ? "memory/" + place + name : place + "/" + name, joules);
  });
  return chip;
}

double energy_j(const Machine& machine, const Activity& activity) {
  double sum = 0;
  take_energies(machine, activity,
                [&](const std::string&, const std::string&, double joules) { sum += joules; });
  return sum;
}

}  // namespace tron::timing
