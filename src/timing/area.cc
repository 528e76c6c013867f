#include "timing/area.h"

#include <algorithm>
#include <array>
#include <string>

#include "timing/bounds/roofline.h"
#include "timing/energy.h"

namespace tron::timing {
namespace {

/// Events and bytes a second.
struct Rates {
  std::array<double, kEventCharges> events{};
  double fetched = 0, weights = 0, updates = 0, inputs = 0, sums = 0, outputs = 0, elements = 0;

  Rates& operator+=(const Rates& other) {
    for (int i = 0; i < kEventCharges; ++i) events[i] += other.events[i];
    fetched += other.fetched;
    weights += other.weights;
    updates += other.updates;
    inputs += other.inputs;
    sums += other.sums;
    outputs += other.outputs;
    elements += other.elements;
    return *this;
  }

  double accessed(const Traffic& traffic) const {
    return traffic.fetched * fetched + traffic.weights * weights + traffic.updates * updates +
           traffic.inputs * inputs + traffic.sums * sums + traffic.outputs * outputs +
           traffic.elements * elements;
  }
};

double per(double amount, double time_s) {
  return time_s > 0 ? amount / time_s : 0;
}

/// Of a product that fills every array, every analogue accumulation and every shared converter: the
/// compiler's own counts, over the time its symbols and its programming take.
Rates full_activity(const Machine& machine, int index) {
  const ArrayPool& pool = machine.pools[index];
  const std::uint64_t depth = std::uint64_t{1} * pool.accumulate * pool.shared_sums;
  const Mapping mapping =
      map_product(1, pool.columns, pool.channels * depth, std::uint64_t{1} * pool.rows * pool.arrays, pool,
                  streams_probabilities(machine, index));
  const StepWork work = product_work(mapping, pool, machine.operand_bits);
  const double rounds = static_cast<double>(mapping.tiles()) / pool.arrays;
  const double streaming = rounds * static_cast<double>(mapping.symbols) * pool.symbol.si;
  const bool streamed = pool.streams_both || pool.program.si <= 0;
  const double writing = streamed ? streaming : rounds * pool.program.si;
  Rates rates;
  for (int i = 0; i < kEventCharges; ++i) {
    const bool update = static_cast<Charge>(i) == Charge::update;
    rates.events[i] = per(static_cast<double>(work.events[i]), update ? writing : streaming);
  }
  rates.weights = rates.fetched = per(work.weights, writing);
  rates.updates = per(work.updates, writing);
  rates.inputs = per(work.inputs, streaming);
  rates.sums = per(work.sums, streaming);
  rates.outputs = per(work.outputs, streaming);
  return rates;
}

Rates full_activity(const Unit& unit, int operand_bits) {
  Rates rates;
  const double elements = per(unit.lanes, unit.cycle.si);
  rates.events[static_cast<int>(Charge::element)] = elements;
  rates.elements = 2 * elements * operand_bits / 8;
  return rates;
}

double part_power(const Part& part, double devices, const Rates& rates) {
  const int charge = static_cast<int>(part.charge);
  return charge < kEventCharges ? part.energy.si * rates.events[charge] : part.power.si * devices;
}

/// Bytes a second through a level at full activity.
double level_rate(const Machine& machine, std::size_t index, const Rates& all) {
  const MemoryLevel& level = machine.memories[index];
  const double asked = all.accessed(level.traffic);
  if (level.bytes_per_second <= 0) return asked;
  if (static_cast<int>(index) == machine.dram) return level.bytes_per_second;
  return static_cast<int>(index) == machine.buffer ? std::min(asked, 3 * level.bytes_per_second) : asked;
}

/// Every amount of the area's ledger in its order: take(place, name, m^2).
template <class Take>
void take_areas(const Machine& machine, const Take& take) {
  static const std::string parts = "parts", memory = "memory";
  for (const ArrayPool& pool : machine.pools) {
    for (const Part& part : pool.parts) take(pool.name, part.name, part.area.si * devices_of(part, pool));
  }
  for (const Unit& unit : machine.units) {
    for (const Part& part : unit.parts) take(unit.name, part.name, part.area.si * part.count);
  }
  for (const MemoryLevel& level : machine.memories) take(memory, level.name, level.area.si);
  for (const Part& part : machine.parts) take(parts, part.name, part.area.si * part.count);
}

/// The same of nameplate power, in W.
template <class Take>
void take_peak_powers(const Machine& machine, const Take& take) {
  static const std::string parts = "parts", access = "/access", standing = "/standing";
  Rates all;
  for (std::size_t i = 0; i < machine.pools.size(); ++i) {
    const ArrayPool& pool = machine.pools[i];
    const Rates rates = full_activity(machine, static_cast<int>(i));
    all += rates;
    for (const Part& part : pool.parts)
      take(pool.name, part.name, part_power(part, devices_of(part, pool), rates));
  }
  for (const Unit& unit : machine.units) {
    const Rates rates = full_activity(unit, machine.operand_bits);
    all += rates;
    for (const Part& part : unit.parts) take(unit.name, part.name, part_power(part, part.count, rates));
  }
  for (std::size_t i = 0; i < machine.memories.size(); ++i) {
    const MemoryLevel& level = machine.memories[i];
    take(level.name, access, level.energy_per_byte.si * level_rate(machine, i, all));
    take(level.name, standing, level.standing.si);
  }
  for (const Part& part : machine.parts) take(parts, part.name, part_power(part, part.count, all));
}

}  // namespace

Ledger area_ledger(const Machine& machine) {
  Ledger chip("chip");
  take_areas(machine, [&](const std::string& place, const std::string& name, double area) {
    chip.add(place + "/" + name, area);
  });
  return chip;
}

double area_m2(const Machine& machine) {
  double sum = 0;
  take_areas(machine, [&](const std::string&, const std::string&, double area) { sum += area; });
  return sum;
}

Ledger peak_power_ledger(const Machine& machine) {
  Ledger chip("chip");
  take_peak_powers(machine, [&](const std::string& place, const std::string& name, double power) {
    chip.add(name[0] == '/' ? "memory/" + place + name : place + "/" + name, power);
  });
  return chip;
}

double peak_power_w(const Machine& machine) {
  double sum = 0;
  take_peak_powers(machine, [&](const std::string&, const std::string&, double power) { sum += power; });
  return sum;
}

}  // namespace tron::timing
