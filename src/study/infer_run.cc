#include "study/infer_run.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/execution/parallel.h"
#include "base/version.h"
#include "dataset/dataset.h"
#include "inference/kernels/vector_target.h"
#include "network/find_network.h"
#include "program/program.h"
#include "study/idle_settings.h"
#include "study/load_chips.h"
#include "study/open_network.h"
#include "study/single_text.h"

namespace tron::study {
namespace {

InferSubject describe(const InferRequest& request, const std::string& folder, const Graph& graph,
                      const Dataset& data) {
  InferSubject s;
  s.version = version();
  s.command_line = request.command_line;
  s.simd = vector_target();
  s.network_path = folder;
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

EvaluationOptions options_of(const InferRequest& request, const Graph& graph, std::size_t samples) {
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
  options.keep_logits = request.keep_logits || request.text.has_value();
  return options;
}

/// The compiler's notes, and how many texts are as long as the network allows: of longer ones the rest is
/// cut.
std::vector<std::string> notes_of(const Program& program, const Chip& chip, const Graph& graph,
                                  const Dataset& data) {
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
                                     const Graph& graph, const std::string& folder, const Dataset& data,
                                     InferSubject& subject) {
  if (request.text) {
    subject.calibration = "the text itself";
    return std::vector<Dataset>(chips.size(), data);
  }
  std::vector<Dataset> out;
  for (const Chip& chip : chips) {
    const std::size_t count = request.calibration > 0
                                  ? request.calibration
                                  : static_cast<std::size_t>(chip.operand.calibration_samples);
    out.push_back(open_calibration(request.data, graph, folder, count, &subject.calibration));
  }
  return out;
}

/// What an assumption set makes of the network, and what its scales are found on.
struct Work {
  Program program;
  const Dataset* calibration = nullptr;
};

}  // namespace

Feasible<InferReport> run_infer(const InferRequest& request, const ProgramReader& also) {
  LoadedChips loaded = load_chips(request.chip, request.assumptions, request.settings);
  if (loaded.chips.empty()) return loaded.infeasible.front();
  for (const Chip& chip : loaded.chips) require_inference(chip);
  const std::string folder = find_network(request.network);
  const Graph graph = open_network(folder, request.fidelities, request.text ? "" : request.data);
  const TextEncoder encoder(graph, folder);
  const Dataset data = request.text ? single_text(*request.text, graph, encoder)
                                    : open_dataset(request.data, graph, folder, request.samples);
  InferReport report;
  report.subject = describe(request, folder, graph, data);
  const std::vector<Dataset> calibrations =
      calibrations_of(request, loaded.chips, graph, folder, data, report.subject);
  report.infeasible = std::move(loaded.infeasible);
  if (request.loaded) request.loaded();
  std::vector<Work> work;
  for (std::size_t i = 0; i < loaded.chips.size(); ++i) {
    const Chip& chip = loaded.chips[i];
    Work one{compile(graph, chip), &calibrations[i]};
    if (i == 0) report.subject.notes = notes_of(one.program, chip, graph, data);
    if (also) {
      if (const auto why = also(graph, one.program, chip, data)) {
        report.infeasible.push_back(infeasible_under(*why, request.chip, chip.assumptions));
        continue;
      }
    }
    report.runs.push_back({chip, {}});
    work.push_back(std::move(one));
  }
  if (work.empty()) return report.infeasible.front();
  const EvaluationOptions options = options_of(request, graph, data.samples.size());
  for (std::size_t i = 0; i < work.size() && !(i > 0 && stop_requested()); ++i) {
    InferRun& run = report.runs[i];
    run.evaluation = evaluate(graph, work[i].program, run.chip, data, *work[i].calibration, options);
    run.partial_sums = partial_sums_of(run.chip, request.settings, run.evaluation);
  }
  if (request.text) report.single = answers_to(*request.text, data, report, graph, encoder);
  return report;
}

}  // namespace tron::study
