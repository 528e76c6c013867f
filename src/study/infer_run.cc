#include "study/infer_run.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/execution/parallel.h"
#include "base/version.h"
#include "inference/kernels/vector_target.h"
#include "program/program.h"
#include "study/findings/idle_settings.h"
#include "study/load_chips.h"
#include "study/open_network.h"
#include "study/single_text.h"

namespace tron::study {
namespace {

InferSubject describe(const InferRequest& request, const LoadedNetwork& network, const Dataset& data) {
  const Graph& graph = *network.graph;
  InferSubject s;
  s.version = version();
  s.command_line = request.control.command_line;
  s.simd = vector_target();
  s.network_path = network.folder;
  s.network = graph.name;
  s.family = graph.family;
  s.layers = graph.layers, s.width = graph.width, s.heads = graph.heads;
  s.feed_forward = graph.feed_forward, s.classes = graph.classes();
  s.parameters = graph.parameters();
  s.task = task_of(graph.output);
  s.noun = graph.vocabulary > 0 ? (s.task == Task::classify ? "sentence" : "text")
                                : (graph.image.channels > 0 ? "image" : "sample");
  s.nouns = s.noun + "s";
  s.data = data.name;
  s.samples = data.samples.size();
  s.seed = request.seed, s.batch = request.batch;
  s.threads = request.threads > 0 ? request.threads : available_threads();
  return s;
}

EvaluationOptions options_of(const InferRequest& request, const Graph& graph, std::size_t samples,
                             bool one_text) {
  EvaluationOptions options;
  options.fidelities = request.fidelities;
  options.batch = request.batch;
  // A few long texts must not end up in one thread's hands; answers through light do not depend on the batch.
  if (graph.output != Output::classes)
    options.batch = std::clamp<std::size_t>(samples / 16, 1, request.batch);
  options.seed = request.seed;
  options.threads = request.threads;
  options.attribute = request.attribute;
  options.attribution_samples = request.attribution_samples;
  options.control = request.control;
  options.keep_logits = request.keep_logits || one_text;
  return options;
}

/// The compiler's notes, and how many texts are as long as the network allows: of longer ones the rest is
/// cut.
std::vector<std::string> notes_of(const Program& program, const Chip& chip, const Dataset& data) {
  const Graph& graph = *program.graph;
  std::vector<std::string> notes = program.notes;
  for (std::string& idle : idle_settings(chip)) notes.push_back(std::move(idle));
  const bool windows = graph.output == Output::next_tokens && !is_pair(program);
  if (graph.vocabulary == 0 || windows || graph.max_tokens == 0) return notes;
  const auto full = std::count_if(data.samples.begin(), data.samples.end(), [&](const Sample& sample) {
    return std::max(sample.tokens.size(), sample.target.size()) >= graph.max_tokens;
  });
  if (full > 0) {
    notes.push_back(
        fmt::format("{} of {} texts fill the network's longest sequence of {} tokens; what is longer is cut",
                    full, data.samples.size(), graph.max_tokens));
  }
  return notes;
}

/// What each chip is calibrated on; its name goes into the subject.
std::vector<Dataset> calibrations_of(const InferRequest& request, const std::vector<Chip>& chips,
                                     const LoadedNetwork& network, const LoadedData& data,
                                     InferSubject& subject) {
  if (data.text) {
    subject.calibration = "the text itself";
    return std::vector<Dataset>(chips.size(), data.samples);
  }
  std::vector<Dataset> out;
  for (const Chip& chip : chips) {
    const std::size_t count = request.calibration > 0
                                  ? request.calibration
                                  : static_cast<std::size_t>(chip.operand.calibration_samples);
    out.push_back(open_calibration(data.path, *network.graph, network.folder, count, &subject.calibration));
  }
  return out;
}

/// Programs that another reader refuses, as reasons; `runs` are the others, by number.
std::vector<Infeasible> refused_by(const ProgramReader& also, const Compiled& compiled,
                                   const LoadedData& data, std::vector<std::size_t>& runs) {
  std::vector<Infeasible> out;
  for (std::size_t i = 0; i < compiled.programs.size(); ++i) {
    const Chip& one = compiled.chips[i];
    const auto why = also ? also(compiled, i, data.samples) : std::nullopt;
    if (why) {
      out.push_back(infeasible_under(*why, compiled.description, one.assumptions));
    } else {
      runs.push_back(i);
    }
  }
  return out;
}

/// The last fidelity that has finished samples, of the last assumption set that has any.
void name_logits(InferReport& report, const std::string& file) {
  for (auto run = report.runs.rbegin(); run != report.runs.rend(); ++run) {
    const auto& results = run->evaluation.results;
    for (auto result = results.rbegin(); result != results.rend(); ++result) {
      if (result->samples == 0) continue;
      report.logits = {file, run->chip.assumptions, kFidelityNames[static_cast<int>(result->fidelity)]};
      return;
    }
  }
}

}  // namespace

Feasible<InferReport> infer_compiled(const Compiled& compiled, const LoadedData& data,
                                     const InferRequest& request, const ProgramReader& also) {
  const LoadedNetwork& network = *compiled.network;
  InferReport report;
  report.subject = describe(request, network, data.samples);
  const std::vector<Dataset> calibrations =
      calibrations_of(request, compiled.chips, network, data, report.subject);
  if (request.control.loaded) request.control.loaded();
  report.subject.notes = notes_of(compiled.programs.front(), compiled.chips.front(), data.samples);
  std::vector<std::size_t> runs;
  std::vector<Infeasible> refused = refused_by(also, compiled, data, runs);
  if (runs.empty()) return refused.front();
  report.infeasible = compiled.infeasible;
  report.infeasible.insert(report.infeasible.end(), refused.begin(), refused.end());
  const EvaluationOptions options =
      options_of(request, *network.graph, data.samples.samples.size(), data.text.has_value());
  for (const std::size_t i : runs) report.runs.push_back({compiled.chips[i], {}});
  for (std::size_t r = 0; r < runs.size(); ++r) {
    const std::size_t i = runs[r];
    InferRun& run = report.runs[r];
    run.evaluation = evaluate(compiled.programs[i], run.chip, data.samples, calibrations[i], options);
    run.partial_sums = partial_sums_of(run.chip, compiled.settings[i], run.evaluation);
    if (request.control.cancel.cancelled()) break;
  }
  if (data.text)
    report.single = answers_to(*data.text, data.samples, report, *network.graph, network.encoder);
  if (!request.logits_file.empty()) name_logits(report, request.logits_file);
  return report;
}

}  // namespace tron::study
