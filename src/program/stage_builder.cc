#include "program/stage_builder.h"

#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include "base/error.h"
#include "network/host_op.h"

namespace tron {
namespace {

UnitRole unit_role(StepKind kind) {
  switch (kind) {
    case StepKind::softmax:
      return UnitRole::softmax;
    case StepKind::norm:
      return UnitRole::norm;
    case StepKind::activation:
      return UnitRole::activation;
    case StepKind::residual:
      return UnitRole::residual;
    default:
      return UnitRole::control;
  }
}

bool all_caches_fit(const Program& program, const Machine& machine, const Workload& workload,
                    const ValuePlan& plan) {
  double bytes = 0;
  for (const Step& step : program.steps) {
    if (from_cache(step, workload, plan)) bytes += cache_bytes(step, machine, workload, plan);
  }
  return bytes <= machine.cache_capacity_bytes;
}

}  // namespace

Femtoseconds femtoseconds(Time time) {
  if (!(time.si <= kLongest.si)) {
    throw InputError({"", 0, 0, "simulated time"}, fmt::format("{:.3g} s for one operation", time.si),
                     fmt::format("at most {:g} s", kLongest.si));
  }
  return std::llround(time.si * 1e15);
}

bool from_cache(const Step& step, const Workload& workload, const ValuePlan& plan) {
  if (step.kind != StepKind::product || step.product.weighting == Weighting::fixed) return false;
  return step.product.cached || (workload.context > 0 && !step.source && plan.slot[step.inputs[1]] < 0);
}

double cache_bytes(const Step& step, const Machine& machine, const Workload& workload,
                   const ValuePlan& plan) {
  return static_cast<double>(workload.batch) *
         static_cast<double>(held_rows(step, plan.rows, workload.context)) *
         static_cast<double>(plan.width[step.inputs[1]]) * machine.operand_bits / 8.0;
}

StageBuilder::StageBuilder(const Program& program, const Graph& graph, const Machine& machine,
                           const Workload& workload, const ValuePlan& plan, bool weights_resident)
    : program_(program),
      graph_(graph),
      machine_(machine),
      workload_(workload),
      plan_(plan),
      weights_resident_(weights_resident),
      cache_resident_(all_caches_fit(program, machine, workload, plan)),
      element_bytes_(machine.operand_bits / 8.0) {}

Femtoseconds StageBuilder::port_time(int level, double bytes) const {
  const double rate = machine_.memories[level].bytes_per_second;
  return bytes <= 0 || rate <= 0 ? 0 : femtoseconds(Time{bytes / rate});
}

StageBuilder::Operands StageBuilder::operands(const Step& step) const {
  const Product& product = step.product;
  const bool dynamic = product.weighting == Weighting::dynamic;
  std::size_t held = 0;
  if (dynamic) held = held_rows(step, plan_.rows, workload_.context);
  const ProductShape shape = product_shape(product, plan_.rows[step.inputs[0]], held);
  if (!dynamic) {
    return {static_cast<std::uint64_t>(product.heads), workload_.batch * shape.m, shape.k, shape.n};
  }
  // Heads that share a stationary operand stream through it one after another.
  const std::uint64_t shared = product.group;
  return {workload_.batch * product.heads / shared, shape.m * shared, shape.k, shape.n};
}

/// Bytes that a product moves to and from main memory. A streamed operand passes once for every row block;
/// what of it is not in the buffer comes from main memory each time.
double StageBuilder::product_fetch(const Step& step, const Mapping& mapping, bool swapped) const {
  const Product& product = step.product;
  const auto passes = static_cast<double>(mapping.row_blocks);
  const double left = plan_.spilled[step.inputs[0]];
  double bytes = plan_.spilled[step.output] + (swapped ? left : left * passes);
  if (product.weighting == Weighting::fixed) {
    if (weights_resident_) return bytes;
    const double tensor = element_bytes_ * static_cast<double>(mapping.instances * mapping.k *
                                                               (swapped ? mapping.m : mapping.n));
    const bool stays = !swapped || tensor <= machine_.value_capacity_bytes;
    return bytes + (stays ? tensor : tensor * passes);
  }
  const double right = plan_.spilled[step.inputs[1]];
  bytes += swapped ? right * passes : right;
  // Rows of earlier tokens are read, the new ones are written.
  if (from_cache(step, workload_, plan_) && !cache_resident_)
    bytes += cache_bytes(step, machine_, workload_, plan_);
  return bytes;
}

TileRun StageBuilder::tile_run(int number) const {
  const Step& step = program_.steps[number];
  const Product& product = step.product;
  const int pool_number = machine_.pool_of[static_cast<int>(product.role)];
  const ArrayPool& pool = machine_.pools[pool_number];
  const Operands o = operands(step);
  // Weights meet all samples at once, but the choice is one sample's.
  const std::uint64_t own = product.weighting == Weighting::fixed ? o.m / workload_.batch : o.m;
  const bool swapped = inputs_stay(machine_, pool, product.heads / product.group, own, o.k, o.n);
  // The context product streams probabilities.
  const bool streams_unsigned = product.role == Role::context && !swapped;
  const Mapping mapping = swapped ? map_product(o.instances, o.n, o.k, o.m, pool)
                                  : map_product(o.instances, o.m, o.k, o.n, pool, streams_unsigned);
  TileRun run;
  run.step = number;
  run.pool = pool_number;
  run.tiles = mapping.tiles();
  run.rounds = rounds_of(mapping, pool);
  run.row_blocks = mapping.row_blocks;
  run.depth_blocks = mapping.depth_blocks;
  run.work = product_work(mapping, pool, machine_.operand_bits);
  run.work.fetched = product_fetch(step, mapping, swapped);
  run.program = pool.streams_both ? 0 : femtoseconds(pool.program);
  run.stream = femtoseconds(pool.symbol * static_cast<double>(mapping.symbols));
  // With inputs stationary a row of the result is whole only once everything has streamed past it.
  run.row = swapped ? run.stream : run.stream / static_cast<Femtoseconds>(mapping.m);
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
  const int left = plan_.slot[step.inputs[0]];
  const int right = product.weighting == Weighting::dynamic ? plan_.slot[step.inputs[1]] : -1;
  run.streamed = swapped ? right : left;
  run.held = swapped ? left : right;
  run.output = plan_.slot[step.output];
  return run;
}

/// Bytes of tables and raw inputs that a control step reads from main memory.
double StageBuilder::table_bytes(const Step& step) const {
  const double made = plan_.bytes[step.output];
  switch (step.kind) {
    case StepKind::input:
    case StepKind::patches:
      return made;
    case StepKind::host:
      return element_bytes_ * static_cast<double>(host_work(*step.host).constants);
    case StepKind::embed:  // a row each of the word, position and type tables
      return made * (1 + (step.position >= 0 ? 1 : 0) + (step.type >= 0 ? 1 : 0));
    case StepKind::prepend:
      return element_bytes_ * static_cast<double>(graph_.tensors[step.tensor].value.rows * step.width);
    case StepKind::add_rows:
      return made / static_cast<double>(workload_.batch);
    default:
      return 0;
  }
}

RowRun StageBuilder::row_run(int number) const {
  const Step& step = program_.steps[number];
  RowRun run;
  run.step = number;
  run.unit = machine_.unit_of[static_cast<int>(unit_role(step.kind))];
  const Unit& unit = machine_.units[run.unit];
  // A softmax row is one head's scores; every other row is a token's.
  const std::uint64_t split = step.kind == StepKind::softmax ? step.heads : 1;
  const std::uint64_t width = plan_.width[step.output] / split;
  run.rows = workload_.batch * plan_.rows[step.output] * split;
  const bool host = step.kind == StepKind::host;
  const bool view = host && step.operations == 0;
  const std::uint64_t operations = host ? step.operations : width;
  const std::uint64_t cycles = (operations + unit.lanes - 1) / unit.lanes * unit.passes;
  if (!view) run.row = femtoseconds(unit.cycle * static_cast<double>(cycles) + unit.row_overhead);
  run.latency = femtoseconds(unit.latency);
  run.work[Charge::element] = run.rows * operations;
  const double written = view ? 0 : plan_.bytes[step.output];
  double read = 0, fetched = view ? 0 : table_bytes(step) + plan_.spilled[step.output];
  for (int input : step.inputs) {
    run.inputs.push_back(plan_.slot[input]);
    read += view ? 0 : plan_.bytes[input];
    fetched += view ? 0 : plan_.spilled[input];
  }
  run.work.fetched = fetched;
  run.work.elements = read + written;
  run.fetch = port_time(machine_.dram, fetched);
  run.fetch_latency = run.fetch > 0 ? femtoseconds(machine_.memories[machine_.dram].latency) : 0;
  run.feed = port_time(machine_.buffer, read);
  run.drain = port_time(machine_.buffer, written);
  run.output = plan_.slot[step.output];
  return run;
}

}  // namespace tron
