#include "inference/source_settings.h"
#include "report/infer/infer_page.h"
#include "report/infer/scale_rows.h"
#include "report/report.h"

namespace tron::report {
namespace {

Json steps_json(const std::vector<StepError>& steps) {
  Json out = Json::array();
  for (const StepError& step : steps) {
    out.push_back(Json::Object{{"name", step.name}, {"layer", step.layer}, {"ser_db", step.ser_db}});
  }
  return out;
}

Json language_json(const FidelityResult& r) {
  if (!r.language) return {};
  return Json::Object{{"loss_nats", r.language->loss},
                      {"loss_low_nats", r.language->interval.low},
                      {"loss_high_nats", r.language->interval.high},
                      {"perplexity", r.language->perplexity}};
}

Json embedding_json(const FidelityResult& r) {
  if (!r.embedding) return {};
  const EmbeddingScore& e = *r.embedding;
  return Json::Object{{"cosine_with_digital", e.cosine},
                      {"pairs", std::uint64_t{e.pairs}},
                      {"spearman", e.spearman},
                      {"spearman_low", e.interval.low},
                      {"spearman_high", e.interval.high}};
}

Json scales_json(const Chip& chip, const Evaluation& evaluation) {
  Json rows = Json::array();
  for (const ScaleRow& row : scale_rows(evaluation)) {
    rows.push_back(Json::Object{{"layer", row.layer},
                                {"step", row.step},
                                {"input_scale", row.a_max},
                                {"input_rms", row.a_rms},
                                {"outliers", row.outliers},
                                {"values", row.values},
                                {"adc_range", row.partial_max}});
  }
  return Json::Object{{"assumptions", chip.assumptions}, {"products", rows}};
}

Json result_json(const InferSubject& subject, const Chip& chip, const FidelityResult& r) {
  return Json::Object{{"network", subject.network},
                      {"chip", chip.name},
                      {"assumptions", chip.assumptions},
                      {"fidelity", fidelity_name(r.fidelity)},
                      {"samples", std::uint64_t{r.samples}},
                      {"seed", subject.seed},
                      {"scored", std::uint64_t{r.scored}},
                      {"correct", std::uint64_t{r.correct}},
                      {"accuracy", r.accuracy},
                      {"accuracy_low", r.interval.low},
                      {"accuracy_high", r.interval.high},
                      {"agreement", r.agreement},
                      {"language", language_json(r)},
                      {"embedding", embedding_json(r)},
                      {"wall_s", r.wall_s},
                      {"macs", r.counters.macs},
                      {"conversions", r.counters.conversions},
                      {"saturated", r.counters.saturated},
                      {"clipped", r.counters.clipped},
                      {"ring_updates", r.counters.ring_updates},
                      {"ser_db", r.ser_db},
                      {"steps", steps_json(r.steps)}};
}

Json partial_sums_json(const std::optional<PartialSums>& sums) {
  if (!sums) return {};
  const PartialSums& p = *sums;
  Json hint;
  if (p.hint) {
    hint = Json::Object{{"setting", p.hint->setting},
                        {"now", p.hint->now},
                        {"changed_to", p.hint->then},
                        {"banks_span", p.hint->scale},
                        {"banks_would_span", p.hint->scale_then}};
  }
  return Json::Object{{"input_full_scale", p.light_scale},
                      {"weight_full_scale", p.weight_scale},
                      {"dynamic_full_scale", p.dynamic_scale},
                      {"typical_share", p.typical},
                      {"largest_share", p.largest},
                      {"typical_share_of_adc", p.adc_share},
                      {"typical_enob", p.typical_bits},
                      {"largest_enob", p.largest_bits},
                      {"faintest_step", p.faintest},
                      {"faintest_share", p.faintest_share},
                      {"hint", hint}};
}

Json link_json(const InferRun& run) {
  const Chip& chip = run.chip;
  const LinkBudget& b = chip.budget;
  Json losses = Json::array();
  for (const Loss& loss : b.losses) {
    losses.push_back(Json::Object{{"name", loss.name},
                                  {"each_db", loss.each.db},
                                  {"count", loss.count},
                                  {"total_db", loss.total().db}});
  }
  return Json::Object{{"assumptions", chip.assumptions},
                      {"losses", losses},
                      {"loss_db", b.loss.db},
                      {"laser_per_channel_w", b.laser_per_channel.si},
                      {"laser_total_w", b.laser_total.si},
                      {"laser_electrical_w", b.laser_electrical.si},
                      {"detector_per_channel_w", b.detector_per_channel.si},
                      {"detector_total_w", b.detector_total.si},
                      {"snr_db", b.snr_db},
                      {"enob", b.enob},
                      {"partial_sums", partial_sums_json(run.partial_sums)}};
}

Json attribution_json(const Chip& chip, const Attribution& a) {
  Json rows = Json::array();
  for (const AttributionRow& row : a.rows) {
    Json settings = Json::array();
    for (const std::string& path : settings_of(row.source, chip)) settings.push_back(path);
    rows.push_back(Json::Object{{"source", kSourceNames[static_cast<std::size_t>(row.source)]},
                                {"settings", settings},
                                {"accuracy_alone", row.accuracy_alone},
                                {"ser_alone_db", row.ser_alone_db},
                                {"accuracy_without", row.accuracy_without},
                                {"ser_without_db", row.ser_without_db}});
  }
  return Json::Object{{"assumptions", chip.assumptions},     {"fidelity", fidelity_name(a.fidelity)},
                      {"samples", std::uint64_t{a.samples}}, {"accuracy_none", a.accuracy_none},
                      {"ser_none_db", a.ser_none_db},        {"accuracy_all", a.accuracy_all},
                      {"ser_all_db", a.ser_all_db},          {"sources", rows}};
}

Json network_json(const InferSubject& s) {
  Json notes = Json::array();
  for (const std::string& note : s.notes) notes.push_back(note);
  return Json::Object{{"name", s.network},
                      {"path", s.network_path},
                      {"family", s.family},
                      {"layers", std::uint64_t{s.layers}},
                      {"width", std::uint64_t{s.width}},
                      {"heads", std::uint64_t{s.heads}},
                      {"feed_forward", std::uint64_t{s.feed_forward}},
                      {"classes", std::uint64_t{s.classes}},
                      {"parameters", s.parameters},
                      {"notes", notes}};
}

}  // namespace

Json infer_json(const InferReport& report) {
  const InferSubject& s = report.subject;
  Json scales = Json::array(), results = Json::array(), links = Json::array(), attributions = Json::array(),
       chips = Json::array();
  for (const InferRun& run : report.runs) {
    for (const FidelityResult& r : run.evaluation.results) results.push_back(result_json(s, run.chip, r));
    links.push_back(link_json(run));
    if (!run.evaluation.scales.empty()) scales.push_back(scales_json(run.chip, run.evaluation));
    if (run.evaluation.attribution)
      attributions.push_back(attribution_json(run.chip, *run.evaluation.attribution));
    chips.push_back(Json::Object{{"assumptions", run.chip.assumptions},
                                 {"chip", run.chip.name},
                                 {"file", run.chip.file},
                                 {"resolved", run.chip.resolved}});
  }
  Json out = Json::Object{{"program", "tron infer"},
                          {"version", s.version},
                          {"command_line", s.command_line},
                          {"simd", s.simd},
                          {"seed", s.seed},
                          {"batch", std::uint64_t{s.batch}},
                          {"threads", s.threads},
                          {"complete", report.complete()},
                          {"infeasible", infeasible_json(report.infeasible)},
                          {"network", network_json(s)},
                          {"data", Json::Object{{"path", s.data},
                                                {"task", task_name(s.task)},
                                                {"samples", std::uint64_t{s.samples}},
                                                {"calibration", s.calibration}}},
                          {"results", results},
                          {"link", links},
                          {"scales", scales},
                          {"attribution", attributions},
                          {"configuration", chips}};
  if (!report.logits.path.empty()) {
    out["logits"] = Json::Object{{"path", report.logits.path},
                                 {"assumptions", report.logits.assumptions},
                                 {"fidelity", report.logits.fidelity}};
  }
  return out;
}

}  // namespace tron::report
