#include <memory>
#include <ostream>

#include <CLI/CLI.hpp>

#include "cli/arguments.h"
#include "cli/outputs.h"
#include "cli/subcommand.h"
#include "tron/session.h"

namespace tron::cli {
namespace {

/// The options as text: our own parsing gives better messages than the library's.
struct Options {
  std::string network, text, ids, chip = "tron", assumptions = "paper,audited", fidelity = "digital,photonic";
  std::string tokens = "64", temperature = "0", top_k = "0", top_p = "1", choice_seed = "1";
  std::string seed = "1", threads = "0", json;
  std::vector<std::string> settings;
};

void refuse_contradictions(const Options& o) {
  if (o.network.empty()) {
    throw InputError(Place{"command line", 0, 0, "--network"}, "nothing",
                     "a folder or file of a language model or an encoder-decoder");
  }
  if (!o.text.empty() && !o.ids.empty()) {
    throw InputError(Place{"command line", 0, 0, "--ids"}, "--text beside it", "one of the two");
  }
}

GenerateOptions options_of(const Options& o) {
  GenerateOptions g;
  g.text = o.text;
  g.ids = parse_ids("--ids", o.ids);
  g.fidelities = parse_fidelities("--fidelity", o.fidelity);
  g.tokens = static_cast<std::size_t>(parse_count("--tokens", o.tokens, 1, 1'000'000));
  g.temperature = parse_number("--temperature", o.temperature, 0, 1000);
  g.top_k = static_cast<std::size_t>(parse_count("--top-k", o.top_k, 0, 1'000'000'000));
  g.top_p = parse_number("--top-p", o.top_p, 1e-9, 1);
  g.choice_seed = static_cast<std::uint64_t>(parse_count("--choice-seed", o.choice_seed, 0, INT64_MAX));
  if (g.temperature == 0 && (g.top_k > 0 || g.top_p < 1)) {
    throw InputError(Place{"command line", 0, 0, g.top_k > 0 ? "--top-k" : "--top-p"},
                     "a greedy choice (--temperature 0)", "a temperature above 0 beside it");
  }
  g.seed = static_cast<std::uint64_t>(parse_count("--seed", o.seed, 0, INT64_MAX));
  g.threads = static_cast<int>(parse_count("--threads", o.threads, 0, 1024));
  return g;
}

Exit generate_command(const Options& options, const Console& console) {
  refuse_contradictions(options);
  const GenerateOptions wanted = options_of(options);
  Outputs outputs(console.files_read);
  outputs.add("--json", options.json);
  const ChipSet chips =
      ChipSet::load(options.chip, parse_list("--assumptions", options.assumptions), options.settings);
  for (const Chip& chip : chips.chips) chip.require_numbers();
  if (chips.chips.empty()) throw InfeasibleError(chips.infeasible.front());
  const Session session(
      Network::load({.path = options.network, .fidelities = wanted.fidelities, .generation = true}), chips);
  const GenerateResult result = session.generate(wanted, console.control_over(outputs));
  // The page comes first: whatever becomes of the file, the work is on the screen.
  console.out << result.report.page() << std::flush;
  if (outputs.wanted("--json")) outputs.write("--json", result.report.json() + "\n");
  return report_infeasible(console.err, result.infeasible, result.complete ? Exit::ok : Exit::failed);
}

void declare_options(CLI::App& app, Options& o) {
  app.add_option("--network", o.network, "a language model or an encoder-decoder: folder or .onnx file");
  app.add_option("--text", o.text, "the prompt; an encoder-decoder's source text");
  app.add_option("--ids", o.ids, "the prompt as token ids, between blanks");
  app.add_option("--tokens", o.tokens, "largest number of tokens to write");
  CLI::Option* temperature = app.add_option("--temperature", o.temperature,
                                            "0: always the most probable token; else tokens are drawn");
  app.add_option("--top-k", o.top_k, "draw from so many of the most probable tokens; 0 = all");
  app.add_option("--top-p", o.top_p, "draw from the fewest tokens that have this probability together");
  app.add_option("--choice-seed", o.choice_seed, "seed of the draws, the same for every fidelity")
      ->needs(temperature);
  app.add_option("--fidelity", o.fidelity, "comma list of digital, quantized, photonic, moments, device");
  app.add_option("--chip", o.chip, "chip description: a TOML file or a name in data/chip");
  app.add_option("--assumptions", o.assumptions,
                 "comma list of assumption sets: paper, audited, or TOML files");
  app.add_option("--seed", o.seed, "seed of the noise; the same seed gives the same text");
  app.add_option("--threads", o.threads, "0 = as many as the machine has; the text does not depend on it");
  app.add_option("--set", o.settings, "path=value: overrides one parameter of the chip; may be repeated")
      ->allow_extra_args(false)
      ->default_str("");
  app.add_option("--json", o.json, "write the result as JSON (docs/schema/generate.schema.json)");
}

}  // namespace

Subcommand declare_generate(CLI::App& parent) {
  CLI::App* app = parent.add_subcommand(
      "generate", "generate text through light: the tokens, and time and energy per token");
  const auto options = std::make_shared<Options>();
  app->option_defaults()->always_capture_default();
  app->allow_extras();
  declare_options(*app, *options);
  return {app, [options](const Console& console) { return generate_command(*options, console); }};
}

}  // namespace tron::cli
