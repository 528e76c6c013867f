#include <memory>
#include <ostream>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/arguments.h"
#include "cli/outputs.h"
#include "cli/study_arguments.h"
#include "cli/subcommand.h"
#include "tron/session.h"

namespace tron::cli {
namespace {

/// The options as text: our own parsing gives better messages than the library's.
struct Options {
  std::string network = "vit-fashion-mnist", chip = "tron", assumptions = "paper,audited", model = "event";
  std::string batch = "1", sequence = "0", generate = "0", trace_slices = "200000";
  std::string json, trace;
  std::vector<std::string> settings;
  bool limits = false;
};

constexpr std::int64_t kMany = 1'000'000'000, kMostSlices = 2'000'000;

SimulateOptions options_of(const Options& o) {
  SimulateOptions s;
  const auto count = [](const char* option, const std::string& text, std::int64_t low, std::int64_t high) {
    return static_cast<std::uint64_t>(parse_count(option, text, low, high));
  };
  s.batch = count("--batch", o.batch, 1, 100'000);
  s.sequence = count("--sequence", o.sequence, 0, kMany);
  s.generate = count("--generate", o.generate, 0, 1'000'000);
  s.bound = parse_bound(o.model);
  s.limits = o.limits;
  const std::uint64_t slices = count("--trace-slices", o.trace_slices, 1, kMostSlices);
  if (o.trace.empty()) return s;
  if (s.bound) {
    throw InputError(Place{"command line", 0, 0, "--trace"}, "--model bound, which has no slices",
                     "--model event");
  }
  s.trace_slices = slices;
  return s;
}

void write_trace(const SimulateResult& result, const Outputs& outputs, const std::string& path,
                 const Console& console) {
  outputs.write("--trace", result.trace);
  for (const TracedRun& run : result.traced) {
    if (run.complete) continue;
    console.err << fmt::format(
        "tron: {}: the trace{} stops after {} slices; --trace-slices allows up to {}\n", path,
        run.label.empty() ? "" : " of " + run.label, run.slices, kMostSlices);
  }
}

Session load_session(const Options& o, const SimulateOptions& options) {
  const ChipSet chips = ChipSet::load(o.chip, parse_list("--assumptions", o.assumptions), o.settings);
  if (chips.chips.empty()) throw InfeasibleError(chips.infeasible.front());
  return {Network::load({.path = o.network, .weights = false, .generation = options.generate > 0}), chips};
}

Exit simulate_command(const Options& options, const Console& console) {
  const SimulateOptions wanted = options_of(options);
  Outputs outputs(console.files_read);
  outputs.add("--json", options.json);
  outputs.add("--trace", options.trace);
  const Session session = load_session(options, wanted);
  const SimulateResult result = session.simulate(wanted, console.control_over(outputs));
  // The page comes first: whatever becomes of the files, the work is on the screen.
  console.out << result.report.page() << std::flush;
  if (outputs.wanted("--trace") && result.complete) write_trace(result, outputs, options.trace, console);
  if (outputs.wanted("--trace") && !result.complete)
    console.err << "tron simulate: interrupted: no trace is written\n";
  if (outputs.wanted("--json")) outputs.write("--json", result.report.json() + "\n");
  return report_infeasible(console.err, result.infeasible, result.complete ? Exit::ok : Exit::failed);
}

void declare_options(CLI::App& app, Options& o) {
  app.add_option("--network", o.network,
                 "a name in data/network, a TOML description of shapes, or a Hugging Face folder");
  app.add_option("--chip", o.chip, "chip description: a TOML file or a name in data/chip");
  app.add_option("--assumptions", o.assumptions,
                 "comma list of assumption sets: paper, audited, or TOML files");
  app.add_option("--batch", o.batch, "samples that the chip takes at once");
  app.add_option("--sequence", o.sequence, "tokens of each sample; 0 = as many as the network takes");
  app.add_option("--generate", o.generate,
                 "tokens decoded one by one after the sequence, with cached keys and values");
  app.add_option("--model", o.model,
                 "event: simulate every unit and port; bound: closed form, a lower bound");
  app.add_option("--set", o.settings, "path=value: overrides one parameter of the chip; may be repeated")
      ->allow_extra_args(false)
      ->default_str("");
  app.add_flag("--limits", o.limits,
               "also find the settings that limit speed and energy: each is halved, doubled or turned, in "
               "closed form");
  app.add_option("--json", o.json, "write the result as JSON (docs/schema/simulate.schema.json)");
  CLI::Option* trace = app.add_option("--trace", o.trace,
                                      "write what every unit does when as Chrome trace events, for Perfetto");
  app.add_option("--trace-slices", o.trace_slices,
                 "largest number of slices in the trace, per assumption set")
      ->needs(trace);
}

}  // namespace

Subcommand declare_simulate(CLI::App& parent) {
  CLI::App* app = parent.add_subcommand(
      "simulate", "compile a network for the chip and time it: latency, energy, power, area");
  const auto options = std::make_shared<Options>();
  app->option_defaults()->always_capture_default();
  app->allow_extras();
  declare_options(*app, *options);
  return {app, [options](const Console& console) { return simulate_command(*options, console); }};
}

}  // namespace tron::cli
