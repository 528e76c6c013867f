#include "report/infer/infer_page.h"
#include "report/report.h"

namespace tron::report {
namespace {

Json ids_json(const std::vector<int>& ids) {
  Json out = Json::array();
  for (int id : ids) out.push_back(id);
  return out;
}

Json text_json(const ShownText& shown) {
  const GeneratedText& t = shown.text;
  return Json::Object{{"fidelity", fidelity_name(t.fidelity)},
                      {"tokens", ids_json(t.tokens)},
                      {"text", shown.words},
                      {"ended", t.ended},
                      {"log_probability", t.log_probability},
                      {"agreeing", std::uint64_t{t.agreeing}},
                      {"macs", t.counters.macs},
                      {"conversions", t.counters.conversions},
                      {"saturated", t.counters.saturated},
                      {"clipped", t.counters.clipped},
                      {"ring_updates", t.counters.ring_updates},
                      {"wall_s", t.wall_s}};
}

}  // namespace

Json generate_json(const GenerateReport& report) {
  const GenerateSubject& s = report.subject;
  Json runs = Json::array();
  for (const GenerateRun& run : report.runs) {
    Json texts = Json::array();
    for (const ShownText& text : run.texts) texts.push_back(text_json(text));
    SimulateReport cost;
    cost.subject.version = s.version, cost.subject.command_line = s.command_line;
    cost.subject.network = s.network, cost.subject.network_path = s.network_path,
    cost.subject.family = s.family;
    cost.subject.layers = s.layers, cost.subject.width = s.width, cost.subject.heads = s.heads;
    cost.runs.push_back({run.chip, run.simulation});
    runs.push_back(Json::Object{{"assumptions", run.chip.assumptions},
                                {"chip", run.chip.name},
                                {"texts", texts},
                                {"simulation", run.simulation.latency_s > 0 ? simulate_json(cost) : Json()},
                                {"resolved", run.chip.resolved}});
  }
  return Json::Object{{"program", "tron generate"},
                      {"version", s.version},
                      {"command_line", s.command_line},
                      {"simd", s.simd},
                      {"seed", s.seed},
                      {"threads", s.threads},
                      {"complete", report.complete},
                      {"infeasible", infeasible_json(report.infeasible)},
                      {"network", Json::Object{{"name", s.network},
                                               {"path", s.network_path},
                                               {"family", s.family},
                                               {"layers", std::uint64_t{s.layers}},
                                               {"width", std::uint64_t{s.width}},
                                               {"heads", std::uint64_t{s.heads}},
                                               {"vocabulary", std::uint64_t{s.vocabulary}},
                                               {"parameters", s.parameters}}},
                      {"prompt", s.prompt},
                      {"prompt_tokens", ids_json(s.prompt_tokens)},
                      {"choice", s.choice},
                      {"runs", runs}};
}

}  // namespace tron::report
