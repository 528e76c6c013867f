#include "inference/evaluate.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "inference/attribution.h"
#include "inference/calibration/calibrate.h"
#include "inference/make_backend.h"
#include "inference/run_backends.h"

namespace tron::inference {
namespace {

constexpr double kZ95 = 1.959963984540054;  // standard normal, two-sided 95 %

/// The light path on which sources are told apart: the first one asked for, else the photonic one.
Fidelity attributed(const std::vector<Fidelity>& wanted) {
  for (Fidelity fidelity : wanted) {
    if (fidelity != Fidelity::digital && fidelity != Fidelity::quantized) return fidelity;
  }
  return Fidelity::photonic;
}

LanguageScore language_score(const Moments& loss) {
  const double half = loss.count() > 1 ? kZ95 * std::sqrt(loss.variance() / static_cast<double>(loss.count()))
                                       : std::numeric_limits<double>::infinity();
  return {loss.mean(), {loss.mean() - half, loss.mean() + half}, std::exp(loss.mean())};
}

EmbeddingScore embedding_score(const BackendResult& run, std::span<const double> similarity) {
  EmbeddingScore score;
  score.cosine = run.counts.cosine.mean();
  const Matrix& rows = run.logits.matrix;
  score.pairs = std::min(similarity.size(), rows.rows / 2);
  std::vector<double> cosines;
  for (std::size_t i = 0; i < score.pairs; ++i) {
    cosines.push_back(cosine({rows.row(2 * i), rows.cols}, {rows.row(2 * i + 1), rows.cols}));
  }
  score.spearman = spearman(cosines, similarity.first(score.pairs));
  score.interval = correlation_interval(score.spearman, score.pairs);
  return score;
}

FidelityResult summarise(const RunPlan& plan, Fidelity fidelity, BackendResult run,
                         std::span<const double> similarity) {
  FidelityResult out;
  const ScoreCounts& counts = run.counts;
  out.fidelity = fidelity;
  out.samples = counts.samples;
  out.scored = counts.scored;
  out.correct = counts.correct;
  out.accuracy = accuracy_of(counts);
  out.interval = wilson(counts.correct, counts.scored);
  out.counters = run.counters;
  out.wall_s = run.wall_s;
  if (counts.rows > 0)
    out.agreement = static_cast<double>(counts.agreeing) / static_cast<double>(counts.rows);
  if (counts.loss.count() > 0) out.language = language_score(counts.loss);
  if (plan.task == Task::embed) out.embedding = embedding_score(run, similarity);
  for (std::size_t i = 0; i < run.steps.size(); ++i) {
    const Step& step = plan.program.steps[plan.watched[i]];
    out.steps.push_back({step.name, step.layer, run.steps[i].ratio_db()});
  }
  out.ser_db = counts.logits.ratio_db();
  out.logits = std::move(run.logits.matrix);
  return out;
}

/// Makes backends of one compiled program on one chip.
struct Maker {
  const Program& program;
  const Chip& chip;
  const Ranges& ranges;
  const EvaluationOptions& options;
  std::unique_ptr<Backend> operator()(Fidelity fidelity, Sources sources = Sources::all()) const {
    return make_backend(fidelity, program, chip, ranges, {sources, options.seed, nullptr, options.threads});
  }
};

/// Exact logits of the plan's samples, all rows.
BatchValue exact_logits(RunPlan plan, const Maker& make) {
  plan.watched.clear();
  plan.keep_logits = true;
  const std::unique_ptr<Backend> digital = make(Fidelity::digital);
  ProgressStage progress(make.options.control, "reference", "samples", plan.samples.size());
  return run_backends(plan, std::span(&digital, 1), progress)[0].logits;
}

std::optional<Attribution> attribute(RunPlan plan, const Maker& make) {
  const EvaluationOptions& options = make.options;
  plan.watched.clear();
  if (options.attribution_samples > 0) {
    plan.samples = plan.samples.first(std::min(plan.samples.size(), options.attribution_samples));
  }
  const BatchValue reference = exact_logits(plan, make);
  if (plan.cancel.cancelled()) return std::nullopt;
  plan.reference = &reference;
  plan.keep_logits = false;
  const Fidelity fidelity = attributed(options.fidelities);
  return attribute_errors(
      plan, make.chip, fidelity, [&](Sources sources) { return make(fidelity, sources); }, options.control);
}

std::vector<ProductScale> product_scales(const Program& program, const Ranges& ranges) {
  std::vector<ProductScale> scales;
  for (std::size_t i = 0; i < program.steps.size(); ++i) {
    if (ranges.products[i].empty()) continue;
    ProductScale scale{program.steps[i].name,
                       program.steps[i].layer,
                       {},
                       program.steps[i].product.weighting == Weighting::dynamic};
    for (const ProductRange& head : ranges.products[i]) scale.range.widen(head);
    scales.push_back(std::move(scale));
  }
  return scales;
}

std::string unit_of(const Graph& graph) {
  if (graph.vocabulary > 0) return "texts";
  return graph.image.channels > 0 ? "images" : "samples";
}

}  // namespace

Evaluation evaluate(const Program& program, const Chip& chip, const Dataset& data, const Dataset& calibration,
                    const EvaluationOptions& options) {
  const std::vector<Fidelity> order = digital_first(options.fidelities);
  Evaluation evaluation;
  evaluation.task = task_of(program.graph->output);
  Ranges ranges;
  if (order.size() > 1 || options.attribute) {
    ranges = calibrate(program, chip, calibration.samples, options.threads);
    evaluation.scales = product_scales(program, ranges);
  }
  RunPlan plan{program,         data.samples, options.batch,         options.threads, layer_ends(program),
               evaluation.task, true,         options.control.cancel};
  plan.keep_logits = options.keep_logits || plan.task == Task::classify || plan.task == Task::embed;
  const Maker make{program, chip, ranges, options};
  std::vector<std::unique_ptr<Backend>> backends;
  for (const Fidelity fidelity : order) backends.push_back(make(fidelity));

  std::vector<BackendResult> runs;
  {
    ProgressStage progress(options.control, "inference", unit_of(*program.graph),
                           backends.size() * data.samples.size());
    runs = run_backends(plan, backends, progress);
  }
  for (std::size_t r = 0; r < runs.size(); ++r) {
    evaluation.results.push_back(summarise(plan, order[r], std::move(runs[r]), data.similarity));
  }
  backends.clear();
  evaluation.complete = evaluation.results[0].samples == data.samples.size();
  if (options.attribute && evaluation.complete) {
    evaluation.attribution = attribute(plan, make);
    evaluation.complete = evaluation.attribution.has_value();
  }
  return evaluation;
}

}  // namespace tron::inference
