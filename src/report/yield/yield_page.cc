#include "report/yield/yield_page.h"

#include <fmt/format.h>

#include "base/text/text_table.h"
#include "base/text/visible_text.h"
#include "report/draw/text_layout.h"

namespace tron::report {
namespace {

std::string points(double share) {
  return fmt::format("{:.2f}", share * 100);
}

std::string between(const Interval& interval) {
  return fmt::format("{:.1f} .. {:.1f} %", interval.low * 100, interval.high * 100);
}

std::string watts(double w) {
  return fmt::format("{:.1f} W", w);
}

std::string band_text(const YieldBand& band) {
  return fmt::format("{}{:.3f} to {}{:.3f} K", band.open_low ? "<" : "", band.low_k,
                     band.open_high ? ">" : "", band.high_k);
}

std::string spread_source(const Process& p) {
  if (p.from_guides) return "from the waveguides' figures";
  return fmt::format("measured on rings; the waveguides' figures alone give {:.2f} nm",
                     p.geometry_sigma().si * 1e9);
}

std::string what_ran(const YieldSubject& s, const std::vector<YieldReport>& reports) {
  std::string page = heading("What ran");
  page += fmt::format("  network      {}\n  data         {}: {} samples\n  calibration  {}\n",
                      visible_line(s.network), visible_line(s.data), grouped(s.samples),
                      visible_line(s.calibration));
  page += fmt::format("  chip         {} ({})\n  seed         {}; tron {}\n", s.chip,
                      visible_line(s.chip_file), s.seed, s.version);
  for (const YieldReport& r : reports) {
    const Process& p = r.process;
    page += fmt::format(
        "  {:<12} rings spread by {:.2f} nm (variance: {:.0f} % per chip, {:.0f} % per ring, the rest\n"
        "               correlated over {:.1f} mm), {}; {}\n",
        r.assumptions, p.ring_sigma.si * 1e9, p.chip_share * 100, p.local_share * 100,
        p.correlation_length.si * 1e3, spread_source(p), kAssignmentNames[static_cast<int>(p.assignment)]);
  }
  return page + "\n";
}

/// The spread of accuracies: one chip has none, and samples and noise alone may explain all of it.
std::string spread_words(const YieldSpread& s) {
  if (s.chips < 2) return "; one chip does not show how chips spread.";
  const std::string seen = fmt::format("; their accuracies spread by {} points", points(s.seen_sigma));
  if (s.own_sigma <= 0) {
    return seen + fmt::format(
                      ", no more than samples and noise alone explain ({}): no spread of the chips "
                      "themselves is measurable.",
                      points(s.error_sigma));
  }
  return seen + fmt::format(": {} from samples and noise, and {} from the chips themselves.",
                            points(s.error_sigma), points(s.own_sigma));
}

std::string heater_words(const YieldReport& r) {
  const YieldQuantiles& power = r.summary.power_w;
  // Below ten chips the quantiles are made of the lowest and the highest.
  constexpr std::size_t kFewChips = 10;
  std::string text = fmt::format(" Heaters take {} on average", watts(power.mean));
  if (r.summary.spread.chips >= kFewChips) {
    text += fmt::format(", and {} to {} in nine of ten chips", watts(power.p5), watts(power.p95));
  } else if (r.summary.spread.chips > 1) {
    text += fmt::format(", and {} to {} over the chips", watts(power.low), watts(power.high));
  }
  text += fmt::format("; tron simulate charges {}", watts(r.heaters.power.si));
  if (r.process.from_guides) text += " for the spread of microring.fabrication_sigma";
  return text + ".";
}

std::string short_words(const YieldSubject& subject, const YieldReport& r) {
  const YieldSummary& s = r.summary;
  if (s.spread.chips == 0) {
    return wrap_text(fmt::format("Under the {} assumptions no chip was finished.", r.assumptions));
  }
  std::string text = fmt::format(
      "Under the {} assumptions {} chips were scored on {} samples each. The nominal chip has an accuracy "
      "of {} % (mean of {} runs with different noise; the first, with the seed of tron infer, has {} %). "
      "Fabricated and calibrated chips have {} % on average",
      r.assumptions, s.spread.chips, grouped(s.scored_samples), points(s.nominal), s.nominal_runs,
      points(s.nominal_first), points(s.spread.mean));
  text += spread_words(s.spread);
  for (const YieldShare& share : s.shares) {
    text += fmt::format(
        " By the chips' own spread, {} % of chips are {} ({}). By measured accuracy, which includes "
        "samples and noise, {} of {} are ({}).",
        fmt::format("{:.1f}", share.share * 100), share.what, between(share.interval), share.above,
        share.chips, between(share.counted));
  }
  text += heater_words(r);
  text += s.out_of_reach > 0 ? fmt::format(" {:.1f} of {} rings per chip are out of their heaters' range.",
                                           s.out_of_reach, grouped(static_cast<std::uint64_t>(s.rings)))
                             : std::string(" No ring is out of its heater's range.");
  if (s.band) {
    text += fmt::format(
        " At temperatures of {} from calibration, the mean stays within {:g} points of "
        "that at calibration.",
        band_text(*s.band), subject.limit.points * 100);
  }
  if (!s.complete()) {
    text += fmt::format(" Interrupted: {} of {} chips and {} of {} nominal runs are included.",
                        s.spread.chips, s.asked, s.nominal_runs, YieldStudy::kNominalRuns);
  }
  return wrap_text(text);
}

std::string chips_table(const std::vector<YieldReport>& reports) {
  TextTable table({"assumptions", "of chips", "least", "5 %", "median", "mean", "95 %", "most"});
  const auto row = [&](const std::string& set, const char* what, const YieldQuantiles& q, double unit,
                       const char* format) {
    std::vector<std::string> cells{set, what};
    for (double v : {q.low, q.p5, q.median, q.mean, q.p95, q.high})
      cells.push_back(fmt::format(fmt::runtime(format), v * unit));
    table.row(cells);
  };
  for (const YieldReport& r : reports) {
    row(r.assumptions, "accuracy, %", r.summary.accuracy, 100, "{:.2f}");
    row("", "heater power, W", r.summary.power_w, 1, "{:.1f}");
    row("", "mean shift of a ring, nm", r.summary.shift_m, 1e9, "{:.3f}");
  }
  return heading("Chips") + table.text(2) + "\n";
}

std::string shares_table(const std::vector<YieldReport>& reports) {
  TextTable table(
      {"assumptions", "chips that are", "own spread", "95 %", "measured", "95 %", "surely", "surely not"});
  for (const YieldReport& r : reports) {
    for (const YieldShare& s : r.summary.shares) {
      table.row({r.assumptions, s.what, percent(s.share), between(s.interval),
                 fmt::format("{} of {}", s.above, s.chips), between(s.counted),
                 fmt::format("{}", s.surely_above), fmt::format("{}", s.surely_below)});
    }
  }
  return heading("Yield") + table.text(2) +
         wrap_text(
             "Own spread: a normal distribution with the chips' mean and their spread without that from "
             "samples and noise; its interval resamples chips and includes the uncertainty of the nominal "
             "accuracy. Measured: chips whose accuracy on these samples is above the limit, with Wilson's "
             "interval. Surely: beyond the limit by more than 1.96 standard uncertainties.") +
         "\n";
}

std::string runs_table(const std::vector<YieldReport>& reports) {
  TextTable table(
      {"assumptions", "variation", "chips", "accuracy", "unvaried", "own spread", "yield", "95 %"});
  for (const YieldReport& r : reports) {
    for (const YieldRun& run : r.summary.runs) {
      table.row({r.assumptions, run.variation.name, fmt::format("{}", run.spread.chips),
                 percent(run.spread.mean), percent(run.described_mean), points(run.spread.own_sigma),
                 run.shares.empty() ? "-" : percent(run.shares[0].share),
                 run.shares.empty() ? "-" : between(run.shares[0].interval)});
    }
  }
  return heading("Other temperatures, processes and tuning") + table.text(2) +
         wrap_text(
             "Every line has the same chips, samples and noise. Unvaried: mean accuracy of these chips "
             "without the variation. Yield: share of chips within the limit of the nominal chip, by their "
             "own spread.") +
         "\n";
}

std::string intervals_table(const std::vector<YieldReport>& reports) {
  TextTable table({"assumptions", "tolerated change", "at 0.01 K/min", "at 0.1 K/min", "at 1 K/min"});
  for (const YieldReport& r : reports) {
    if (!r.summary.band) {
      table.row({r.assumptions, "none of those simulated", "", "", ""});
      continue;
    }
    const YieldBand& band = *r.summary.band;
    std::vector<std::string> cells{r.assumptions, band_text(band)};
    for (const double rate : {0.01, 0.1, 1.0})
      cells.push_back(duration((band.high_k - band.low_k) / rate * 60));
    table.row(cells);
  }
  return heading("Time between calibrations, by rate of temperature change") + table.text(2) +
         wrap_text(
             "Tolerated change: temperatures at which the mean accuracy stays within the limit of that of "
             "the same chips at calibration, interpolated linearly between the simulated temperatures; < "
             "and > mark ends beyond these. The times are for the whole range: they assume a chip that is "
             "calibrated at one end of it.") +
         "\n";
}

std::string choices_table(const YieldReport& r) {
  TextTable table({"assignment", "spread of rings", "heater range", "heaters", "rings out of range per chip",
                   "chips with any"});
  for (const YieldChoice& c : r.summary.choices) {
    table.row({kAssignmentNames[static_cast<int>(c.choice.assignment)],
               fmt::format("{:.2f} nm", r.process.ring_sigma.si * c.choice.spread * 1e9),
               fmt::format("{:.1f} nm", c.choice.range * r.fsr_m * 1e9), watts(c.power_w.mean),
               fmt::format("{:.1f}", c.out_of_reach), percent(c.with_lost)});
  }
  return heading("Effect of another process, assignment or heater: " + r.assumptions) + table.text(2) + "\n";
}

}  // namespace

std::string yield_page(const YieldSubject& subject, const std::vector<YieldReport>& reports) {
  std::string page = what_ran(subject, reports) + heading("In short");
  if (subject.quick)
    page +=
        wrap_text("A quick look (--quick): few chips on few samples. Omit --quick for results to publish.") +
        "\n";
  for (const YieldReport& report : reports) page += short_words(subject, report) + "\n";
  std::vector<YieldReport> scored = reports;
  std::erase_if(scored, [](const YieldReport& report) { return report.summary.spread.chips == 0; });
  if (scored.empty()) return page;
  page += chips_table(scored) + shares_table(scored) + runs_table(scored) + intervals_table(scored);
  for (const YieldReport& report : scored) page += choices_table(report);
  return page;
}

}  // namespace tron::report
