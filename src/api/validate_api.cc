#include <limits>

#include "api/forms.h"
#include "base/execution/progress_stage.h"
#include "base/files/files.h"
#include "base/version.h"
#include "report/validate/validate_page.h"
#include "tron/validate.h"

namespace tron {
namespace {

std::vector<ValidationRow> rows_of(const study::ValidateReport& report) {
  std::vector<ValidationRow> out;
  for (const study::ValidatedGroup& group : report.groups) {
    for (const study::ValidatedRow& row : group.rows)
      out.push_back({group.id, row.row.name, row.row.quantity, row.row.unit, row.row.published.value,
                     row.ours.value_or(std::numeric_limits<double>::quiet_NaN()),
                     study::kAgreementNames[static_cast<int>(row.agreement)]});
  }
  return out;
}

}  // namespace

ValidateSummary validate_models(const Control& control) {
  const std::string folder = base::data_folder() + "/validation";
  const auto groups = study::load_published(folder);
  if (control.loaded) control.loaded();
  study::ValidateOptions options;
  options.data = folder;
  options.cancel = control.cancel;
  std::size_t rows = 0;
  for (const study::PublishedGroup& group : groups) rows += group.rows.size();
  base::ProgressStage stage(control, "validation", "rows", rows);
  options.row_done = [&stage] { stage.advance(1); };
  auto report = std::make_shared<study::ValidateReport>(study::validate(groups, options));
  report->version = base::version();
  report->command_line = control.command_line;
  ValidateSummary out;
  out.agree = study::rows_that(*report, study::Agreement::agrees);
  out.differ = study::rows_that(*report, study::Agreement::differs);
  out.bounds = study::rows_that(*report, study::Agreement::bound);
  out.not_modelled = study::rows_that(*report, study::Agreement::not_modelled);
  out.not_run = study::rows_that(*report, study::Agreement::not_run);
  out.rows = rows_of(*report);
  out.complete = report->complete;
  out.report = Report(std::make_shared<const Report::Forms>(
      Report::Forms{[report] { return report::validate_page(*report); },
                    [report] { return report::validate_json(*report).dump(); },
                    {},
                    {}}));
  return out;
}

}  // namespace tron
