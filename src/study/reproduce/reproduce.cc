#include "study/reproduce/reproduce.h"

#include <algorithm>

#include "base/execution/parallel.h"

namespace tron::study {
namespace {

bool only_recalled(const BaselineFigures& f) {
  bool any = false;
  for (const auto* figure : {&f.rate, &f.throughput, &f.energy, &f.energy_per_op}) {
    if (!*figure) continue;
    any = true;
    if (!(*figure)->recalled()) return false;
  }
  return any;
}

void list_the_rest(const std::vector<Baseline>& baselines, ReproduceReport& report) {
  for (const Baseline& b : baselines) {
    for (const BaselineResult& r : b.results) {
      const std::string what = b.name + ", " + r.workload;
      const auto same = [&](const Comparison& c) { return c.id == b.id && c.result == r.name; };
      if (r.scope != Scope::end_to_end ||
          std::any_of(report.end_to_end.begin(), report.end_to_end.end(), same))
        continue;
      (only_recalled(figures_of(b, r)) ? report.recalled : report.incomparable).push_back(what);
    }
    for (const BaselineRatio& r : b.ratios) {
      if (!figures_of(r, baselines).throughput) report.ratios_only.emplace_back(b.name, r);
    }
  }
}

void check_points(const std::vector<ChipRow>& rows) {
  for (const ChipRow& row : rows) {
    for (std::size_t set = 0; set < kSets; ++set) {
      if (!row.answer[set].point)
        throw RunError(row.network.name + " under " + kSetNames[set] + ": " + row.answer[set].why_not);
    }
  }
}

}  // namespace

namespace {

/// Everything but the effects, in the order of the page.
void decide_claims(const std::vector<Baseline>& baselines, const ChipModel& model,
                   const ReproduceOptions& options, const std::function<void(const char*)>& begin,
                   ReproduceReport& report) {
  const Claims& claims = report.claims;
  begin("networks at batch 1");
  report.single = chip_rows(claims, model, 1);
  check_points(report.single);
  begin("networks at a large batch");
  report.large = chip_rows(claims, model, options.large_batch);
  begin("this machine");
  report.host = measure_host(options.host_encoder, 128, options.fast ? 1 : 3);
  begin("published figures");
  report.end_to_end = compare_host(report.host, claims, model);
  for (Comparison& c : compare(baselines, claims, report.single, model))
    report.end_to_end.push_back(std::move(c));
  report.attention = listings(baselines, Scope::attention);
  report.peak = listings(baselines, Scope::peak);
  report.device = listings(baselines, Scope::device);
  report.bands = efficiency_bands(baselines);
  list_the_rest(baselines, report);
  report.compared = true;
}

Effects effects_on(const Claims& claims, const ChipModel& model) {
  const auto bert = std::find_if(claims.networks.begin(), claims.networks.end(),
                                 [](const ClaimedNetwork& n) { return n.name == "bert-base"; });
  const ClaimedNetwork& network = bert == claims.networks.end() ? claims.networks.front() : *bert;
  return effects_of(model, {"", network.name, network.sequence, 1, {}});
}

}  // namespace

ReproduceReport reproduce(const Claims& claims, const std::vector<Baseline>& baselines,
                          const ChipModel& model, const ReproduceOptions& options) {
  const auto begin = [&](const char* what) {
    if (options.stop && options.stop()) throw Interrupted();
    if (options.progress) options.progress(what);
  };
  ReproduceReport report;
  report.claims = claims;
  report.baselines = baselines.size();
  report.compared = report.complete = false;
  try {
    decide_claims(baselines, model, options, begin, report);
    if (!options.fast) {
      begin("one assumption at a time");
      report.effects = effects_on(claims, model);
    }
    report.complete = true;
  } catch (const Interrupted&) {
    if (report.single.empty()) throw;
  }
  return report;
}

Tally tally(const std::vector<Comparison>& comparisons, std::size_t set, bool energy,
            const std::function<bool(const Comparison&)>& which) {
  Tally out;
  for (const Comparison& c : comparisons) {
    if (!which(c)) continue;
    const Ratio& ratio = energy ? c.energy[set] : c.throughput[set];
    out.holds += ratio.verdict == Verdict::holds;
    out.fails += ratio.verdict == Verdict::fails;
    out.open += ratio.verdict == Verdict::open;
    const bool decided = ratio.bound == Bound::exact || ratio.verdict == Verdict::fails;
    if (ratio.value > 0 && decided && (out.least == 0 || ratio.value < out.least))
      out.least = ratio.value, out.least_against = c.baseline + ", " + c.workload;
  }
  return out;
}

}  // namespace tron::study
