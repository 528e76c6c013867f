#include "api/checks.h"
#include "api/forms.h"
#include "report/yield/yield_page.h"
#include "study/yield_run.h"
#include "tron/yield.h"

namespace tron {
namespace {

study::YieldRequest request_of(const YieldStudyOptions& o, const Control& control) {
  study::YieldRequest r;
  r.network = o.network, r.data = o.data, r.chip = o.chip;
  r.assumptions = o.assumptions, r.settings = o.settings;
  r.samples = o.samples, r.batch = o.batch, r.threads = o.threads;
  r.study.rises_k = o.rises_k, r.quick = o.quick;
  if (o.estimated) {
    r.estimated = [told = o.estimated](const study::YieldEstimate& e) {
      told({e.assumptions, e.chips, e.varied_chips, e.variations, e.samples, e.seconds});
    };
  }
  r.study.chips = o.chips, r.study.varied_chips = o.varied_chips, r.study.seed = o.seed;
  r.limit.points = o.limit_points, r.limit.absolute = o.limit_accuracy;
  r.control = control;
  return r;
}

ChipYield chip_of(const study::YieldReport& r) {
  const explore::YieldSummary& s = r.summary;
  ChipYield out;
  out.assumptions = r.assumptions;
  out.chips = s.spread.chips;
  out.nominal_accuracy = s.nominal, out.mean_accuracy = s.spread.mean, out.own_sigma = s.spread.own_sigma;
  if (!s.shares.empty()) {
    const explore::YieldShare& share = s.shares.back();
    out.share_within_limit = share.share;
    out.share_low = share.interval.low, out.share_high = share.interval.high;
  }
  out.heater_power_median_w = s.power_w.median;
  return out;
}

}  // namespace

void YieldStudyOptions::validate() const {
  api::require_text("YieldStudyOptions::network", network);
  api::require_text("YieldStudyOptions::data", data);
  api::require_text("YieldStudyOptions::chip", chip);
  api::require_settings("YieldStudyOptions::settings", settings);
  api::require_range("YieldStudyOptions::chips", static_cast<double>(chips), 1, 1e6);
  api::require_range("YieldStudyOptions::threads", threads, 0, 1024);
  api::require_range("YieldStudyOptions::limit_points", limit_points, 0, 1);
  if (limit_accuracy) api::require_range("YieldStudyOptions::limit_accuracy", *limit_accuracy, 0.1, 1);
  api::require_range("YieldStudyOptions::batch", static_cast<double>(batch), 1, 4096);
  for (std::size_t i = 0; i < rises_k.size(); ++i) {
    api::require_range("YieldStudyOptions::rises_k", rises_k[i], -100, 100);
    if (i > 0 && rises_k[i] <= rises_k[i - 1])
      throw InputError({"", 0, 0, "YieldStudyOptions::rises_k"}, "falling temperatures", "rising ones");
  }
  api::require_any("YieldStudyOptions::assumptions", assumptions);
}

YieldResult study_yield(const YieldStudyOptions& options, const Control& control) {
  options.validate();
  YieldResult out;
  const auto made = study::run_yield(request_of(options, control));
  if (!made) {
    out.helped = true;
    return out;
  }
  const auto done = std::make_shared<const study::YieldOutcome>(api::value_or_throw(*made));
  for (const study::YieldReport& one : done->reports) {
    out.chips.push_back(chip_of(one));
    out.complete = out.complete && one.summary.complete();
  }
  out.infeasible = done->subject.infeasible;
  out.complete = out.complete && done->reports.size() + out.infeasible.size() == options.assumptions.size();
  out.report = Report(std::make_shared<const Report::Forms>(
      Report::Forms{[done] { return report::yield_page(done->subject, done->reports); },
                    [done] { return report::yield_json(done->subject, done->reports).dump(); },
                    [done] { return report::yield_csv(done->subject, done->reports); },
                    {{"yield", [done] { return report::yield_svg(done->subject, done->reports); }}}}));
  return out;
}

}  // namespace tron
