#include "study/generate_run.h"

#include "base/execution/parallel.h"
#include "base/version.h"
#include "inference/kernels/vector_target.h"
#include "program/program.h"
#include "study/load_chips.h"
#include "study/open_network.h"

namespace tron::study {
namespace {

Sample prompt_of(const GenerateRequest& request, const Graph& graph, const TextEncoder& encoder, bool pair) {
  Sample prompt;
  const Place place{"command line", 0, 0, "--ids"};
  require_utf8(request.text, Place{"command line", 0, 0, "--text"});
  if (pair) {
    prompt.tokens =
        request.ids.empty() ? encoder.sample(request.text).tokens : encoder.ids(request.ids, place);
    if (graph.special.start < 0) {
      throw InputError({graph.name, 0, 0, "decoder_start_token_id"}, "nothing",
                       "the decoder's first token, in a config.json beside the network");
    }
    prompt.target = {graph.special.start};
    return prompt;
  }
  if (!request.ids.empty()) prompt.tokens = encoder.ids(request.ids, place);
  if (!request.text.empty()) prompt.tokens = encoder.running(request.text);
  // An empty prompt is the beginning of any text, where the family marks that.
  if (prompt.tokens.empty() && graph.special.begin >= 0) prompt.tokens = {graph.special.begin};
  if (prompt.tokens.empty()) {
    throw InputError(Place{"command line", 0, 0, "--text"}, "no token",
                     "a text, or --ids with a first token");
  }
  return prompt;
}

GenerateSubject describe(const GenerateRequest& request, const std::string& where, const Graph& graph) {
  GenerateSubject s;
  s.version = version(), s.command_line = request.control.command_line, s.simd = vector_target();
  s.network_path = where, s.network = graph.name, s.family = graph.family;
  s.layers = graph.layers, s.width = graph.width, s.heads = graph.heads;
  s.vocabulary = graph.vocabulary, s.parameters = graph.parameters();
  s.prompt = request.ids.empty() ? request.text : "";
  s.choice = request.options.choice.text();
  s.seed = request.options.seed;
  s.threads = request.options.threads > 0 ? request.options.threads : available_threads();
  return s;
}

/// The workload of what exact arithmetic wrote: the first pass writes a token, every further one another.
SimulationOptions workload(const Sample& prompt, const GeneratedText& text, const CancelToken& cancel) {
  SimulationOptions options;
  options.sequence = prompt.tokens.size();
  const std::size_t written = text.tokens.size() + (text.ended ? 1 : 0);
  options.generate = written > 0 ? written - 1 : 0;
  options.stop = [cancel] { return cancel.cancelled(); };
  return options;
}

GenerateRun shown(const Chip& chip, Generation generation, const TextEncoder& encoder, bool words) {
  GenerateRun run;
  run.chip = chip;
  for (GeneratedText& text : generation.texts) {
    std::string decoded = words ? encoder.tokenizer().decode(text.tokens) : "";
    run.texts.push_back({std::move(text), std::move(decoded)});
  }
  return run;
}

}  // namespace

Feasible<GenerateReport> generate_compiled(const Compiled& compiled, const GenerateRequest& request) {
  const LoadedNetwork& network = *compiled.network;
  GenerateReport report;
  report.subject = describe(request, network.folder, *network.graph);
  GenerateOptions options = request.options;
  options.control = request.control;
  report.infeasible = compiled.infeasible;
  if (request.control.loaded) request.control.loaded();
  for (std::size_t i = 0; i < compiled.chips.size(); ++i) {
    const Chip& chip = compiled.chips[i];
    const Program& program = compiled.programs[i];
    const Sample prompt = prompt_of(request, *network.graph, network.encoder, is_pair(program));
    report.subject.source = is_pair(program);
    report.subject.prompt_tokens = prompt.tokens;
    const Generation made = generate(program, chip, prompt, options);
    report.complete = made.complete;
    report.runs.push_back(shown(chip, made, network.encoder, request.ids.empty()));
    if (!report.complete) break;
    try {
      const auto simulation =
          simulate_network(program, chip, workload(prompt, made.texts[0], request.control.cancel));
      if (!simulation) return infeasible_under(simulation.why(), compiled.description, chip.assumptions);
      report.runs.back().simulation = *simulation;
    } catch (const Interrupted&) {
      report.complete = false;  // the texts are there all the same
      break;
    }
  }
  return report;
}

}  // namespace tron::study
