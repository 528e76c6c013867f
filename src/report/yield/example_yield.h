#pragma once

#include "report/yield/yield_page.h"
#include "rooms.h"

namespace tron::report {

/// A study of four chips by hand: 90 of 100 right for the nominal chip, 88, 89, 90 and 91 for the others.
inline YieldReport example_yield_report() {
  YieldReport report;
  report.assumptions = "audited";
  report.process.ring_sigma = nanometres(2.1);
  report.process.width_sigma = nanometres(4), report.process.width_shift = 0.5;
  report.process.chip_share = 0.4, report.process.local_share = 0.02;
  report.process.correlation_length = micrometres(4500);
  report.fsr_m = 18e-9;
  report.heaters = {100, Power{220}, Power{0.0275}};
  report.closed_form_shift = nanometres(4.347);
  report.design = Json::object();
  YieldVariation warm;
  warm.name = "0.2 K warmer", warm.rise_k = 0.2;
  report.variations = {warm};
  for (int chip = -1; chip < 4; ++chip) {
    ChipOutcome o;
    o.item = chip < 0 ? 0 : static_cast<std::int64_t>(YieldStudy::kNominalRuns) + chip;
    o.complete = 1;
    o.described.scored.fill(10);
    o.described.correct.fill(9);
    if (chip >= 0) o.described.correct[0] = 7 + chip;
    o.heater_power_w = 150 + 10 * chip, o.mean_shift_m = 4e-9, o.rings = 1000;
    o.out_of_reach = chip == 2 ? 3 : 0, o.dead_channels = chip == 2 ? 2 : 0;
    if (chip == 0) o.varied[0].scored.fill(10), o.varied[0].correct.fill(8);
    report.outcomes.push_back(o);
  }
  YieldSummary& s = report.summary;
  s.asked = 4, s.scored_samples = 100, s.nominal_runs = YieldStudy::kNominalRuns;
  s.nominal_first = 0.9, s.nominal = 0.901, s.nominal_error = 0.002;
  s.spread = {4, 0.895, 0.0129, 0.011, 0.0068};
  s.accuracy = {0.88, 0.8815, 0.895, 0.895, 0.9085, 0.91};
  s.power_w = {150, 151.5, 165, 165, 178.5, 180};
  s.shift_m = {4e-9, 4e-9, 4e-9, 4e-9, 4e-9, 4e-9};
  YieldShare share;
  share.what = "at most 1 points below the nominal chip", share.threshold = 0.891;
  share.above = 2, share.chips = 4, share.counted = wilson(2, 4);
  share.share = 0.642, share.interval = {0.1, 0.95}, share.surely_above = 1;
  s.shares = {share};
  s.out_of_reach = 0.75, s.dead_channels = 0.5, s.rings = 1000;
  s.runs = {{warm, {1, 0.8, 0, 0, 0}, 0.88, {share}}};
  s.choices = {{{0.5, Assignment::cyclic, 0.5}, {40, 41, 45, 45, 49, 50}, 0, 0}};
  s.band = YieldBand{-0.02, 0.06, false, true};
  return report;
}

inline YieldSubject example_yield_subject() {
  YieldSubject s;
  s.version = "0.1.0", s.command_line = "tron yield", s.network = "vit", s.data = "images.npy";
  s.calibration = "first 16 images", s.chip = "TRON", s.chip_file = "tron.toml", s.samples = 100, s.seed = 7;
  s.limit.points = 0.01;
  return s;
}

}  // namespace tron::report
