#include <optional>
#include <utility>

#include "api/checks.h"
#include "api/forms.h"
#include "report/explore/explore_page.h"
#include "study/explore_run.h"
#include "tron/explore.h"

namespace tron {
namespace {

FrontDesign design_of(const explore::ExploreResult& result, const explore::Conclusion& conclusion,
                      std::size_t position) {
  const explore::EvaluatedDesign& one = conclusion.evaluated[position];
  FrontDesign out;
  out.number = one.number;
  out.knee = conclusion.knee == position;
  const std::vector<std::string> values = result.space.choices(one.number);
  for (std::size_t i = 0; i < values.size(); ++i)
    out.parameters.emplace_back(result.space.parameters[i].name, values[i]);
  for (const explore::Metric metric : report::shown_metrics(result, conclusion)) {
    const double value = one.metrics[metric];
    if (value == value) out.metrics.emplace_back(std::string(explore::record_of(metric).name), value);
  }
  return out;
}

Report report_of(const std::shared_ptr<const study::ExploreOutcome>& done, std::size_t listed,
                 bool all_rows) {
  using namespace report;
  return Report(std::make_shared<const Report::Forms>(Report::Forms{
      [done, listed] { return explore_page(done->result, done->conclusion, listed); },
      [done] { return explore_json(done->result, done->conclusion).dump(); },
      [done, all_rows] { return explore_csv(done->result, done->conclusion, all_rows); },
      {{"pareto front", [done] { return explore_scatter_svg(done->result, done->conclusion); }},
       {"sensitivity", [done] { return explore_sensitivity_svg(done->result, done->conclusion); }}}}));
}

ExploreSummary summary_of(study::ExploreOutcome outcome, std::size_t listed, bool all_rows) {
  const auto done = std::make_shared<const study::ExploreOutcome>(std::move(outcome));
  ExploreSummary out;
  for (const std::size_t position : done->conclusion.front)
    out.front.push_back(design_of(done->result, done->conclusion, position));
  for (const std::uint64_t count : done->result.of(explore::EvaluationStage::closed_form).counts)
    out.evaluated += count;
  out.complete = done->result.of(explore::EvaluationStage::inference).done;
  out.report = report_of(done, listed, all_rows);
  return out;
}

constexpr double kMostListed = 1000;

}  // namespace

void ExploreOptions::validate() const {
  api::require_text("ExploreOptions::space", space);
  api::require_range("ExploreOptions::seconds", seconds, 0, 1e9);
  api::require_range("ExploreOptions::threads", threads, 0, 1024);
  api::require_range("ExploreOptions::listed", static_cast<double>(listed), 1, kMostListed);
}

ExploreSummary explore_space(const ExploreOptions& options, const Control& control) {
  options.validate();
  study::ExploreRequest request;
  request.space = options.space, request.store = options.store;
  request.budget = options.budget, request.seconds = options.seconds, request.threads = options.threads;
  request.control = control;
  std::optional<study::ExploreOutcome> done = study::run_explore(request);
  if (done) return summary_of(std::move(*done), options.listed, options.all_rows);
  ExploreSummary out;
  out.helped = true;
  return out;
}

ExploreSummary show_exploration(const std::string& store, std::size_t listed, bool all_rows) {
  api::require_text("show_exploration::store", store);
  api::require_range("show_exploration::listed", static_cast<double>(listed), 1, kMostListed);
  return summary_of(study::show_store(store), listed, all_rows);
}

}  // namespace tron
