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

Report report_of(const std::shared_ptr<const study::ExploreOutcome>& done, std::size_t listed) {
  using namespace report;
  return Report(std::make_shared<const Report::Forms>(Report::Forms{
      [done, listed] { return explore_page(done->result, done->conclusion, listed); },
      [done] { return explore_json(done->result, done->conclusion).dump(); },
      [done] { return explore_csv(done->result, done->conclusion, false); },
      {{"pareto front", [done] { return explore_scatter_svg(done->result, done->conclusion); }},
       {"sensitivity", [done] { return explore_sensitivity_svg(done->result, done->conclusion); }}}}));
}

}  // namespace

void ExploreOptions::validate() const {
  api::require_text("ExploreOptions::space", space);
  api::require_range("ExploreOptions::seconds", seconds, 0, 1e9);
  api::require_range("ExploreOptions::threads", threads, 0, 1024);
  api::require_range("ExploreOptions::listed", static_cast<double>(listed), 1, 1000);
}

ExploreSummary explore_space(const ExploreOptions& options, const Control& control) {
  options.validate();
  study::ExploreRequest request;
  request.space = options.space, request.store = options.store;
  request.budget = options.budget, request.seconds = options.seconds, request.threads = options.threads;
  request.control = control;
  const auto done = std::make_shared<const study::ExploreOutcome>(*study::run_explore(request, nullptr));
  ExploreSummary out;
  for (const std::size_t position : done->conclusion.front)
    out.front.push_back(design_of(done->result, done->conclusion, position));
  for (const std::uint64_t count : done->result.of(explore::EvaluationStage::closed_form).counts)
    out.evaluated += count;
  out.complete = done->result.of(explore::EvaluationStage::inference).done;
  out.report = report_of(done, options.listed);
  return out;
}

}  // namespace tron
