#include "api/checks.h"
#include "api/forms.h"
#include "base/config/config.h"
#include "base/files/files.h"
#include "base/version.h"
#include "chip/chip.h"
#include "report/reproduce/reproduce_page.h"
#include "study/load_chips.h"
#include "tron/reproduce.h"

namespace tron {
namespace {

ClaimTally tally_of(const study::ReproduceReport& report, std::size_t set, bool energy) {
  const study::Tally all = study::tally(report.end_to_end, set, energy, [](const auto&) { return true; });
  return {all.holds, all.fails, all.open};
}

}  // namespace

void ReproduceChoices::validate() const {
  api::require_text("ReproduceChoices::chip", chip);
}

ReproduceSummary reproduce_claims(const ReproduceChoices& choices, const Control& control) {
  choices.validate();
  const std::string data = base::data_folder();
  const auto claims = study::read_claims(base::Config::read(data + "/claim/tron.toml"));
  const auto baselines = study::load_baselines(data + "/baseline");
  api::value_or_throw(study::load_all_chips(choices.chip, {"paper", "audited"}, {}));
  study::ReproduceOptions options;
  options.fast = choices.fast;
  if (control.loaded) control.loaded();
  options.stop = [cancel = control.cancel] { return cancel.cancelled(); };
  auto report = std::make_shared<study::ReproduceReport>(
      study::reproduce(claims, baselines, study::SimulatedChip(choices.chip, options.stop), options));
  report->version = base::version();
  report->chip = choices.chip;
  report->command_line = control.command_line;
  ReproduceSummary out;
  out.throughput_paper = tally_of(*report, 0, false), out.throughput_audited = tally_of(*report, 1, false);
  out.energy_paper = tally_of(*report, 0, true), out.energy_audited = tally_of(*report, 1, true);
  out.complete = report->complete, out.compared = report->compared;
  out.report = Report(std::make_shared<const Report::Forms>(
      Report::Forms{[report] { return report::reproduce_page(*report); },
                    [report] { return report->compared ? report::reproduce_json(*report).dump() : ""; },
                    {},
                    {}}));
  return out;
}

}  // namespace tron
