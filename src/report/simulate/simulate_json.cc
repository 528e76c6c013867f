#include "report/report.h"

namespace tron::report {
namespace {

/// A number that exists only above 0; else null.
Json positive(double value) {
  Json out;
  if (value > 0) out = Json(value);
  return out;
}

Json ledger_json(const Ledger& ledger) {
  Json children = Json::array();
  for (const Ledger& child : ledger.children) children.push_back(ledger_json(child));
  return Json::Object{{"name", ledger.name}, {"value", ledger.value}, {"children", children}};
}

Json layers_json(const Simulation& s) {
  Json out = Json::array();
  for (const LayerCost& layer : s.layers) {
    out.push_back(Json::Object{{"layer", layer.layer},
                               {"name", layer.name},
                               {"begin_s", layer.begin_s},
                               {"end_s", layer.end_s},
                               {"latency_s", layer.latency_s},
                               {"energy_j", layer.energy_j},
                               {"macs", layer.macs}});
  }
  return out;
}

Json steps_json(const std::vector<StepCost>& steps) {
  Json out = Json::array();
  for (const StepCost& step : steps) {
    out.push_back(Json::Object{{"name", step.name},
                               {"on", step.on},
                               {"layer", step.layer},
                               {"repeats", step.repeats},
                               {"begin_s", step.begin_s},
                               {"end_s", step.end_s},
                               {"busy_s", step.busy_s},
                               {"energy_j", step.energy_j},
                               {"macs", step.macs},
                               {"main_memory_bytes", step.main_memory_bytes},
                               {"buffer_bytes", step.buffer_bytes}});
  }
  return out;
}

Json usage_json(const Simulation& s) {
  static constexpr const char* kKinds[] = {"pool", "unit", "port"};
  Json out = Json::array();
  for (const Usage& u : s.usage) {
    Json entry = Json::Object{{"name", u.name},
                              {"kind", kKinds[static_cast<int>(u.kind)]},
                              {"busy_share", u.busy_share},
                              {"streaming_s", u.streaming_s},
                              {"programming_s", u.programming_s},
                              {"wait_memory_s", u.wait_memory_s},
                              {"wait_port_s", u.wait_port_s},
                              {"wait_data_s", u.wait_data_s},
                              {"idle_s", u.idle_s}};
    if (u.kind == Usage::Kind::pool) {
      entry["starts"] = u.starts;
      entry["macs"] = u.macs;
      entry["peak_macs_per_s"] = u.peak_macs_per_s;
      entry["mac_utilisation"] = u.mac_utilisation;
    }
    out.push_back(std::move(entry));
  }
  return out;
}

Json point_json(const RooflinePoint& p) {
  return Json::Object{{"name", p.name},
                      {"pool", p.pool},
                      {"layer", p.layer},
                      {"repeats", p.repeats},
                      {"ops", p.ops},
                      {"ops_per_byte", positive(p.intensity)},
                      {"buffer_ops_per_byte", positive(p.buffer_intensity)},
                      {"attained_ops_per_s", p.attained_ops_per_s},
                      {"attainable_ops_per_s", p.attainable_ops_per_s},
                      {"bounded_by", p.bounded_by},
                      {"tile_fill", p.tile_fill},
                      {"programming_share", p.programming_share}};
}

Json roofline_json(const Roofline& roof) {
  Json pools = Json::array(), points = Json::array();
  for (const PoolRoof& pool : roof.pools) {
    pools.push_back(Json::Object{{"pool", pool.pool}, {"ops_per_s", pool.ops_per_s}});
  }
  for (const RooflinePoint& point : roof.points) points.push_back(point_json(point));
  return Json::Object{{"peak_ops_per_s", roof.peak_ops_per_s},
                      {"pools", pools},
                      {"main_memory_bytes_per_s", positive(roof.main_memory_bytes_per_s)},
                      {"buffer_bytes_per_s", positive(roof.buffer_bytes_per_s)},
                      {"points", points}};
}

Json decoding_json(const std::optional<Decoding>& decoding) {
  Json out;
  if (!decoding) return out;
  const Decoding& d = *decoding;
  out = Json::Object{{"tokens", d.tokens},
                     {"prefill_s", d.prefill_s},
                     {"decode_s", d.decode_s},
                     {"first_token_s", d.first_token_s},
                     {"last_token_s", d.last_token_s},
                     {"mean_token_s", d.mean_token_s},
                     {"tokens_per_s", d.tokens_per_s},
                     {"prefill_energy_j", d.prefill_energy_j},
                     {"energy_per_token_j", d.energy_per_token_j},
                     {"cache_bytes", d.cache_bytes},
                     {"steps", steps_json(d.steps)}};
  return out;
}

Json notes_json(const std::vector<std::string>& notes) {
  Json out = Json::array();
  for (const std::string& note : notes) out.push_back(note);
  return out;
}

Json memory_json(const Simulation& s) {
  return Json::Object{{"weight_bytes", s.weight_bytes},
                      {"weights_resident", s.weights_resident},
                      {"peak_value_bytes", s.peak_value_bytes},
                      {"spilled_bytes", s.spilled_bytes},
                      {"cache_bytes", s.cache_bytes}};
}

Json terms_json(const std::vector<TimeTerm>& terms) {
  Json out = Json::array();
  for (const TimeTerm& term : terms) {
    Json settings = Json::array();
    for (const std::string& path : term.settings) settings.push_back(path);
    out.push_back(Json::Object{
        {"device", term.what}, {"time_s", term.time.si}, {"counts", term.counts}, {"settings", settings}});
  }
  return out;
}

Json pools_json(const Machine& machine) {
  Json out = Json::array();
  for (const ArrayPool& pool : machine.pools) {
    out.push_back(Json::Object{{"pool", pool.name},
                               {"symbol_s", pool.symbol.si},
                               {"symbol_terms", terms_json(pool.symbol_terms)},
                               {"program_s", pool.program.si},
                               {"program_terms", terms_json(pool.program_terms)}});
  }
  return out;
}

Json effects_json(const std::vector<SettingEffect>& effects) {
  Json out = Json::array();
  for (const SettingEffect& e : effects) {
    Json entry = Json::Object{{"setting", e.path}, {"now", e.now}, {"changed_to", e.then}};
    if (e.why_not.empty()) {
      entry["latency_factor"] = e.latency;
      entry["energy_factor"] = e.energy;
      entry["area_factor"] = e.area;
    } else {
      entry["why_not"] = e.why_not;
    }
    out.push_back(std::move(entry));
  }
  return out;
}

Json limits_json(const SimulateRun& run) {
  return Json::Object{{"pools", pools_json(run.chip.machine)},
                      {"settings_tried", std::uint64_t{run.limits.tried}},
                      {"speed", effects_json(run.limits.speed)},
                      {"energy", effects_json(run.limits.energy)},
                      {"refused", effects_json(run.limits.refused)}};
}

Json result_json(const SimulateSubject& subject, const SimulateRun& run) {
  const Simulation& s = run.simulation;
  return Json::Object{
      {"program", "tron simulate"},
      {"version", subject.version},
      {"command_line", subject.command_line},
      {"network", subject.network},
      {"network_path", subject.network_path},
      {"family", subject.family},
      {"chip", run.chip.name},
      {"assumptions", run.chip.assumptions},
      {"batch", s.batch},
      {"sequence", s.sequence},
      {"generate", s.generate},
      {"model", s.model == TimeModel::event ? "event" : "bound"},
      {"latency_s", s.latency_s},
      {"inference_latency_s", s.inference_latency_s},
      {"event_latency_s", positive(s.event_latency_s)},
      {"bound_latency_s", s.bound_latency_s},
      {"bounded_by", s.bounded_by},
      {"inferences_per_s", s.inferences_per_s},
      {"energy_j", s.energy_j},
      {"energy_per_inference_j", s.energy_per_inference_j},
      {"epb_j_per_bit", s.epb_j_per_bit},
      {"epb_definition", s.epb_definition},
      {"operand_bits", s.operand_bits},
      {"power_w", s.power_w},
      {"peak_power_w", s.peak_power_w},
      {"area_m2", s.area_m2},
      {"heat_flux_w_per_m2", s.heat_flux_w_per_m2},
      {"heat_flux_limit_w_per_m2", s.heat_flux_limit_w_per_m2},
      {"macs", s.macs},
      {"network_macs", s.network_macs},
      {"ops", s.ops},
      {"throughput_ops_per_s", s.throughput_ops_per_s},
      {"mac_utilisation", s.mac_utilisation},
      {"rounds_simulated", s.rounds_simulated},
      {"rounds_total", s.rounds_total},
      {"memory", memory_json(s)},
      {"notes", notes_json(s.notes)},
      {"decoding", decoding_json(s.decoding)},
      {"limits", limits_json(run)},
      {"layers", layers_json(s)},
      {"steps", steps_json(s.steps)},
      {"utilisation", usage_json(s)},
      {"roofline", roofline_json(s.roof)},
      {"energy_ledger", ledger_json(s.energy)},
      {"power_ledger", ledger_json(s.power)},
      {"peak_power_ledger", ledger_json(s.peak_power)},
      {"area_ledger", ledger_json(s.area)},
      {"configuration", Json::Object{{"file", run.chip.file}, {"resolved", run.chip.resolved}}}};
}

}  // namespace

Json simulate_json(const SimulateReport& report) {
  if (report.runs.size() == 1 && report.complete && report.infeasible.empty())
    return result_json(report.subject, report.runs[0]);
  Json results = Json::array();
  for (const SimulateRun& run : report.runs) results.push_back(result_json(report.subject, run));
  return Json::Object{{"program", "tron simulate"},
                      {"version", report.subject.version},
                      {"command_line", report.subject.command_line},
                      {"complete", report.complete},
                      {"infeasible", infeasible_json(report.infeasible)},
                      {"results", results}};
}

}  // namespace tron::report
