#include "study/explore_run.h"

#include <charconv>
#include <chrono>

#include <fmt/format.h>

#include "base/config/config.h"
#include "base/error.h"
#include "base/execution/progress_stage.h"
#include "base/files/files.h"
#include "explore/closed_form/closed_form.h"
#include "explore/design_point.h"
#include "explore/search/costs.h"
#include "explore/space/check_values.h"
#include "explore/store/check_content.h"
#include "explore/sweep.h"
#include "explore/task_farm/fingerprint.h"
#include "explore/task_farm/rank_job.h"
#include "explore/task_farm/task_farm.h"
#include "study/measure_design.h"

namespace tron::study {
namespace {

/// A line a stage.
class Lines {
 public:
  explicit Lines(const Control& control) : control_(control) {}
  void show(const SweepProgress& at) {
    if (!line_ || at.stage != stage_) {
      line_.emplace(control_, kWhat[static_cast<int>(at.stage)], kUnit[static_cast<int>(at.stage)], at.total,
                    at.done);
      stage_ = at.stage;
      done_ = at.done;
    }
    if (at.stage == EvaluationStage::closed_form) line_->note(fmt::format("front {}", at.front));
    line_->advance(at.done - done_);
    done_ = at.done;
  }

 private:
  static constexpr const char* kWhat[] = {"closed form", "event simulation", "through light"};
  static constexpr const char* kUnit[] = {"points", "designs", "designs"};
  const Control& control_;
  std::optional<ProgressStage> line_;
  EvaluationStage stage_ = EvaluationStage::closed_form;
  std::uint64_t done_ = 0;
};

Evaluators evaluators_of(const Space& space, const std::vector<Graph>& graphs, const ClosedForm& closed_form,
                         const DesignMeasurer& measurer) {
  Evaluators evaluators;
  evaluators.closed_form = [&](std::uint64_t number) { return closed_form.evaluate(number); };
  evaluators.event = [&](std::uint64_t number, std::string* why) {
    return evaluate_exactly(space, graphs, number, TimeModel::event, why);
  };
  evaluators.measure = [&](std::uint64_t number) { return measurer.measure(number); };
  return evaluators;
}

/// Why the first of each kind of refused combination is refused.
void add_examples(const Space& space, const std::vector<Graph>& graphs, ExploreResult& result) {
  bool seen[kStatuses] = {};
  for (const RefusalExample& one : result.refusals) seen[static_cast<int>(one.status)] = true;
  for (const EvaluatedDesign& one : result.of(EvaluationStage::closed_form).evaluated) {
    bool& known = seen[static_cast<int>(one.status)];
    if (one.status == Status::design || known) continue;
    known = true;
    std::string why;
    evaluate_exactly(space, graphs, one.number, TimeModel::bound, &why);
    result.refusals.push_back({one.status, one.number, why});
  }
}

std::vector<Finding> front_findings(const Space& space, const Conclusion& conclusion) {
  std::vector<Finding> out;
  for (std::size_t position : conclusion.front) {
    out.push_back(finding_of(space, conclusion.evaluated[position], conclusion.stage, {}));
  }
  return out;
}

}  // namespace

std::optional<ExploreOutcome> run_explore(const ExploreRequest& request) {
  RankJob* const job = job_of(request.control);
  if (!agree(job, [&] { return statement_of_space(request.space, job->program()); })) return {};
  Space space = load_space(request.space);
  if (request.budget) space.search.budget = *request.budget;
  const std::vector<Graph> graphs = load_graphs(space);
  check_values(space);
  const DesignMeasurer measurer(space, request.control.cancel);
  // What it will be run on is read now, that it is known before hours of work what cannot be.
  if (measurer.wanted() && (job == nullptr || job->leads())) measurer.read();
  if (request.control.loaded) {
    space.fingerprint();  // opens every file that counts for the result, those of no use to this run too
    request.control.loaded();
  }
  const ClosedForm closed_form(space, graphs);
  const Evaluators evaluators = evaluators_of(space, graphs, closed_form, measurer);
  const auto task_farm = make_task_farm(request.threads, job);
  register_tasks(*task_farm, evaluators, measured_by(EvaluationStage::closed_form, space.objectives));
  if (!task_farm->leads()) {
    task_farm->serve();
    return {};
  }
  task_farm->assemble();
  std::optional<Store> store;
  if (!request.store.empty()) {
    store.emplace(request.store, store_identity(space, read_file(space.file, Config::kMaxBytes)),
                  [&](const StoreContent& content) { check_content(content, space, request.store); });
  }
  SweepOptions options;
  const auto start = std::chrono::steady_clock::now();
  options.stop = [&] {
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - start;
    return request.control.cancel.cancelled() || (request.seconds > 0 && spent.count() > request.seconds);
  };
  Lines lines(request.control);
  options.progress = [&](const SweepProgress& at) { lines.show(at); };
  ExploreResult result = sweep(space, measurer.wanted(), *task_farm, store ? &*store : nullptr, options);
  add_examples(space, graphs, result);
  Conclusion conclusion = conclude(result);
  const bool finished = result.of(EvaluationStage::inference).done;
  if (store && finished) store->keep_front(front_findings(space, conclusion));
  if (store) store->flush();
  return ExploreOutcome{std::move(result), std::move(conclusion)};
}

ExploreOutcome show_store(const std::string& path) {
  ExploreResult result = result_in(read_store(path), path);
  Conclusion conclusion = conclude(result);
  return {std::move(result), std::move(conclusion)};
}

}  // namespace tron::study
