#include "explore/yield/yield_summary.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/core.h>

#include "base/numbers/philox.h"

namespace tron::explore {
namespace {

constexpr double kZ95 = 1.959963984540054;
constexpr int kResamples = 400;

double part_accuracy(const YieldCounts& counts, int part) {
  return counts.scored[part] > 0 ? static_cast<double>(counts.correct[part]) / counts.scored[part] : 0;
}

/// Parts that hold samples: the first so many.
int parts_of(std::span<const YieldCounts> chips) {
  int parts = 0;
  while (!chips.empty() && parts < kYieldParts && chips[0].scored[parts] > 0) ++parts;
  return parts;
}

double share_above(const YieldSpread& spread, double threshold) {
  if (spread.own_sigma <= 0) return spread.mean >= threshold ? 1 : 0;
  return normal_cdf((spread.mean - threshold) / spread.own_sigma);
}

double standard_normal(std::uint32_t index) {
  const auto w = Philox::block({index, 0, 0x51u, static_cast<std::uint32_t>(Purpose::process)}, {0, 0});
  return normal_quantile(uniform_open(w[0], w[1]));
}

std::vector<YieldCounts> resampled(std::span<const YieldCounts> chips, std::uint32_t draw) {
  std::vector<YieldCounts> out;
  for (std::uint32_t i = 0; i < chips.size(); ++i) {
    const auto w = Philox::block({i, draw, 0x52u, static_cast<std::uint32_t>(Purpose::process)}, {0, 0});
    out.push_back(chips[w[0] % chips.size()]);
  }
  return out;
}

Interval share_interval(std::span<const YieldCounts> chips, double threshold, double threshold_error) {
  std::vector<double> shares;
  for (std::uint32_t draw = 0; draw < kResamples; ++draw) {
    const YieldSpread spread = yield_spread(resampled(chips, draw));
    shares.push_back(share_above(spread, threshold + threshold_error * standard_normal(draw)));
  }
  std::sort(shares.begin(), shares.end());
  return {shares[kResamples / 40], shares[kResamples - 1 - kResamples / 40]};
}

YieldShare share_of(std::span<const YieldCounts> chips, const YieldSpread& spread, std::string what,
                    double threshold, double threshold_error) {
  YieldShare out;
  out.what = std::move(what), out.threshold = threshold, out.chips = chips.size();
  for (const YieldCounts& chip : chips) {
    const double above = accuracy_of(chip) - threshold;
    // Equal figures must not fail by the last bit of a difference.
    out.above += above >= -1e-12 ? 1 : 0;
    out.surely_above += above > kZ95 * spread.error_sigma ? 1 : 0;
    out.surely_below += above < -kZ95 * spread.error_sigma - 1e-12 ? 1 : 0;
  }
  out.counted = wilson(out.above, out.chips);
  out.share = share_above(spread, threshold);
  out.interval = share_interval(chips, threshold, threshold_error);
  return out;
}

std::vector<YieldShare> shares_of(std::span<const YieldCounts> chips, const YieldSpread& spread,
                                  const YieldSummary& summary, const YieldLimit& limit) {
  std::vector<YieldShare> out;
  if (chips.empty()) return out;
  out.push_back(share_of(chips, spread,
                         fmt::format("at most {:g} points below the nominal chip", limit.points * 100),
                         summary.nominal - limit.points, summary.nominal_error));
  if (limit.absolute) {
    out.push_back(
        share_of(chips, spread, fmt::format("at least {:g} %", *limit.absolute * 100), *limit.absolute, 0));
  }
  return out;
}

void add_nominal(std::span<const ChipOutcome> outcomes, YieldSummary& out) {
  Moments runs;
  for (const ChipOutcome& o : outcomes) {
    if (o.item >= static_cast<std::int64_t>(YieldStudy::kNominalRuns)) continue;
    runs.add(accuracy_of(o.described));
    if (o.item == 0) out.nominal_first = accuracy_of(o.described);
  }
  out.nominal_runs = runs.count();
  out.nominal = runs.mean();
  if (runs.count() > 1) out.nominal_error = std::sqrt(runs.variance() / static_cast<double>(runs.count()));
}

void add_tuning(std::span<const ChipOutcome> chips, const YieldStudy& study, YieldSummary& out) {
  const auto of = [&](auto value) {
    std::vector<double> values;
    for (const ChipOutcome& chip : chips) values.push_back(value(chip));
    return values;
  };
  out.power_w = yield_quantiles(of([](const ChipOutcome& c) { return c.heater_power_w; }));
  out.shift_m = yield_quantiles(of([](const ChipOutcome& c) { return c.mean_shift_m; }));
  out.out_of_reach = yield_quantiles(of([](const ChipOutcome& c) { return c.out_of_reach * 1.0; })).mean;
  out.dead_channels = yield_quantiles(of([](const ChipOutcome& c) { return c.dead_channels * 1.0; })).mean;
  out.rings = chips.empty() ? 0 : chips[0].rings;
  for (std::size_t i = 0; i < study.choices().size(); ++i) {
    YieldChoice choice{study.choices()[i], {}, 0, 0};
    choice.power_w = yield_quantiles(of([i](const ChipOutcome& c) { return c.choice_power_w[i]; }));
    const std::vector<double> lost = of([i](const ChipOutcome& c) { return c.choice_out_of_reach[i] * 1.0; });
    choice.out_of_reach = yield_quantiles(lost).mean;
    const auto some = std::count_if(lost.begin(), lost.end(), [](double n) { return n > 0; });
    choice.with_lost = lost.empty() ? 0 : static_cast<double>(some) / static_cast<double>(lost.size());
    out.choices.push_back(choice);
  }
}

/// From `best` on in steps of `way` until the mean falls below the threshold; `*open` where it never does.
double band_end(const std::vector<const YieldRun*>& runs, std::ptrdiff_t best, std::ptrdiff_t way,
                double threshold, bool* open) {
  std::ptrdiff_t at = best;
  for (;; at += way) {
    const std::ptrdiff_t next = at + way;
    const double here = runs[at]->variation.rise_k, mean = runs[at]->spread.mean;
    if (next < 0 || next == static_cast<std::ptrdiff_t>(runs.size())) {
      *open = true;
      return here;
    }
    const double fallen = runs[next]->spread.mean;
    if (fallen >= threshold) continue;
    return here + (runs[next]->variation.rise_k - here) * (mean - threshold) / (mean - fallen);
  }
}

std::optional<YieldBand> tolerable(const std::vector<YieldRun>& all, double points) {
  std::vector<const YieldRun*> runs;
  for (const YieldRun& run : all) {
    if (run.variation.warmer()) runs.push_back(&run);
  }
  if (runs.empty()) return std::nullopt;
  const double threshold = runs[0]->described_mean - points;
  const auto best =
      std::max_element(runs.begin(), runs.end(),
                       [](const YieldRun* a, const YieldRun* b) { return a->spread.mean < b->spread.mean; }) -
      runs.begin();
  if (runs[best]->spread.mean < threshold) return std::nullopt;
  YieldBand band;
  band.low_k = band_end(runs, best, -1, threshold, &band.open_low);
  band.high_k = band_end(runs, best, 1, threshold, &band.open_high);
  return band;
}

void add_runs(std::span<const ChipOutcome> chips, const YieldStudy& study, const YieldLimit& limit,
              YieldSummary& out) {
  for (std::size_t v = 0; v < study.variations().size(); ++v) {
    std::vector<YieldCounts> varied, described;
    for (const ChipOutcome& chip : chips) {
      if (chip.varied[v].scored[0] == 0) continue;
      varied.push_back(chip.varied[v]);
      described.push_back(chip.described);
    }
    if (varied.empty()) continue;
    YieldRun run{study.variations()[v], yield_spread(varied), yield_spread(described).mean, {}};
    run.shares = shares_of(varied, run.spread, out, limit);
    out.runs.push_back(std::move(run));
  }
  out.band = tolerable(out.runs, limit.points);
}

}  // namespace

double accuracy_of(const YieldCounts& counts) {
  const int scored = std::accumulate(counts.scored.begin(), counts.scored.end(), 0);
  const int correct = std::accumulate(counts.correct.begin(), counts.correct.end(), 0);
  return scored > 0 ? static_cast<double>(correct) / scored : 0;
}

YieldSpread yield_spread(std::span<const YieldCounts> chips) {
  YieldSpread out;
  out.chips = chips.size();
  Moments figures;
  for (const YieldCounts& chip : chips) figures.add(accuracy_of(chip));
  out.mean = figures.mean();
  out.seen_sigma = std::sqrt(figures.variance());
  const int parts = parts_of(chips);
  if (chips.size() < 2 || parts < 2) return out;
  std::vector<double> of_chip(chips.size()), of_part(parts);
  double all = 0;
  for (std::size_t c = 0; c < chips.size(); ++c) {
    for (int p = 0; p < parts; ++p) {
      const double x = part_accuracy(chips[c], p);
      of_chip[c] += x / parts, of_part[p] += x / static_cast<double>(chips.size());
    }
    all += of_chip[c] / static_cast<double>(chips.size());
  }
  double interaction = 0, between = 0;
  for (std::size_t c = 0; c < chips.size(); ++c) {
    between += (of_chip[c] - all) * (of_chip[c] - all);
    for (int p = 0; p < parts; ++p) {
      const double left = part_accuracy(chips[c], p) - of_chip[c] - of_part[p] + all;
      interaction += left * left;
    }
  }
  const double freedom = static_cast<double>(chips.size() - 1);
  const double error = interaction / (freedom * (parts - 1)) / parts;  // variance of a chip's mean
  out.error_sigma = std::sqrt(error);
  out.own_sigma = std::sqrt(std::max(0.0, between / freedom - error));
  return out;
}

YieldQuantiles yield_quantiles(std::vector<double> values) {
  if (values.empty()) return {};
  std::sort(values.begin(), values.end());
  const auto at = [&](double share) {
    const double place = share * static_cast<double>(values.size() - 1);
    const auto low = static_cast<std::size_t>(place);
    const std::size_t high = std::min(low + 1, values.size() - 1);
    return values[low] + (values[high] - values[low]) * (place - static_cast<double>(low));
  };
  const double sum = std::accumulate(values.begin(), values.end(), 0.0);
  return {values.front(), at(0.05),     at(0.5), sum / static_cast<double>(values.size()),
          at(0.95),       values.back()};
}

YieldSummary summarise(const YieldStudy& study, std::vector<ChipOutcome> outcomes, const YieldLimit& limit) {
  std::erase_if(outcomes, [](const ChipOutcome& o) { return o.complete == 0; });
  std::sort(outcomes.begin(), outcomes.end(),
            [](const ChipOutcome& a, const ChipOutcome& b) { return a.item < b.item; });
  YieldSummary out;
  out.asked = study.options().chips;
  add_nominal(outcomes, out);
  std::vector<ChipOutcome> chips;
  std::vector<YieldCounts> counts;
  std::vector<double> accuracies;
  for (const ChipOutcome& o : outcomes) {
    if (o.item < static_cast<std::int64_t>(YieldStudy::kNominalRuns)) continue;
    chips.push_back(o);
    counts.push_back(o.described);
    accuracies.push_back(accuracy_of(o.described));
  }
  if (!outcomes.empty()) {
    const auto& scored = outcomes[0].described.scored;
    out.scored_samples = static_cast<std::size_t>(std::accumulate(scored.begin(), scored.end(), 0));
  }
  out.spread = yield_spread(counts);
  out.accuracy = yield_quantiles(accuracies);
  out.shares = shares_of(counts, out.spread, out, limit);
  add_tuning(chips, study, out);
  add_runs(chips, study, limit, out);
  return out;
}

}  // namespace tron::explore
