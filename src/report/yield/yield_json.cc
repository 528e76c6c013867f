#include <fmt/format.h>

#include "report/draw/csv_cell.h"
#include "report/report.h"
#include "report/yield/yield_page.h"

namespace tron::report {
namespace {

Json object(Json::Object members) {
  return Json(std::move(members));
}

Json of(const Interval& i) {
  return Json(Json::Array{i.low, i.high});
}

Json of(const YieldQuantiles& q) {
  return object({{"least", q.low},
                 {"p5", q.p5},
                 {"median", q.median},
                 {"mean", q.mean},
                 {"p95", q.p95},
                 {"most", q.high}});
}

Json of(const YieldSpread& s) {
  return object({{"chips", std::uint64_t{s.chips}},
                 {"mean", s.mean},
                 {"seen_sigma", s.seen_sigma},
                 {"own_sigma", s.own_sigma},
                 {"error_sigma", s.error_sigma}});
}

Json of(const std::vector<YieldShare>& shares) {
  Json out = Json::array();
  for (const YieldShare& s : shares) {
    out.push_back(object({{"what", s.what},
                          {"threshold", s.threshold},
                          {"share", s.share},
                          {"share_interval", of(s.interval)},
                          {"above", std::uint64_t{s.above}},
                          {"chips", std::uint64_t{s.chips}},
                          {"counted_interval", of(s.counted)},
                          {"surely_above", std::uint64_t{s.surely_above}},
                          {"surely_below", std::uint64_t{s.surely_below}}}));
  }
  return out;
}

Json of(const std::optional<YieldBand>& band) {
  if (!band) return {};
  return object({{"low_k", band->low_k},
                 {"high_k", band->high_k},
                 {"open_low", band->open_low},
                 {"open_high", band->open_high}});
}

Json of(const YieldVariation& v) {
  return object({{"name", v.name},
                 {"rise_k", v.warmer() ? Json(v.rise_k) : Json()},
                 {"spread", v.choice.spread},
                 {"assignment", kAssignmentNames[static_cast<int>(v.choice.assignment)]},
                 {"heater_range", v.choice.range}});
}

Json of_runs(const YieldSummary& s) {
  Json out = Json::array();
  for (const YieldRun& run : s.runs) {
    out.push_back(object({{"variation", of(run.variation)},
                          {"accuracy", of(run.spread)},
                          {"accuracy_as_described", run.described_mean},
                          {"yield", of(run.shares)}}));
  }
  return out;
}

Json of_choices(const YieldSummary& s) {
  Json out = Json::array();
  for (const YieldChoice& c : s.choices) {
    out.push_back(object({{"assignment", kAssignmentNames[static_cast<int>(c.choice.assignment)]},
                          {"spread", c.choice.spread},
                          {"heater_range", c.choice.range},
                          {"heater_power_w", of(c.power_w)},
                          {"rings_out_of_reach", c.out_of_reach},
                          {"chips_with_any", c.with_lost}}));
  }
  return out;
}

Json of_chips(const YieldReport& r) {
  Json out = Json::array();
  for (const ChipOutcome& o : r.outcomes) {
    if (o.item < static_cast<std::int64_t>(YieldStudy::kNominalRuns)) continue;
    out.push_back(object({{"chip", o.item - static_cast<std::int64_t>(YieldStudy::kNominalRuns)},
                          {"accuracy", accuracy_of(o.described)},
                          {"heater_power_w", o.heater_power_w},
                          {"mean_shift_m", o.mean_shift_m},
                          {"rings_out_of_reach", o.out_of_reach},
                          {"dead_channels", o.dead_channels}}));
  }
  return out;
}

Json of(const YieldReport& r) {
  const YieldSummary& s = r.summary;
  return object({{"assumptions", r.assumptions},
                 {"complete", s.complete()},
                 {"chips_asked", std::uint64_t{s.asked}},
                 {"samples_scored", std::uint64_t{s.scored_samples}},
                 {"nominal", object({{"runs", std::uint64_t{s.nominal_runs}},
                                     {"first", s.nominal_first},
                                     {"mean", s.nominal},
                                     {"standard_error", s.nominal_error}})},
                 {"accuracy", of(s.spread)},
                 {"accuracy_quantiles", of(s.accuracy)},
                 {"yield", of(s.shares)},
                 {"heater_power_w", of(s.power_w)},
                 {"ledger_heater_power_w", r.heaters.power.si},
                 {"heaters", r.heaters.heaters},
                 {"mean_shift_m", of(s.shift_m)},
                 {"ledger_mean_shift_m", r.closed_form_shift.si},
                 {"rings", s.rings},
                 {"rings_out_of_reach", s.out_of_reach},
                 {"dead_channels", s.dead_channels},
                 {"geometry_sigma_m", r.process.geometry_sigma().si},
                 {"ring_sigma_m", r.process.ring_sigma.si},
                 {"tolerable", of(s.band)},
                 {"variations", of_runs(s)},
                 {"choices", of_choices(s)},
                 {"chips", of_chips(r)},
                 {"design", r.design}});
}

}  // namespace

Json yield_json(const YieldSubject& s, const std::vector<YieldReport>& reports) {
  Json results = Json::array();
  for (const YieldReport& report : reports) results.push_back(of(report));
  return object({{"version", s.version},
                 {"command_line", s.command_line},
                 {"network", s.network},
                 {"data", s.data},
                 {"calibration", s.calibration},
                 {"chip", s.chip},
                 {"chip_file", s.chip_file},
                 {"samples", std::uint64_t{s.samples}},
                 {"seed", s.seed},
                 {"limit_points", s.limit.points},
                 {"limit_absolute", s.limit.absolute ? Json(*s.limit.absolute) : Json()},
                 {"infeasible", infeasible_json(s.infeasible)},
                 {"results", results}});
}

std::string yield_csv(const YieldSubject& subject, const std::vector<YieldReport>& reports) {
  std::string csv =
      "assumptions,seed,version,chip,accuracy,scored,heater_power_w,mean_shift_m,rings_out_of_reach,dead_"
      "channels";
  for (std::size_t v = 0; !reports.empty() && v < reports[0].variations.size(); ++v)
    csv += "," + csv_cell(reports[0].variations[v].name);
  csv += "\n";
  for (const YieldReport& r : reports) {
    for (const ChipOutcome& o : r.outcomes) {
      const std::int64_t chip = o.item - static_cast<std::int64_t>(YieldStudy::kNominalRuns);
      if (chip < 0) continue;
      int scored = 0;
      for (int n : o.described.scored) scored += n;
      csv += fmt::format("{},{},{},{},{},{},{},{},{},{}", csv_cell(r.assumptions), subject.seed,
                         csv_cell(subject.version), chip, accuracy_of(o.described), scored, o.heater_power_w,
                         o.mean_shift_m, o.out_of_reach, o.dead_channels);
      // Sets whose assignment differs have other variations: a column is the one of its name.
      for (const YieldVariation& column : reports[0].variations) {
        csv += ",";
        for (std::size_t v = 0; v < r.variations.size(); ++v) {
          if (r.variations[v].name == column.name && o.varied[v].scored[0] > 0)
            csv += fmt::format("{}", accuracy_of(o.varied[v]));
        }
      }
      csv += "\n";
    }
  }
  return csv;
}

}  // namespace tron::report
