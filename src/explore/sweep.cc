#include "explore/sweep.h"

#include <algorithm>
#include <optional>

#include "base/error.h"
#include "base/version.h"
#include "explore/search/costs.h"
#include "explore/search/search.h"
#include "explore/store/check_content.h"
#include "explore/store/store_schema.h"
#include "explore/sweep_state.h"

namespace tron::explore {
namespace {

/// Long enough for nobody to wait for the next one, short enough for a progress line and for a kill.
constexpr std::uint64_t kRange = 16'384, kBatch = 1'024;
constexpr std::uint64_t kMostAtOnce = std::uint64_t{1} << 26;

class Driver {
 public:
  Driver(const Space& space, TaskFarm& task_farm, Store* store, const SweepOptions& options)
      : space_(space),
        task_farm_(task_farm),
        store_(store),
        options_(options),
        state_(space),
        fingerprint_(space.fingerprint()) {
    if (store_ != nullptr) state_.take(store_->take_content());
  }

  ExploreResult run(bool measures) {
    bool closed_form = false, event = false, inference = false;
    // What a run of another budget left in the store is no answer of this one.
    if (space_.search.method != Method::exhaustive) state_.choose(EvaluationStage::closed_form, {});
    state_.choose(EvaluationStage::event, {});
    state_.choose(EvaluationStage::inference, {});
    closed_form = space_.search.method == Method::exhaustive ? evaluate_everything() : search_front();
    if (closed_form) event = simulate_selected();
    if (event) inference = !measures || space_.stages.inference == 0 || measure_front();
    ExploreResult result = state_.result();
    result.fingerprint = fingerprint_;
    result.of(EvaluationStage::closed_form).done = closed_form;
    result.of(EvaluationStage::event).done = event;
    result.of(EvaluationStage::inference).done = inference;
    if (store_ != nullptr) store_->keep_done({closed_form, event, inference});
    return result;
  }

 private:
  std::uint64_t budget() const {
    const std::uint64_t all = space_.size();
    return space_.search.budget == 0 ? all : std::min(all, space_.search.budget);
  }

  void report(EvaluationStage stage, std::uint64_t done, std::uint64_t total) const {
    options_.progress({stage, done, total, state_.front_size()});
  }

  void learn_range(const std::string& bytes) {
    RangeResult result = range_result(bytes);
    if (store_ != nullptr) store_->keep_chunk(result.packed);
    state_.add_range(std::move(result.packed), result.front);
  }

  void learn(std::string packed) {
    state_.add_closed_form(unpack(packed, "a result"));
    if (store_ != nullptr) store_->keep_chunk(std::move(packed));
  }

  /// Every number below the budget.
  bool evaluate_everything() {
    const std::uint64_t all = budget();
    state_.choose_below(all);
    if (all > kMostAtOnce) {
      throw InputError({space_.file, 0, 0, "search.method"},
                       "exhaustive over " + std::to_string(all) + " combinations",
                       "at most 2^26; \"sobol\" or \"nsga2\", or a budget");
    }
    const auto tasks = state_.missing(all, std::max<std::uint64_t>(1, std::min(kRange, all / 64)));
    report(EvaluationStage::closed_form, state_.closed_form_count(), all);
    task_farm_.run(
        kRangeTask, tasks.size(),
        [&](std::uint64_t index) { return range_task(tasks[index].first, tasks[index].second); },
        [&](std::uint64_t, const std::string& bytes) {
          learn_range(bytes);
          report(EvaluationStage::closed_form, state_.closed_form_count(), all);
        },
        options_.stop);
    return state_.missing(all, all).empty();
  }

  bool search_front() {
    const std::uint64_t all = budget();
    std::uint64_t asked = 0;
    const SearchSummary summary = search(
        space_,
        [&](std::vector<EvaluatedDesign>& batch) {
          evaluate_batch(batch);
          asked += batch.size();
          report(EvaluationStage::closed_form, asked, all);
        },
        options_.stop);
    return !summary.stopped;
  }

  /// Those that the store does not answer, over the task farm.
  void evaluate_batch(std::vector<EvaluatedDesign>& batch) {
    std::vector<std::uint64_t> open;
    for (const EvaluatedDesign& one : batch) {
      if (state_.closed_form(one.number) == nullptr) open.push_back(one.number);
    }
    const auto hands = static_cast<std::uint64_t>(task_farm_.threads() * task_farm_.ranks());
    const std::uint64_t each = std::clamp<std::uint64_t>(open.size() / (2 * hands), 1, kBatch);
    const auto part = [&](std::uint64_t index) {
      const auto first = open.begin() + static_cast<std::ptrdiff_t>(index * each);
      const auto left = static_cast<std::uint64_t>(open.end() - first);
      return std::vector<std::uint64_t>(first, first + static_cast<std::ptrdiff_t>(std::min(each, left)));
    };
    // A batch is evaluated whole: a search must not see a part of a generation.
    task_farm_.run(
        kClosedFormTask, (open.size() + each - 1) / each,
        [&](std::uint64_t index) { return list_task(part(index)); },
        [&](std::uint64_t, std::string packed) { learn(std::move(packed)); }, [] { return false; });
    std::vector<std::uint64_t> numbers;
    for (EvaluatedDesign& one : batch) {
      one = *state_.closed_form(one.number);
      numbers.push_back(one.number);
    }
    state_.choose(EvaluationStage::closed_form, numbers);
  }

  bool simulate_selected() {
    if (space_.stages.event == 0) return true;
    const std::vector<std::uint64_t> chosen =
        state_.selected_of(EvaluationStage::closed_form, space_.stages.event);
    state_.choose(EvaluationStage::event, chosen);
    std::vector<std::uint64_t> open;
    for (std::uint64_t number : chosen) {
      if (state_.event(number) == nullptr) open.push_back(number);
    }
    std::uint64_t done = chosen.size() - open.size();
    report(EvaluationStage::event, done, chosen.size());
    task_farm_.run(
        kEventTask, open.size(), [&](std::uint64_t index) { return list_task({open[index]}); },
        [&](std::uint64_t, const std::string& bytes) {
          const EventResult status = event_result(bytes);
          state_.add_event(status);
          keep(status.evaluated, EvaluationStage::event, status.why);
          report(EvaluationStage::event, ++done, chosen.size());
        },
        options_.stop);
    return done == chosen.size();
  }

  bool measure_front() {
    const EvaluationStage before =
        space_.stages.event > 0 ? EvaluationStage::event : EvaluationStage::closed_form;
    const std::vector<std::uint64_t> chosen = state_.selected_of(before, space_.stages.inference);
    state_.choose(EvaluationStage::inference, chosen);
    std::vector<std::uint64_t> open;
    for (std::uint64_t number : chosen) {
      if (!state_.measured(number)) open.push_back(number);
    }
    std::uint64_t done = chosen.size() - open.size();
    report(EvaluationStage::inference, done, chosen.size());
    task_farm_.run(
        kMeasureTask, open.size(), [&](std::uint64_t index) { return list_task({open[index]}); },
        [&](std::uint64_t index, std::string bytes) {
          const Measurement measurement = decode_measurement(bytes, "a result");
          if (!measurement.complete) return;
          keep(state_.add_measurement(open[index], measurement), EvaluationStage::inference, {});
          if (store_ != nullptr) store_->keep(Piece{open[index], "measurement", 0, std::move(bytes)});
          report(EvaluationStage::inference, ++done, chosen.size());
        },
        options_.stop);
    return done == chosen.size();
  }

  void keep(const EvaluatedDesign& evaluated, EvaluationStage stage, const std::string& reason) {
    if (store_ != nullptr) store_->keep(finding_of(space_, evaluated, stage, reason));
  }

  const Space& space_;
  TaskFarm& task_farm_;
  Store* store_;
  const SweepOptions& options_;
  SweepState state_;
  const std::string fingerprint_;  ///< of the files as they are at the start
};

}  // namespace

Finding finding_of(const Space& space, const EvaluatedDesign& evaluated, EvaluationStage stage,
                   const std::string& reason) {
  Finding finding{evaluated, stage, reason, {}};
  const std::vector<std::string> values = space.choices(evaluated.number);
  for (std::size_t i = 0; i < values.size(); ++i) {
    finding.parameters.emplace_back(space.parameters[i].name, values[i]);
  }
  return finding;
}

StoreIdentity store_identity(const Space& space, const std::string& text) {
  return {version(), {{"fingerprint", space.fingerprint()}}, space.file, text, space.search.budget};
}

ExploreResult sweep(const Space& space, bool measures, TaskFarm& task_farm, Store* store,
                    const SweepOptions& options) {
  if (measured_by(EvaluationStage::closed_form, space.objectives).empty()) {
    throw InputError({space.file, 0, 0, "objectives"}, "none that the closed form knows",
                     "one that does not need inference: designs are chosen by it");
  }
  return Driver(space, task_farm, store, options).run(measures);
}

namespace {

Space space_in(const StoreIdentity& identity, const std::string& path) {
  try {
    Space space = parse_space(identity.text, identity.file);
    space.search.budget = identity.budget;
    return space;
  } catch (const InputError& error) {
    throw damaged_store(path, "table about, space_text", error.what());
  }
}

}  // namespace

ExploreResult result_in(const StoreContent& content, const std::string& path) {
  const Space space = space_in(content.identity, path);
  check_content(content, space, path);
  SweepState state(space);
  state.take(content);
  state.choose_as_before();
  ExploreResult result = state.result();
  result.version = content.identity.program;
  result.fingerprint = content.identity.space.at(0).second;
  for (std::size_t stage = 0; stage < content.done.size(); ++stage) {
    result.stages[stage].done = content.done[stage];
  }
  return result;
}

}  // namespace tron::explore
