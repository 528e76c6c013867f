#pragma once

#include <cmath>
#include <string>

#include "report/report.h"
#include "rooms.h"

namespace tron::report {

// A report with round numbers, for tests.

inline FidelityResult example_result(Fidelity fidelity, std::size_t correct, double agreement) {
  FidelityResult r;
  r.fidelity = fidelity;
  r.samples = r.scored = 200;
  r.correct = correct;
  r.accuracy = static_cast<double>(correct) / 200;
  r.interval = wilson(correct, 200);
  r.agreement = agreement;
  r.logits = Matrix(200, 2);
  const double ser = fidelity == Fidelity::digital ? INFINITY : 20 + static_cast<double>(fidelity);
  r.steps = {{"stem.patches", -1, ser + 9},
             {"encoder.0.norm", 0, ser + 5},
             {"encoder.0.output", 0, ser + 3},
             {"encoder.1.output", 1, ser + 1}};
  r.ser_db = ser;
  r.wall_s = 1.5;
  if (fidelity != Fidelity::digital) r.counters = {1000000, 62500, 25, 7, 4096};
  return r;
}

inline Attribution example_attribution() {
  Attribution a;
  a.samples = 200;
  a.accuracy_none = 0.9, a.ser_none_db = 30;
  a.accuracy_all = 0.82, a.ser_all_db = 18;
  a.rows = {{Source::weight_dac, 0.89, 27, 0.83, 18.5},
            {Source::crosstalk, 0.84, 19, 0.88, 25},
            {Source::shot, 0.9, 29.9, 0.82, 18}};
  return a;
}

inline Chip example_chip(const std::string& assumptions) {
  Chip chip;
  chip.name = "TRON";
  chip.assumptions = assumptions;
  chip.file = "data/chip/tron.toml";
  chip.attention = {"attention", 16, 16, 84};
  chip.feed_forward = {"feed_forward", 32, 16, 3};
  chip.weight_bank.grid = {16, nanometres(1550), nanometres(1.1)};
  chip.weight_bank.ring.quality_factor = 8000;
  chip.weight_bank.drive_bits = 8;
  chip.weight_bank.compensation = Compensation::per_symbol;
  chip.dynamic_bank = chip.activation_bank = chip.weight_bank;
  chip.activation_bank.compensation = Compensation::static_;
  chip.symbol_rate = gigahertz(1.25);
  chip.link.detector.sensitivity = {-26};
  chip.budget.losses = {{"splitter", {0.13}, 4}, {"ring", {0.72}, 1}};
  chip.budget.loss = {1.24};
  chip.budget.laser_per_channel = milliwatts(0.5);
  chip.budget.laser_total = milliwatts(8);
  chip.budget.laser_electrical = milliwatts(40);
  chip.budget.detector_per_channel = microwatts(20);
  chip.budget.detector_total = microwatts(320);
  chip.budget.enob = 6.25;
  chip.budget.snr_db = 39.4;
  chip.resolved = Json::Object{{"sizes", Json::Object{{"heads", 12}}}};
  return chip;
}

inline InferReport example_report() {
  InferReport report;
  InferSubject& s = report.subject;
  s.version = "0.1.0", s.command_line = "tron infer", s.simd = "AVX2";
  s.network_path = "data/network/example", s.network = "example", s.family = "vit";
  s.layers = 2, s.width = 8, s.heads = 2, s.feed_forward = 16, s.classes = 2, s.parameters = 12345;
  s.data = "images", s.samples = 200, s.calibration = "first 16 images of train";
  s.seed = 1, s.batch = 32, s.threads = 2;
  for (const char* assumptions : {"paper", "audited"}) {
    InferRun run{example_chip(assumptions), {}};
    run.evaluation.results = {example_result(Fidelity::digital, 180, 1),
                              example_result(Fidelity::photonic, 140, 0.75)};
    run.evaluation.attribution = example_attribution();
    report.runs.push_back(run);
  }
  return report;
}

}  // namespace tron::report
