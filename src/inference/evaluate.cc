#include "inference/evaluate.h"

#include <algorithm>

#include "base/parallel.h"
#include "inference/attribution.h"
#include "inference/calibrate.h"
#include "inference/fidelity_run.h"
#include "inference/make_engine.h"

namespace tron {
namespace {

Reading reading_of(Fidelity fidelity, const Chip& chip, Sources sources, std::uint64_t seed) {
  const bool exact = fidelity == Fidelity::digital || fidelity == Fidelity::quantized;
  return {fidelity, make_engine(fidelity, chip, sources, seed),
          exact ? exact_ops() : chip_ops(chip, sources, seed)};
}

/// Digital, then what was asked for, each once.
std::vector<Fidelity> in_order(const std::vector<Fidelity>& wanted) {
  std::vector<Fidelity> order{Fidelity::digital};
  for (Fidelity fidelity : wanted) {
    if (std::find(order.begin(), order.end(), fidelity) == order.end()) order.push_back(fidelity);
  }
  return order;
}

/// The light path on which sources are told apart: the first one asked for, else the photonic one.
Fidelity attributed(const std::vector<Fidelity>& wanted) {
  for (Fidelity fidelity : wanted) {
    if (fidelity != Fidelity::digital && fidelity != Fidelity::quantized) return fidelity;
  }
  return Fidelity::photonic;
}

FidelityResult summarise(const RunPlan& plan, Fidelity fidelity, ReadingResult run, const Matrix& reference) {
  FidelityResult out;
  out.fidelity = fidelity;
  out.samples = run.samples;
  out.correct = run.correct;
  out.interval = wilson(run.correct, run.samples);
  out.counters = run.counters;
  out.wall_s = run.wall_s;
  std::size_t agreeing = 0;
  for (std::size_t s = 0; s < run.samples; ++s) {
    agreeing += chosen_class(run.logits, s) == chosen_class(reference, s) ? 1 : 0;
  }
  if (run.samples > 0) {
    out.accuracy = static_cast<double>(run.correct) / static_cast<double>(run.samples);
    out.agreement = static_cast<double>(agreeing) / static_cast<double>(run.samples);
  }
  for (std::size_t i = 0; i < run.steps.size(); ++i) {
    const Step& step = plan.program.steps[plan.watched[i]];
    out.steps.push_back({step.name, step.layer, run.steps[i].ratio_db()});
  }
  ErrorSums logits;
  logits.add(reference.data, run.logits.data);
  out.ser_db = logits.ratio_db();
  out.logits = std::move(run.logits);
  return out;
}

Matrix first_rows(const Matrix& matrix, std::size_t rows) {
  Matrix out(rows, matrix.cols);
  std::copy_n(matrix.data.begin(), out.data.size(), out.data.begin());
  return out;
}

std::string unit_of(const Graph& graph) {
  return graph.image.channels > 0 ? "images" : "sentences";
}

}  // namespace

Evaluation evaluate(const Graph& graph, const Program& program, const Chip& chip, const Dataset& data,
                    const Dataset& calibration, const EvaluationOptions& options) {
  const std::vector<Fidelity> order = in_order(options.fidelities);
  Ranges ranges;
  if (order.size() > 1 || options.attribute) {
    ranges = calibrate(graph, program, chip, calibration.samples, options.threads);
  }
  RunPlan plan{
      graph, program, chip, ranges, data.samples, options.batch, options.threads, layer_ends(program)};
  std::vector<Reading> readings;
  readings.reserve(order.size());
  for (Fidelity fidelity : order)
    readings.push_back(reading_of(fidelity, chip, Sources::all(), options.seed));

  std::vector<ReadingResult> runs;
  {
    Progress progress("inference", unit_of(graph), readings.size() * data.samples.size());
    runs = run_readings(plan, readings, progress);
  }
  Evaluation evaluation;
  const Matrix reference = runs[0].logits;
  for (std::size_t r = 0; r < runs.size(); ++r) {
    evaluation.results.push_back(summarise(plan, order[r], std::move(runs[r]), reference));
  }
  readings.clear();
  evaluation.complete = evaluation.results[0].samples == data.samples.size();
  if (options.attribute && evaluation.complete) {
    plan.watched.clear();
    if (options.attribution_samples > 0) {
      plan.samples = plan.samples.first(std::min(plan.samples.size(), options.attribution_samples));
    }
    const Fidelity fidelity = attributed(options.fidelities);
    const Matrix judged = first_rows(reference, plan.samples.size());
    evaluation.attribution = attribute_errors(plan, fidelity, judged, [&](Sources sources) {
      return reading_of(fidelity, chip, sources, options.seed);
    });
    evaluation.complete = evaluation.attribution.has_value();
  }
  return evaluation;
}

}  // namespace tron
