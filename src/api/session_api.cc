#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "api/checks.h"
#include "api/forms.h"
#include "base/version.h"
#include "report/report.h"
#include "report/simulate/trace_json.h"
#include "study/generate_run.h"
#include "study/infer_run.h"
#include "study/run_both.h"
#include "study/simulate_run.h"
#include "tron/session.h"

namespace tron {
namespace {

constexpr double kThreads = 1024, kMany = 1e9;

study::InferRequest request_of(const InferOptions& o, const Control& control) {
  study::InferRequest r;
  r.fidelities = api::fidelities_of("InferOptions::fidelities", o.fidelities);
  r.batch = o.batch, r.seed = o.seed, r.threads = o.threads, r.calibration = o.calibration;
  r.keep_logits = o.keep_logits, r.logits_file = o.logits_file;
  r.attribute = o.attribute, r.attribution_samples = o.attribution_samples;
  r.control = control;
  return r;
}

study::SimulateRequest request_of(const SimulateOptions& o, const Control& control) {
  study::SimulateRequest r;
  r.options.batch = o.batch, r.options.sequence = o.sequence, r.options.generate = o.generate;
  r.limits = o.limits;
  r.options.model = o.bound ? timing::TimeModel::bound : timing::TimeModel::event;
  r.control = control;
  return r;
}

FidelityScore score_of(const inference::FidelityResult& r) {
  FidelityScore s;
  s.fidelity = inference::kFidelityNames[static_cast<int>(r.fidelity)];
  s.samples = r.samples, s.scored = r.scored, s.correct = r.correct;
  if (r.scored > 0) {
    s.accuracy = r.accuracy;
    s.accuracy_low = r.interval.low, s.accuracy_high = r.interval.high;
  }
  s.agreement = r.agreement;
  if (r.language) s.loss_nats = r.language->loss, s.perplexity = r.language->perplexity;
  if (r.embedding) s.cosine = r.embedding->cosine, s.spearman = r.embedding->spearman;
  s.signal_to_error_db = r.ser_db;
  s.macs = r.counters.macs, s.conversions = r.counters.conversions, s.saturated = r.counters.saturated;
  s.rows = r.logits.rows, s.columns = r.logits.cols;
  s.logits.assign(r.logits.data.begin(), r.logits.data.end());
  return s;
}

ChipInference inference_of(const study::InferRun& run) {
  ChipInference out{run.chip.assumptions, {}, {}};
  for (const inference::FidelityResult& r : run.evaluation.results) out.scores.push_back(score_of(r));
  if (!run.evaluation.attribution) return out;
  for (const inference::AttributionRow& row : run.evaluation.attribution->rows) {
    out.sources.push_back({inference::kSourceNames[static_cast<std::size_t>(row.source)], row.accuracy_alone,
                           row.ser_alone_db, row.accuracy_without, row.ser_without_db});
  }
  return out;
}

std::vector<Share> shares_of(const timing::Ledger& ledger) {
  std::vector<Share> out;
  for (const auto& [path, value] : ledger.leaves()) out.push_back({path, value});
  return out;
}

ChipSimulation simulation_of(const timing::Simulation& s) {
  ChipSimulation out;
  out.assumptions = s.assumptions;
  out.latency_s = s.latency_s, out.inference_latency_s = s.inference_latency_s;
  out.inferences_per_s = s.inferences_per_s, out.throughput_ops_per_s = s.throughput_ops_per_s;
  out.energy_per_inference_j = s.energy_per_inference_j, out.energy_per_bit_j = s.epb_j_per_bit;
  out.power_w = s.power_w, out.peak_power_w = s.peak_power_w, out.area_m2 = s.area_m2;
  out.mac_utilisation = s.mac_utilisation;
  out.bound_latency_s = s.bound_latency_s, out.bounded_by = s.bounded_by;
  if (s.decoding) {
    out.tokens_per_s = s.decoding->tokens_per_s;
    out.first_token_s = s.decoding->first_token_s;
    out.energy_per_token_j = s.decoding->energy_per_token_j;
  }
  out.energy_j = shares_of(s.energy), out.area_parts_m2 = shares_of(s.area);
  return out;
}

InferResult result_of(study::InferReport made) {
  const auto report = std::make_shared<const study::InferReport>(std::move(made));
  InferResult out;
  for (const study::InferRun& run : report->runs) out.chips.push_back(inference_of(run));
  out.complete = report->complete();
  out.infeasible = report->infeasible;
  out.report = Report(std::make_shared<const Report::Forms>(
      Report::Forms{[report] { return report::infer_page(*report); },
                    [report] { return report::infer_json(*report).dump(); },
                    {},
                    {}}));
  return out;
}

SimulateResult result_of(study::SimulateReport made) {
  const auto report = std::make_shared<const study::SimulateReport>(std::move(made));
  SimulateResult out;
  for (const study::SimulateRun& run : report->runs) out.chips.push_back(simulation_of(run.simulation));
  out.infeasible = report->infeasible;
  out.complete = report->complete;
  out.report = Report(std::make_shared<const Report::Forms>(
      Report::Forms{[report] { return report::simulate_page(*report); },
                    [report] { return report::simulate_json(*report).dump(); },
                    {},
                    {}}));
  return out;
}

GenerateResult result_of(study::GenerateReport made) {
  const auto report = std::make_shared<const study::GenerateReport>(std::move(made));
  GenerateResult out;
  for (const study::GenerateRun& run : report->runs) {
    ChipGeneration one{run.chip.assumptions, {}, simulation_of(run.simulation)};
    for (const study::ShownText& shown : run.texts) {
      const inference::GeneratedText& text = shown.text;
      one.texts.push_back({inference::kFidelityNames[static_cast<int>(text.fidelity)], shown.words,
                           text.tokens, text.agreeing, text.log_probability});
    }
    out.chips.push_back(std::move(one));
  }
  out.complete = report->complete;
  out.infeasible = report->infeasible;
  out.report = Report(std::make_shared<const Report::Forms>(
      Report::Forms{[report] { return report::generate_page(*report); },
                    [report] { return report::generate_json(*report).dump(); },
                    {},
                    {}}));
  return out;
}

study::GenerateRequest request_of(const GenerateOptions& o, const Control& control) {
  study::GenerateRequest r;
  r.text = o.text;
  r.ids = fmt::format("{}", fmt::join(o.ids, " "));
  r.options.tokens = o.tokens;
  r.options.choice.temperature = o.temperature, r.options.choice.top_k = o.top_k;
  r.options.choice.top_p = o.top_p, r.options.choice.seed = o.choice_seed;
  r.options.fidelities = api::fidelities_of("GenerateOptions::fidelities", o.fidelities);
  r.options.seed = o.seed, r.options.threads = o.threads;
  r.control = control;
  return r;
}

/// The same chips with the network as decoding needs it; the session's own where nothing changes.
std::shared_ptr<const study::Compiled> decoding(const std::shared_ptr<const study::Compiled>& compiled) {
  const auto network = study::decoding(compiled->network);
  if (network == compiled->network) return compiled;
  auto out =
      std::make_shared<study::Compiled>(study::compile_for(network, compiled->chips, compiled->settings));
  out->description = compiled->description, out->infeasible = compiled->infeasible;
  return out;
}

study::Compiled compile_all(const Network& network, const std::vector<Chip>& chips) {
  if (chips.empty()) throw InputError({"", 0, 0, "Session"}, "no chip", "at least one");
  std::vector<chip::Chip> loaded;
  std::vector<std::vector<std::string>> settings;
  for (const Chip& one : chips) loaded.push_back(one.internal()), settings.push_back(one.settings());
  study::Compiled out = study::compile_for(network.internal(), std::move(loaded), std::move(settings));
  out.description = out.chips.front().name;
  return out;
}

void require_inference(const study::Compiled& compiled) {
  for (const chip::Chip& chip : compiled.chips) chip::require_inference(chip);
}

}  // namespace

std::vector<std::string> fidelity_names() {
  return {std::begin(inference::kFidelityNames), std::end(inference::kFidelityNames)};
}

const FidelityScore* InferResult::last_logits() const {
  for (auto chip = chips.rbegin(); chip != chips.rend(); ++chip) {
    for (auto score = chip->scores.rbegin(); score != chip->scores.rend(); ++score) {
      if (score->samples > 0) return &*score;
    }
  }
  return nullptr;
}

void InferOptions::validate() const {
  api::fidelities_of("InferOptions::fidelities", fidelities);
  api::require_range("InferOptions::batch", static_cast<double>(batch), 1, 65536);
  api::require_range("InferOptions::threads", threads, 0, kThreads);
  api::require_range("InferOptions::calibration", static_cast<double>(calibration), 0, 1e5);
}

void SimulateOptions::validate() const {
  api::require_range("SimulateOptions::batch", static_cast<double>(batch), 1, 1e5);
  api::require_range("SimulateOptions::sequence", static_cast<double>(sequence), 0, kMany);
  api::require_range("SimulateOptions::generate", static_cast<double>(generate), 0, 1e6);
  api::require_range("SimulateOptions::trace_slices", static_cast<double>(trace_slices), 0, 2e6);
  if (bound && trace_slices > 0)
    throw InputError({"", 0, 0, "SimulateOptions::trace_slices"}, "a bound, which has no slices",
                     "the event simulation");
}

void GenerateOptions::validate() const {
  api::fidelities_of("GenerateOptions::fidelities", fidelities);
  api::require_range("GenerateOptions::tokens", static_cast<double>(tokens), 1, 1e6);
  api::require_range("GenerateOptions::temperature", temperature, 0, 1000);
  api::require_range("GenerateOptions::top_p", top_p, 1e-9, 1);
  api::require_range("GenerateOptions::threads", threads, 0, kThreads);
  if (!text.empty() && !ids.empty())
    throw InputError({"", 0, 0, "GenerateOptions::ids"}, "a text beside it", "one of the two");
  if (temperature == 0 && (top_k > 0 || top_p < 1))
    throw InputError({"", 0, 0, "GenerateOptions::top_k"}, "a greedy choice (temperature 0)",
                     "a temperature above 0 beside top_k or top_p");
}

Session::Session(Network network, std::vector<Chip> chips)
    : compiled_(std::make_shared<const study::Compiled>(compile_all(network, chips))) {}

Session::Session(Network network, const ChipSet& chips) {
  if (chips.chips.empty() && !chips.infeasible.empty()) throw InfeasibleError(chips.infeasible.front());
  study::Compiled compiled = compile_all(network, chips.chips);
  compiled.description = chips.description, compiled.infeasible = chips.infeasible;
  compiled_ = std::make_shared<const study::Compiled>(std::move(compiled));
}

InferResult Session::infer(const Data& data, const InferOptions& options, const Control& control) const {
  options.validate();
  require_inference(*compiled_);
  return result_of(
      api::value_or_throw(study::infer_compiled(*compiled_, *data.internal(), request_of(options, control))));
}

InferResult Session::attribute(const Data& data, InferOptions options, const Control& control) const {
  options.attribute = true;
  return infer(data, options, control);
}

SimulateResult Session::simulate(const SimulateOptions& options, const Control& control) const {
  options.validate();
  const study::SimulateRequest request = request_of(options, control);
  std::optional<report::TraceJson> trace;
  if (options.trace_slices > 0) trace.emplace(options.trace_slices);
  study::TraceSink* const sink = trace ? &*trace : nullptr;
  const study::Compiled& own = *compiled_;
  SimulateResult out = result_of(
      api::value_or_throw(options.generate > 0 ? study::simulate_compiled(*decoding(compiled_), request, sink)
                                               : study::simulate_compiled(own, request, sink)));
  if (!trace || !out.complete) return out;
  for (const report::TraceJson::Run& run : trace->runs())
    out.traced.push_back({run.label, run.slices, run.complete});
  out.trace = trace->take_text(base::version(), control.command_line);
  return out;
}

RunResult Session::run(const Data& data, const InferOptions& infer, const SimulateOptions& simulate,
                       const Control& control) const {
  infer.validate();
  simulate.validate();
  require_inference(*compiled_);
  const auto made = std::make_shared<const study::RunReport>(api::value_or_throw(study::run_compiled(
      *compiled_, *data.internal(), request_of(infer, control), request_of(simulate, control))));
  RunResult out{result_of(made->inference), result_of(made->simulation), {}};
  out.report = Report(
      std::make_shared<const Report::Forms>(Report::Forms{[made] { return report::run_page(*made); },
                                                          [made] { return report::run_json(*made).dump(); },
                                                          {},
                                                          {}}));
  return out;
}

GenerateResult Session::generate(const GenerateOptions& options, const Control& control) const {
  options.validate();
  require_inference(*compiled_);
  const auto compiled = decoding(compiled_);
  return result_of(api::value_or_throw(study::generate_compiled(*compiled, request_of(options, control))));
}

}  // namespace tron
