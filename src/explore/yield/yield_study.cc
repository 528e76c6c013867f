#include "explore/yield/yield_study.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string_view>
#include <type_traits>
#include <utility>

#include <fmt/core.h>

#include "base/execution/parallel.h"
#include "explore/task_farm/thread_task_farm.h"

namespace tron::explore {
namespace {

static_assert(std::is_trivially_copyable_v<ChipOutcome>, "outcomes travel as bytes");

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
  for (const double rise : options.rises_k) {
    out.push_back(
        {fmt::format("{:g} K {}", std::abs(rise), rise < 0 ? "cooler" : "warmer"), rise, described});
  }
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

}  // namespace

YieldStudy::YieldStudy(const Chip& chip, const YieldOptions& options, CountAnswers count)
    : chip_(chip),
      options_(options),
      count_(std::move(count)),
      plan_(fabrication_plan(chip)),
      heaters_(heater_count(chip)),
      variations_(all_variations(options, plan_.process)),
      choices_(all_choices()) {
  if (variations_.size() <= kYieldVariations) return;
  const std::size_t others = variations_.size() - options.rises_k.size();
  throw InputError(Place{"", 0, 0, "temperatures"}, fmt::format("{} of them", options.rises_k.size()),
                   fmt::format("at most {}", kYieldVariations - others));
}

std::uint64_t YieldStudy::noise_seed(std::size_t item) const {
  return item == 0 ? options_.seed : chip_key(options_.seed, (std::uint64_t{1} << 32) + item);
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
    const ChipInstance* chip_instance = &made;
    if (variation.warmer()) chip_instance = &warmed;
    if (!count_(chip_instance, noise_seed(item), out.varied[v])) return false;
  }
  return true;
}

ChipOutcome YieldStudy::score(std::size_t item) const {
  ChipOutcome out;
  out.item = static_cast<std::int64_t>(item);
  if (item < kNominalRuns) {
    out.complete = count_(nullptr, noise_seed(item), out.described) ? 1 : 0;
    return out;
  }
  const std::size_t number = item - kNominalRuns;
  const std::uint64_t key = chip_key(options_.seed, number);
  const FabricatedChip made(plan_, key);
  measure_tuning(made, out);
  if (!count_(&made, noise_seed(item), out.described)) return out;
  if (number < options_.varied_chips && !vary(item, key, out)) return out;
  out.complete = 1;
  return out;
}

void teach_yield(TaskFarm& task_farm, int kind, std::function<const YieldStudy&()> study,
                 CancelToken cancel) {
  task_farm.register_task(
      kind, [study = std::move(study), cancel = std::move(cancel)](std::string_view task, int) {
        std::uint64_t item = 0;
        std::memcpy(&item, task.data(), sizeof item);
        const ChipOutcome outcome = cancel.cancelled() ? ChipOutcome{} : study().score(item);
        return std::string(reinterpret_cast<const char*>(&outcome), sizeof outcome);
      });
}

std::vector<ChipOutcome> score_all(const YieldStudy& study, TaskFarm& task_farm, int kind,
                                   const CancelToken& cancel, const std::function<void()>& done) {
  teach_yield(
      task_farm, kind, [&]() -> const YieldStudy& { return study; }, cancel);
  std::vector<ChipOutcome> all(study.items());
  const auto task = [](std::uint64_t item) {
    return std::string(reinterpret_cast<const char*>(&item), sizeof item);
  };
  const auto deliver = [&](std::uint64_t item, const std::string& outcome) {
    std::memcpy(&all[item], outcome.data(), sizeof all[item]);
    if (done && all[item].complete != 0) done();
  };
  task_farm.run(kind, all.size(), task, deliver, [&] { return cancel.cancelled(); });
  std::erase_if(all, [](const ChipOutcome& o) { return o.complete == 0; });
  return all;
}

std::vector<ChipOutcome> score_all(const YieldStudy& study, int threads, const CancelToken& cancel,
                                   const std::function<void()>& done) {
  ThreadTaskFarm task_farm(threads);
  return score_all(study, task_farm, 0, cancel, done);
}

}  // namespace tron::explore
