#include "study/yield_run.h"

#include <algorithm>
#include <chrono>
#include <deque>
#include <list>
#include <mutex>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/execution/progress_stage.h"
#include "base/version.h"
#include "dataset/dataset.h"
#include "explore/task_farm/rank_job.h"
#include "explore/task_farm/task_farm.h"
#include "inference/scoring/answer_counter.h"
#include "program/program.h"
#include "study/load_chips.h"
#include "study/open_network.h"

namespace tron::study {
namespace {

/// What every chip is tried on.
struct Subject {
  std::shared_ptr<const LoadedNetwork> network;
  Dataset data;
};

/// The study of one chip. Its calibration is read at once; it is compiled, and its scales found, when it is
/// first asked for.
class ChipStudy {
 public:
  /// Keeps references to all.
  ChipStudy(const YieldRequest& request, const Subject& subject, const Chip& chip, int threads)
      : request_(request), subject_(subject), chip_(chip), threads_(threads) {
    calibration_ =
        open_calibration(request_.data, *subject_.network->graph, subject_.network->folder,
                         static_cast<std::size_t>(chip_.operand.calibration_samples), &calibrated_on_);
  }

  /// Safe from several threads.
  const YieldStudy& study() {
    const std::lock_guard lock(mutex_);
    if (!study_) make();
    return *study_;
  }
  const std::string& calibration() const { return calibrated_on_; }  ///< its name

 private:
  void make() {
    program_ = compile(subject_.network->graph, chip_);
    answers_.emplace(program_, chip_, subject_.data.samples, calibration_.samples, request_.batch, threads_,
                     request_.control.cancel);
    study_.emplace(chip_, request_.study,
                   [this](const ChipInstance* chip_instance, std::uint64_t seed, YieldCounts& out) {
                     return answers_->count(chip_instance, seed, out.scored, out.correct);
                   });
  }

  const YieldRequest& request_;
  const Subject& subject_;
  const Chip& chip_;
  int threads_;
  std::mutex mutex_;
  Dataset calibration_;
  std::string calibrated_on_;
  Program program_;
  std::optional<AnswerCounter> answers_;
  std::optional<YieldStudy> study_;
};

/// One chip more than wanted is scored for it; on a machine with idle cores the others take as long.
YieldEstimate estimate_of(const YieldStudy& study, const TaskFarm& task_farm, std::size_t samples) {
  const YieldOptions& options = study.options();
  YieldEstimate out{study.chip().assumptions,  options.chips, std::min(options.varied_chips, options.chips),
                    study.variations().size(), samples,       0};
  // The last chip runs no variations, where any chip runs none.
  const bool varied = out.varied_chips == out.chips;
  const auto start = std::chrono::steady_clock::now();
  study.score(varied ? 0 : study.items() - 1);
  const std::chrono::duration<double> one = std::chrono::steady_clock::now() - start;
  const auto runs = static_cast<double>(study.items() + out.varied_chips * out.variations);
  out.seconds = one.count() * runs / (task_farm.threads() * task_farm.ranks());
  return out;
}

YieldReport report_of(const YieldStudy& study, TaskFarm& task_farm, int kind, const YieldLimit& limit,
                      const Control& control) {
  const Chip& chip = study.chip();
  YieldReport report;
  {
    ProgressStage progress(control, "yield, " + chip.assumptions, "chips", study.items());
    report.outcomes = score_all(study, task_farm, kind, control.cancel, [&] { progress.advance(1); });
  }
  report.assumptions = chip.assumptions;
  report.process = study.plan().process;
  report.fsr_m = study.plan().operand.front().fsr_m;
  report.heaters = study.heaters();
  report.closed_form_shift = chip.heater_shift;
  report.design = chip.resolved;
  report.variations = study.variations();
  report.summary = summarise(study, report.outcomes, limit);
  return report;
}

/// What a rank that does not lead does. A chip's number is the kind of its tasks.
void help(TaskFarm& task_farm, const YieldRequest& request, const Subject& subject,
          const std::vector<Chip>& chips) {
  std::deque<ChipStudy> studies;
  for (const Chip& chip : chips) {
    ChipStudy& one = studies.emplace_back(request, subject, chip, task_farm.threads());
    teach_yield(
        task_farm, static_cast<int>(studies.size()) - 1,
        [&one]() -> const YieldStudy& { return one.study(); }, request.control.cancel);
  }
  task_farm.serve();
}

/// What every rank has to have alike.
WorkStatement statement_of(const YieldRequest& request, const std::string& program) {
  WorkStatement statement;
  statement.program(program);
  const YieldOptions& study = request.study;
  const std::string options = fmt::format(
      "yield --chips {} --varied-chips {} --seed {} --samples {} --temperatures {} --assumptions {}{}",
      study.chips, study.varied_chips, study.seed, request.samples, fmt::join(study.rises_k, ","),
      fmt::join(request.assumptions, ","), request.settings.empty() ? "" : " --set ");
  statement.say("command", "", options + fmt::format("{}", fmt::join(request.settings, " --set ")));
  statement.chip(request.chip);
  for (const std::string& set : request.assumptions) statement.assumptions(set);
  statement.devices();
  statement.network(request.network, NetworkNeed::weights);
  statement.data(request.data);
  return statement;
}

YieldSubject title_of(const YieldRequest& request, const Subject& subject, const Chip& chip) {
  YieldSubject s;
  s.version = version(), s.command_line = request.control.command_line;
  s.network = subject.network->graph->name, s.data = subject.data.name,
  s.samples = subject.data.samples.size();
  s.chip = chip.name, s.chip_file = chip.file;
  s.seed = request.study.seed, s.limit = request.limit, s.quick = request.quick;
  return s;
}

}  // namespace

std::optional<Feasible<YieldOutcome>> run_yield(const YieldRequest& request) {
  RankJob* const job = job_of(request.control);
  if (!agree(job, [&] { return statement_of(request, job->program()); })) return std::nullopt;
  const LoadedChips loaded = load_chips(request.chip, request.assumptions, request.settings);
  const std::vector<Chip>& chips = loaded.chips;
  if (chips.empty()) return loaded.infeasible.front();
  for (const Chip& chip : chips)
    fabrication_plan(chip);  // what cannot be made is known before weights are read
  Subject subject;
  subject.network = open_network(request.network, {Fidelity::photonic}, request.data);
  subject.data = load_data(request.data, request.samples, *subject.network).samples;
  const auto task_farm = make_task_farm(request.threads, job);
  if (!task_farm->leads()) {
    help(*task_farm, request, subject, chips);
    return std::nullopt;
  }
  std::list<ChipStudy> studies;
  for (const Chip& chip : chips) studies.emplace_back(request, subject, chip, task_farm->threads());
  if (request.control.loaded) request.control.loaded();
  task_farm->assemble();
  YieldOutcome out;
  out.subject = title_of(request, subject, chips.front());
  out.subject.infeasible = loaded.infeasible;
  for (int kind = 0; !studies.empty() && !(kind > 0 && request.control.cancel.cancelled()); ++kind) {
    ChipStudy& one = studies.front();
    if (request.estimated)
      request.estimated(estimate_of(one.study(), *task_farm, subject.data.samples.size()));
    out.reports.push_back(report_of(one.study(), *task_farm, kind, request.limit, request.control));
    out.subject.calibration = one.calibration();
    studies.pop_front();  // with the memory of its scales
  }
  return out;
}

}  // namespace tron::study
