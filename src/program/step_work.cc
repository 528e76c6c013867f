#include "program/step_work.h"

#include <algorithm>

namespace tron::program {
namespace {

std::uint64_t blocks(std::uint64_t of, std::uint64_t size) {
  return (of + size - 1) / size;
}

}  // namespace

StepWork& StepWork::operator+=(const StepWork& other) {
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

StepWork StepWork::times(std::uint64_t repeats) const {
  StepWork work = *this;
  for (std::uint64_t& count : work.events) count *= repeats;
  for (double* bytes : {&work.fetched, &work.weights, &work.updates, &work.inputs, &work.sums, &work.outputs,
                        &work.elements}) {
    *bytes *= static_cast<double>(repeats);
  }
  return work;
}

bool inputs_stay(const Machine& machine, const ArrayPool& pool, std::uint64_t instances, std::uint64_t m,
                 std::uint64_t k, std::uint64_t n) {
  if (machine.stationary != Stationary::automatic) return machine.stationary == Stationary::inputs;
  if (pool.streams_both) return false;
  const auto time = [&](const Mapping& mapping) {
    const double symbols = static_cast<double>(mapping.symbols) * pool.symbol.si;
    return static_cast<double>(rounds_of(mapping, pool)) *
           (pool.double_buffered ? std::max(symbols, pool.program.si) : symbols + pool.program.si);
  };
  return time(map_product(instances, n, k, m, pool)) < time(map_product(instances, m, k, n, pool));
}

std::uint64_t rounds_of(const Mapping& mapping, const ArrayPool& pool) {
  if (pool.by_head && mapping.instances > 1) {
    return blocks(mapping.instances, pool.arrays) * mapping.row_blocks * mapping.depth_blocks;
  }
  return blocks(mapping.tiles(), pool.arrays);
}

Mapping map_product(std::uint64_t instances, std::uint64_t m, std::uint64_t k, std::uint64_t n,
                    const ArrayPool& pool, bool streams_unsigned) {
  Mapping mapping{instances, m, k, n};
  mapping.passes = streams_unsigned && pool.unsigned_passes > 0 ? pool.unsigned_passes : pool.passes;
  mapping.row_blocks = blocks(n, pool.rows);
  mapping.depth_blocks = blocks(k, pool.channels);
  mapping.symbols = blocks(m, pool.columns) * mapping.passes;
  return mapping;
}

StepWork product_work(const Mapping& mapping, const ArrayPool& pool, int operand_bits) {
  const auto [instances, m, k, n, row_blocks, depth_blocks, passes, symbols] = mapping;
  const std::uint64_t sums = blocks(blocks(depth_blocks, pool.accumulate), pool.shared_sums);
  StepWork work;
  work[Charge::update] = instances * k * n * (pool.streams_both ? blocks(m, pool.columns) : 1);
  work[Charge::input] = blocks(instances * m * k * row_blocks * passes, pool.shared_inputs);
  work[Charge::mac] = instances * m * k * n;
  work[Charge::detection] = instances * m * n * depth_blocks * passes;
  work[Charge::conversion] = instances * m * n * sums * passes;
  work[Charge::symbol] = instances * row_blocks * depth_blocks * symbols;
  work[Charge::output] = instances * m * n;
  const double bytes = operand_bits / 8.0;
  work.weights = bytes * static_cast<double>(instances * k * n);
  work.updates = bytes * static_cast<double>(work[Charge::update]);
  work.inputs = bytes * static_cast<double>(work[Charge::input]);
  work.sums = bytes * static_cast<double>(work[Charge::conversion]);
  work.outputs = bytes * static_cast<double>(work[Charge::output]);
  return work;
}

}  // namespace tron::program
