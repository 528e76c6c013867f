#include "timing/simulation.h"

#include <algorithm>
#include <map>

#include <fmt/core.h>

#include "base/error.h"
#include "base/execution/parallel.h"
#include "schedule/stage_builder.h"
#include "timing/area.h"
#include "timing/events/runs.h"
#include "timing/passes.h"

namespace tron::timing {
namespace {

constexpr const char* kEpbDefinition =
    "energy of the run / (operations x bits of an operand), with two operations per multiply-accumulate of "
    "the network itself";

constexpr const char* kPlaces = "slots of the prefetch queue (schedule.fetch_depth)";

/// The program laid out and timed once.
struct Pass {
  Schedule schedule;
  Timeline timeline;
};

/// Passes of one kind, summed; `last` is kept whole.
struct Passes {
  Activity activity;
  Breakdown breakdown;  ///< layers summed, steps of the first pass
  std::vector<Usage> usage;
  std::map<std::string, Femtoseconds> bounded_by;  ///< bound time of the passes that each bottleneck bounds
  Femtoseconds time = 0, bound = 0;
  std::uint64_t rounds_simulated = 0, rounds_total = 0;
  double peak_value_bytes = 0, spilled_bytes = 0;
};

class Run {
 public:
  Run(const Program& program, const Machine& machine, const SimulationOptions& options)
      : program_(program), graph_(*program.graph), machine_(machine), options_(options) {}

  Schedule schedule(Extent extent) const {
    return build_schedule(program_, machine_, {options_.batch, extent.tokens, extent.context, extent.source});
  }

  Timeline time(const Schedule& schedule) const {
    if (options_.stop && options_.stop()) throw Interrupted();
    if (options_.model == TimeModel::bound) return bound(schedule, machine_);
    if (!options_.observer) return simulate(schedule, machine_, options_.unroll, {}, options_.stop);
    const Observer shifted = [this](const Slice& slice) {
      Slice later = slice;
      later.begin += sum_.time;
      later.end += sum_.time;
      options_.observer(later);
    };
    return simulate(schedule, machine_, options_.unroll, shifted, options_.stop);
  }

  void add(const Pass& pass) {
    const auto& [schedule, timeline] = pass;
    if (seconds(sum_.time) + seconds(timeline.end) > kLongest.si) {
      throw InputError({graph_.name, 0, 0, "simulated time"}, "more of all passes together",
                       fmt::format("at most {:g} s", kLongest.si));
    }
    Breakdown breakdown = break_down(program_, schedule, timeline, machine_);
    if (sum_.breakdown.layers.empty()) {
      sum_.breakdown = std::move(breakdown);
    } else {
      sum_.breakdown.add_layers(breakdown);
    }
    sum_.activity += activity_of(schedule, timeline, machine_);
    add_usage(sum_.usage, usage_of(schedule, timeline, machine_));
    const Timeline least = options_.model == TimeModel::bound ? timeline : bound(schedule, machine_);
    const bool places = least.places == least.end;
    sum_.bounded_by[places ? kPlaces : bottleneck(usage_of(schedule, least, machine_))] += least.end;
    sum_.bound += least.end;
    sum_.time += timeline.end;
    sum_.rounds_simulated += timeline.rounds_simulated;
    sum_.rounds_total += timeline.rounds_total;
    sum_.peak_value_bytes = std::max(sum_.peak_value_bytes, schedule.peak_value_bytes);
    sum_.spilled_bytes += schedule.spilled_bytes;
  }

  const Passes& sum() const { return sum_; }

 private:
  const Program& program_;
  const Graph& graph_;
  const Machine& machine_;
  const SimulationOptions& options_;
  Passes sum_;
};

/// Says so where a program in TRON's order could run keys and scores as a pipeline and this chip cannot.
void note_missing_pipeline(const Program& program, const Schedule& schedule,
                           std::vector<std::string>& notes) {
  const bool detour = std::any_of(program.steps.begin(), program.steps.end(), [](const Step& step) {
    return step.kind == StepKind::product && step.product.role == Role::key && step.product.heads > 1;
  });
  const bool piped = std::any_of(schedule.blocks.begin(), schedule.blocks.end(), [](const Block& block) {
    return std::any_of(block.stages.begin(), block.stages.end(),
                       [](const Stage& stage) { return stage.pipeline.has_value(); });
  });
  if (!detour || piped) return;
  notes.emplace_back(
      "scores wait for the whole of Q W_K: heads do not divide evenly among the arrays, rows of the key "
      "array and channels of the score array do not end at the same columns, or both are in one pool "
      "(docs/methods/schedule.md)");
}

/// Latency of one sample that has the chip to itself.
double lone_latency(const Program& program, const Machine& machine, SimulationOptions options,
                    std::uint64_t tokens) {
  options.batch = 1;
  options.observer = {};
  const Run run(program, machine, options);
  Femtoseconds time = run.time(run.schedule(first_extent(program, options, tokens))).end;
  for (std::uint64_t i = 0; i < options.generate; ++i) {
    time += run.time(run.schedule(next_extent(program, tokens, i))).end;
  }
  return seconds(time);
}

void fill_metrics(Simulation& s, const Passes& sum, const Machine& machine) {
  const auto batch = static_cast<double>(s.batch);
  s.latency_s = seconds(sum.time);
  s.inferences_per_s = ratio(batch, s.latency_s);
  s.macs = static_cast<double>(sum.activity.total[Charge::mac]);
  s.ops = 2 * s.network_macs;
  s.energy = energy_ledger(machine, sum.activity);
  s.power = s.energy;
  s.power *= ratio(1, s.latency_s);
  const Headline headline = headline_of(s.latency_s, s.energy.value, s.ops, batch, machine.operand_bits);
  s.peak_power = peak_power_ledger(machine);
  s.area = area_ledger(machine);
  s.energy_j = s.energy.value;
  s.throughput_ops_per_s = headline.throughput_ops_per_s;
  s.energy_per_inference_j = headline.energy_per_inference_j;
  s.operand_bits = machine.operand_bits;
  s.epb_j_per_bit = headline.epb_j_per_bit;
  s.epb_definition = kEpbDefinition;
  s.power_w = headline.power_w;
  s.peak_power_w = s.peak_power.value;
  s.area_m2 = s.area.value;
  s.heat_flux_w_per_m2 = ratio(s.power_w, s.area_m2);
  s.mac_utilisation = ratio(2 * s.macs, peak_ops_per_s(machine) * s.latency_s);
}

void fill_schedule(Simulation& s, const Passes& sum, const Schedule& first) {
  s.layers = sum.breakdown.layers;
  s.steps = sum.breakdown.steps;
  s.usage = sum.usage;
  if (s.model == TimeModel::event) s.event_latency_s = seconds(sum.time);
  s.bound_latency_s = seconds(sum.bound);
  s.bounded_by =
      std::max_element(sum.bounded_by.begin(), sum.bounded_by.end(), [](const auto& a, const auto& b) {
        return a.second < b.second;
      })->first;
  s.peak_value_bytes = sum.peak_value_bytes;
  s.spilled_bytes = sum.spilled_bytes;
  s.weight_bytes = first.weight_bytes;
  s.cache_bytes = first.cache_bytes;
  s.weights_resident = first.weights_resident;
  s.rounds_simulated = sum.rounds_simulated;
  s.rounds_total = sum.rounds_total;
}

/// Passes of one token each after the prefill that `run` has seen.
std::optional<Infeasible> decode(Run& run, Simulation& s, const Program& program, const Machine& machine) {
  Decoding decoding;
  decoding.tokens = s.generate;
  decoding.prefill_s = seconds(run.sum().time);
  decoding.prefill_energy_j = energy_ledger(machine, run.sum().activity).value;
  for (std::uint64_t i = 0; i < s.generate; ++i) {
    Pass pass;
    pass.schedule = run.schedule(next_extent(program, s.sequence, i));
    if (auto missing = missing_memory(pass.schedule, machine)) return missing;
    pass.timeline = run.time(pass.schedule);
    run.add(pass);
    decoding.last_token_s = seconds(pass.timeline.end);
    if (i == 0) decoding.first_token_s = decoding.last_token_s;
    if (i + 1 < s.generate) continue;
    decoding.cache_bytes = pass.schedule.cache_bytes;
    decoding.steps = break_down(program, pass.schedule, pass.timeline, machine).steps;
  }
  const auto tokens = static_cast<double>(s.generate);
  const auto all_tokens = tokens * static_cast<double>(s.batch);
  decoding.decode_s = seconds(run.sum().time) - decoding.prefill_s;
  decoding.mean_token_s = decoding.decode_s / tokens;
  decoding.tokens_per_s = ratio(all_tokens, decoding.decode_s);
  const double energy = energy_ledger(machine, run.sum().activity).value;
  decoding.energy_per_token_j = (energy - decoding.prefill_energy_j) / all_tokens;
  s.decoding = std::move(decoding);
  return {};
}

std::optional<Infeasible> too_hot(const Simulation& s) {
  constexpr double kPerCm2 = 1e-4;
  if (s.heat_flux_limit_w_per_m2 <= 0 || s.heat_flux_w_per_m2 <= s.heat_flux_limit_w_per_m2) return {};
  return Infeasible{
      fmt::format("{:.3g} W leave {:.3g} mm^2, {:.3g} W/cm^2; its package carries {:.3g} W/cm^2", s.power_w,
                  s.area_m2 * 1e6, s.heat_flux_w_per_m2 * kPerCm2, s.heat_flux_limit_w_per_m2 * kPerCm2),
      (s.heat_flux_limit_w_per_m2 - s.heat_flux_w_per_m2) * kPerCm2, "W/cm^2"};
}

}  // namespace

Feasible<Simulation> simulate_network(const Program& program, const Chip& chip,
                                      const SimulationOptions& options) {
  const Machine& machine = chip.machine;
  if (const auto missing = missing_capability(program, machine)) return *missing;
  Simulation s;
  s.network = program.graph->name;
  s.family = program.graph->family;
  s.chip = chip.name;
  s.assumptions = chip.assumptions;
  s.notes = program.notes;
  s.model = options.model;
  s.batch = options.batch;
  s.sequence = tokens_of(program, options);
  s.target = options.target;
  s.generate = options.generate;

  Run run(program, machine, options);
  Pass first;
  first.schedule = run.schedule(first_extent(program, options, s.sequence));
  if (const auto missing = missing_memory(first.schedule, machine)) return *missing;
  note_missing_pipeline(program, first.schedule, s.notes);
  first.timeline = run.time(first.schedule);
  run.add(first);
  if (s.generate > 0) {
    if (const auto missing = decode(run, s, program, machine)) return *missing;
  }
  s.roof = roofline(program, first.schedule, first.timeline, machine);
  s.network_macs = network_macs(program.graph, options, s.sequence);
  fill_metrics(s, run.sum(), machine);
  s.heat_flux_limit_w_per_m2 = chip.heat_flux_limit.si;
  if (const auto hot = too_hot(s)) return *hot;
  fill_schedule(s, run.sum(), first.schedule);
  s.inference_latency_s = s.batch == 1 ? s.latency_s : lone_latency(program, machine, options, s.sequence);
  return s;
}

}  // namespace tron::timing
