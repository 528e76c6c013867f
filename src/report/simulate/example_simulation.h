#pragma once

#include <string>

#include "report/report.h"
#include "rooms.h"

namespace tron::report {

// A simulation with round numbers, for tests.

inline Ledger example_ledger(double laser, double adc, double norm, double dram) {
  Ledger ledger("chip");
  ledger.add("query/laser", laser);
  ledger.add("query/adc", adc);
  ledger.add("query/tia", adc / 1000);
  ledger.add("query/pd", adc / 2000);
  ledger.add("softmax/table", norm);
  ledger.add("softmax/adc", norm / 4);
  ledger.add("dram", dram);
  return ledger;
}

inline StepCost example_step(const char* name, const char* on, int layer, int repeats, double begin,
                             double macs) {
  StepCost step;
  step.kind = macs > 0 ? StepKind::product : StepKind::softmax;
  step.name = name, step.on = on;
  step.layer = layer, step.repeats = repeats;
  step.begin_s = begin, step.end_s = begin + 2e-6, step.busy_s = 1.5e-6;
  step.energy_j = 1e-6, step.macs = macs;
  step.main_memory_bytes = macs > 0 ? 4096 : 0;
  step.buffer_bytes = 8192;
  return step;
}

inline Roofline example_roofline() {
  Roofline roof;
  roof.peak_ops_per_s = 2e13;
  roof.pools = {{"query", 2e13}};
  roof.main_memory_bytes_per_s = 1e11;
  roof.buffer_bytes_per_s = 4e11;
  RooflinePoint point;
  point.name = "encoder.0.attention.query", point.pool = "query";
  point.layer = 0, point.repeats = 3;
  point.ops = 4e6, point.intensity = 1000, point.buffer_intensity = 250;
  point.attained_ops_per_s = 5e12, point.attainable_ops_per_s = 1e13;
  point.bounded_by = "arrays", point.tile_fill = 0.75, point.programming_share = 0.2;
  RooflinePoint head = point;
  head.name = "classifier", head.layer = -1, head.repeats = 1, head.intensity = 2;
  head.attained_ops_per_s = 1e11, head.attainable_ops_per_s = 2e11, head.bounded_by = "main memory";
  roof.points = {point, head};
  return roof;
}

inline std::vector<LayerCost> example_layers() {
  std::vector<LayerCost> layers;
  const auto add = [&](int number, const std::string& name, double latency) {
    const double begin = layers.empty() ? 0 : layers.back().end_s;
    layers.push_back({number, name, begin, begin + latency, latency, 2e-6, 1e6});
  };
  add(-1, "stem", 1e-6);
  for (int i = 0; i < 3; ++i) add(i, "layer " + std::to_string(i), 5e-6);
  add(-1, "head", 4e-6);
  return layers;
}

inline Simulation example_simulation(const std::string& assumptions, double slower = 1) {
  Simulation s;
  s.network = "example", s.family = "bert", s.chip = "TRON", s.assumptions = assumptions;
  s.notes = {"embedding rows come from main memory one by one"};
  s.batch = 2, s.sequence = 128;
  s.latency_s = 20e-6 * slower, s.inference_latency_s = 12e-6 * slower;
  s.inferences_per_s = 2 / s.latency_s;
  s.macs = s.network_macs = 5e6, s.ops = 1e7, s.throughput_ops_per_s = s.ops / s.latency_s;
  s.energy = example_ledger(6e-6, 2e-6, 1e-6, 7.5e-7);
  s.energy_j = s.energy.value, s.energy_per_inference_j = s.energy_j / 2;
  s.epb_j_per_bit = s.energy_j / (s.ops * 8);
  s.epb_definition = "energy over operations times operand bits (8)";
  s.power = s.energy, s.power *= 1 / s.latency_s;
  s.power_w = s.power.value;
  s.peak_power = s.power, s.peak_power *= 3;
  s.peak_power_w = s.peak_power.value;
  s.area = example_ledger(4e-6, 1e-6, 1e-6, 0);
  s.area_m2 = s.area.value;
  s.heat_flux_w_per_m2 = s.power_w / s.area_m2;
  s.mac_utilisation = s.throughput_ops_per_s / 2e13;
  s.layers = example_layers();
  s.steps = {example_step("stem.embed", "control", -1, 1, 0, 0),
             example_step("encoder.0.attention.query", "query", 0, 3, 1e-6, 3e5),
             example_step("encoder.0.attention.softmax", "softmax", 0, 3, 2e-6, 0),
             example_step("classifier", "query", -1, 1, 16e-6, 1e5)};
  Usage query{Usage::Kind::pool, "query"};
  query.streaming_s = s.latency_s / 2, query.programming_s = s.latency_s / 4,
  query.wait_data_s = s.latency_s / 4;
  query.starts = 5, query.macs = 5e6, query.busy_share = 0.75, query.mac_utilisation = 0.05;
  Usage softmax{Usage::Kind::unit, "softmax"};
  softmax.streaming_s = s.latency_s / 10, softmax.idle_s = 0.9 * s.latency_s, softmax.busy_share = 0.1;
  Usage memory{Usage::Kind::port, "main memory"};
  memory.streaming_s = s.latency_s / 5, memory.idle_s = 0.8 * s.latency_s, memory.busy_share = 0.2;
  s.usage = {query, softmax, memory};
  s.roof = example_roofline();
  s.event_latency_s = s.latency_s, s.bound_latency_s = s.latency_s * 0.8, s.bounded_by = "query";
  s.peak_value_bytes = 1e6, s.weight_bytes = 3e6, s.spilled_bytes = 0;
  s.rounds_simulated = 100, s.rounds_total = 4000;
  return s;
}

inline Decoding example_decoding() {
  Decoding d;
  d.tokens = 16;
  d.prefill_s = 20e-6, d.decode_s = 64e-6;
  d.first_token_s = 3e-6, d.last_token_s = 5e-6, d.mean_token_s = 4e-6;
  d.tokens_per_s = 5e5;
  d.prefill_energy_j = 1e-5, d.energy_per_token_j = 2e-6, d.cache_bytes = 65536;
  d.steps = {example_step("decoder.0.attention.query", "query", 0, 3, 1e-6, 3e3)};
  return d;
}

inline Machine example_machine() {
  Machine machine;
  ArrayPool query;
  query.name = "query", query.arrays = 4, query.rows = 16, query.channels = 16;
  query.symbol = nanoseconds(0.8), query.program = nanoseconds(20);
  query.symbol_terms = {{"adc", {"device.adc.rate"}, nanoseconds(0.5)},
                        {"dac", {"device.dac.rate"}, nanoseconds(0.1), false},
                        {"eo_tuner", {"device.eo_tuner.latency", "tuning.eo_in_symbol"}, nanoseconds(0.3)}};
  query.program_terms = {{"", {"pool.query.program"}, nanoseconds(20)}};
  Unit softmax;
  softmax.name = "softmax";
  machine.pools = {query};
  machine.units = {softmax};
  machine.weight_capacity_bytes = 1e6;
  machine.value_capacity_bytes = 4e6;
  return machine;
}

inline SimulateReport example_simulate_report() {
  SimulateReport report;
  SimulateSubject& s = report.subject;
  s.version = "0.1.0", s.command_line = "tron simulate";
  s.network = "example", s.network_path = "data/network/example.toml", s.family = "bert";
  s.layers = 3, s.width = 64, s.heads = 4, s.feed_forward = 256;
  for (const char* assumptions : {"paper", "audited"}) {
    SimulateRun run;
    run.chip.name = "TRON", run.chip.assumptions = assumptions, run.chip.file = "data/chip/tron.toml";
    run.chip.machine = example_machine();
    run.chip.resolved = Json::Object{{"sizes", Json::Object{{"heads", 12}}}};
    run.simulation = example_simulation(assumptions, report.runs.empty() ? 1 : 2);
    run.limits.speed = {{"sizes.heads", "4", "8", 0.7, 1.1, 1.5}};
    run.limits.energy = {{"device.to_tuner.power_per_fsr", "27.5 mW", "13.75 mW", 1, 0.5, 1}};
    run.limits.tried = 186;
    report.runs.push_back(run);
  }
  return report;
}

}  // namespace tron::report
