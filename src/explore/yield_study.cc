#include "explore/yield_study.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/parallel.h"
#include "inference/calibrate.h"
#include "inference/photonic_engine.h"

namespace tron {
namespace {

std::vector<TuningChoice> all_choices() {
  std::vector<TuningChoice> out;
  for (const Assignment assignment : {Assignment::fixed, Assignment::cyclic}) {
    for (const double spread : {1.0, 0.75, 0.5}) {
      for (const double range : {0.5, 1.0, 1.5}) out.push_back({spread, assignment, range});
    }
  }
  return out;
}

std::vector<YieldVariation> all_variations(const YieldOptions& options, const Process& process) {
  const TuningChoice described{1, process.assignment, process.heater_range};
  std::vector<YieldVariation> out;
  for (const double rise : options.rises_k)
    out.push_back({fmt::format("{:g} K warmer", rise), rise, described});
  const auto add = [&](const char* name, const TuningChoice& choice) {
    YieldVariation variation;
    variation.name = name, variation.choice = choice;
    out.push_back(variation);
  };
  for (const double spread : {0.75, 0.5}) {
    add(spread == 0.5 ? "all spreads x 0.5" : "all spreads x 0.75",
        {spread, described.assignment, described.range});
  }
  if (process.assignment != Assignment::cyclic)
    add("cyclic assignment", {1, Assignment::cyclic, described.range});
  add("heaters of half an FSR",
      {1, described.assignment == Assignment::both_ways ? Assignment::fixed : described.assignment, 0.5});
  return out;
}

void check_answers(Task task, std::span<const Sample> samples) {
  const bool known = std::any_of(samples.begin(), samples.end(), [&](const Sample& s) {
    return task == Task::classify
               ? s.label >= 0
               : std::any_of(s.expected.begin(), s.expected.end(), [](int t) { return t >= 0; });
  });
  if (task == Task::embed || !known) {
    throw InputError(
        Place{"", 0, 0, "data"}, "samples whose right answers are not known",
        "labelled samples of a classifier, or running text for a language model: yield is a share "
        "of right answers");
  }
}

}  // namespace

YieldStudy::YieldStudy(const Graph& graph, const Program& program, const Chip& chip,
                       std::span<const Sample> samples, std::span<const Sample> calibration,
                       const YieldOptions& options, int threads)
    : graph_(graph),
      program_(program),
      chip_(chip),
      samples_(samples),
      options_(options),
      task_(task_of(graph.output)),
      plan_(fabrication_plan(chip)),
      heaters_(heater_count(chip)),
      variations_(all_variations(options, plan_.process)),
      choices_(all_choices()) {
  check_answers(task_, samples);
  if (variations_.size() > kYieldVariations) {
    throw InputError(
        Place{"", 0, 0, "temperatures"}, fmt::format("{}", options.rises_k.size()),
        fmt::format("at most {}", kYieldVariations - (variations_.size() - options.rises_k.size())));
  }
  ranges_ = calibrate(graph, program, chip, calibration, threads);
}

std::uint64_t YieldStudy::noise_seed(std::size_t item) const {
  return item == 0 ? options_.seed : chip_key(options_.seed, (std::uint64_t{1} << 32) + item);
}

/// Right answers of the chip that `specimen` is, by part; false after Ctrl-C.
bool YieldStudy::count(const Specimen* specimen, std::uint64_t seed, YieldCounts& out) const {
  const auto engine = photonic_engine(chip_, Sources::all(), seed, specimen);
  const auto ops = chip_ops(chip_, Sources::all(), seed);
  const Executor executor(graph_, program_, chip_, *engine, *ops, ranges_, 1);
  Counters counters;
  for (std::size_t first = 0; first < samples_.size(); first += options_.batch) {
    if (stop_requested()) return false;
    const auto batch = samples_.subspan(first, std::min(options_.batch, samples_.size() - first));
    const BatchValue logits = executor.run(Pass{batch, first, nullptr}, counters);
    for (std::size_t s = 0; s < batch.size(); ++s) {
      Tally tally;
      tron::judge(task_, batch[s], logits.of(s), logits.of(s), tally);
      const std::size_t part = (first + s) % kYieldParts;
      out.judged[part] += static_cast<std::int32_t>(tally.judged);
      out.correct[part] += static_cast<std::int32_t>(tally.correct);
    }
  }
  return true;
}

double YieldStudy::watts(const TuningTotals& totals) const {
  const double fsr = plan_.operand.front().fsr_m;
  return totals.power_m / totals.rings / fsr * heaters_.per_fsr.si * heaters_.heaters;
}

void YieldStudy::measure_tuning(const FabricatedChip& made, ChipOutcome& out) const {
  const TuningTotals& now = made.tuning();
  out.heater_power_w = watts(now);
  out.mean_shift_m = now.shift_m / now.rings;
  out.rings = now.rings, out.out_of_reach = now.out_of_reach, out.dead_channels = now.dead_channels;
  for (std::size_t i = 0; i < choices_.size(); ++i) {
    const TuningTotals other = made.tuning_if(choices_[i]);
    out.choice_power_w[i] = watts(other);
    out.choice_out_of_reach[i] = other.out_of_reach;
  }
}

bool YieldStudy::vary(std::size_t item, std::uint64_t key, ChipOutcome& out) const {
  for (std::size_t v = 0; v < variations_.size(); ++v) {
    const YieldVariation& variation = variations_[v];
    FabricationPlan plan = plan_;
    plan.process = plan_.process.scaled(variation.choice.spread);
    plan.process.assignment = variation.choice.assignment;
    plan.process.heater_range = variation.choice.range;
    const FabricatedChip made(plan, key);
    const FabricatedChip::Warmed warmed(made, {variation.rise_k});
    const Specimen* specimen = &made;
    if (variation.warmer()) specimen = &warmed;
    if (!count(specimen, noise_seed(item), out.varied[v])) return false;
  }
  return true;
}

ChipOutcome YieldStudy::judge(std::size_t item) const {
  ChipOutcome out;
  out.item = static_cast<std::int64_t>(item);
  if (item < kNominalRuns) {
    out.complete = count(nullptr, noise_seed(item), out.described) ? 1 : 0;
    return out;
  }
  const std::size_t number = item - kNominalRuns;
  const std::uint64_t key = chip_key(options_.seed, number);
  const FabricatedChip made(plan_, key);
  measure_tuning(made, out);
  if (!count(&made, noise_seed(item), out.described)) return out;
  if (number < options_.varied_chips && !vary(item, key, out)) return out;
  out.complete = 1;
  return out;
}

std::vector<ChipOutcome> judge_all(const YieldStudy& study, int threads, const std::function<void()>& done) {
  std::vector<ChipOutcome> all(study.items());
  parallel_for(all.size(), threads, [&](std::size_t i, int) {
    if (stop_requested()) return;
    all[i] = study.judge(i);
    if (done && all[i].complete != 0) done();
  });
  std::erase_if(all, [](const ChipOutcome& o) { return o.complete == 0; });
  return all;
}

}  // namespace tron
