#include "schedule/stage_builder.h"

#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include "base/error.h"

namespace tron::schedule {
namespace {

[[noreturn]] void too_long(Time time) {
  throw InputError({"", 0, 0, "simulated time"}, fmt::format("{:.3g} s for one operation", time.si),
                   fmt::format("at most {:g} s", kLongest.si));
}

}  // namespace

Femtoseconds femtoseconds(Time time) {
  if (!(time.si <= kLongest.si)) too_long(time);
  const double exact = time.si * 1e15;
  if (exact < 0) return std::llround(exact);
  // llround without the call: halves go up, and what is left of an integer is exact.
  const auto whole = static_cast<Femtoseconds>(exact);
  return whole + (exact - static_cast<double>(whole) >= 0.5 ? 1 : 0);
}

StageBuilder::StageBuilder(const Layout& layout, const Machine& machine, const Spills& spills)
    : machine_(machine),
      spilled_(spills.bytes),
      weights_resident_(layout.weight_bytes <= machine.weight_capacity_bytes),
      cache_resident_(layout.cache_bytes <= machine.cache_capacity_bytes),
      element_bytes_(machine.operand_bits / 8.0) {}

Femtoseconds StageBuilder::port_time(int level, double bytes) const {
  const double rate = machine_.memories[level].bytes_per_second;
  return bytes <= 0 || rate <= 0 ? 0 : femtoseconds(Time{bytes / rate});
}

/// Bytes that a product moves to and from main memory. A moving operand passes once for every row block;
/// what of it is not in the buffer comes from main memory each time.
double StageBuilder::product_fetch(const ProductLayout& product, const Mapping& mapping, bool swapped) const {
  const auto passes = static_cast<double>(mapping.row_blocks);
  const double left = spilled_[product.left];
  double bytes = spilled_[product.output] + (swapped ? left : left * passes);
  if (product.shape.fixed) {
    if (weights_resident_) return bytes;
    const double tensor = element_bytes_ * static_cast<double>(mapping.instances * mapping.k *
                                                               (swapped ? mapping.m : mapping.n));
    const bool stays = !swapped || tensor <= machine_.value_capacity_bytes;
    return bytes + (stays ? tensor : tensor * passes);
  }
  const double right = spilled_[product.right];
  bytes += swapped ? right * passes : right;
  // Rows of earlier tokens are read, the new ones are written.
  if (!cache_resident_) bytes += product.shape.cached;
  return bytes;
}

/// Of a round on the pool, and on the ports.
void StageBuilder::times(const ArrayPool& pool, TileRun& run) const {
  run.program = pool.streams_both ? 0 : femtoseconds(pool.program);
  run.latency = femtoseconds(pool.latency);
  const auto rounds = static_cast<double>(run.rounds);
  run.fetch = port_time(machine_.dram, run.work.fetched / rounds);
  run.fetch_latency = run.fetch > 0 ? femtoseconds(machine_.memories[machine_.dram].latency) : 0;
  // Updates count where no smaller memory between buffer and arrays holds what they repeat.
  const Traffic& through = machine_.memories[machine_.buffer].traffic;
  const double loaded = through.weights * run.work.weights + through.updates * run.work.updates;
  run.load = port_time(machine_.buffer, loaded / rounds);
  run.feed = port_time(machine_.buffer, run.work.inputs / rounds);
  run.drain = port_time(machine_.buffer, run.work.outputs / rounds);
}

void StageBuilder::fill(const ProductLayout& product, TileRun& run) const {
  const ProductLayout::Shape& shape = product.shape;
  const ArrayPool& pool = machine_.pools[shape.pool];
  const bool swapped = inputs_stay(machine_, pool, shape.own_instances, shape.own_m, shape.k, shape.n);
  const Mapping mapping =
      swapped ? map_product(shape.instances, shape.n, shape.k, shape.m, pool)
              : map_product(shape.instances, shape.m, shape.k, shape.n, pool, shape.probabilities);
  run.step = product.step;
  run.pool = shape.pool;
  run.tiles = mapping.tiles();
  run.rounds = rounds_of(mapping, pool);
  run.row_blocks = mapping.row_blocks;
  run.depth_blocks = mapping.depth_blocks;
  run.work = product_work(mapping, pool, machine_.operand_bits);
  run.work.fetched = product_fetch(product, mapping, swapped);
  run.stream = femtoseconds(pool.symbol * static_cast<double>(mapping.symbols));
  // With inputs stationary a row of the result is whole only once everything has streamed past it.
  run.row = swapped ? run.stream : run.stream / static_cast<Femtoseconds>(mapping.m);
  times(pool, run);
  run.streamed = swapped ? shape.right_slot : shape.left_slot;
  run.held = swapped ? shape.left_slot : shape.right_slot;
  run.output = shape.output_slot;
}

void StageBuilder::fill(const RowLayout& rows, RowRun& run) const {
  const RowLayout::Shape& shape = rows.shape;
  const Unit& unit = machine_.units[shape.unit];
  run.step = rows.step;
  run.unit = shape.unit;
  run.rows = shape.rows;
  const std::uint64_t cycles = (shape.operations + unit.lanes - 1) / unit.lanes * unit.passes;
  run.row = shape.view ? 0 : femtoseconds(unit.cycle * static_cast<double>(cycles) + unit.row_overhead);
  run.latency = femtoseconds(unit.latency);
  double fetched = 0;
  if (!shape.view) {
    fetched = shape.tables + spilled_[rows.output];
    for (int input : rows.inputs) fetched += spilled_[input];
  }
  run.work[Charge::element] = run.rows * shape.operations;
  run.work.fetched = fetched;
  run.work.elements = shape.read + shape.written;
  run.fetch = port_time(machine_.dram, fetched);
  run.fetch_latency = run.fetch > 0 ? femtoseconds(machine_.memories[machine_.dram].latency) : 0;
  run.feed = port_time(machine_.buffer, shape.read);
  run.drain = port_time(machine_.buffer, shape.written);
  run.output = shape.output_slot;
}

}  // namespace tron::schedule
