#include <memory>
#include <ostream>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/arguments.h"
#include "cli/outputs.h"
#include "cli/study_arguments.h"
#include "cli/subcommand.h"
#include "report/report.h"
#include "report/simulate/trace_json.h"
#include "study/simulate_run.h"

namespace tron::cli {
namespace {

/// The options as text: our own parsing gives better messages than the library's.
struct Options {
  std::string network = "vit-fashion-mnist", chip = "tron", assumptions = "paper,audited", model = "event";
  std::string batch = "1", sequence = "0", generate = "0", trace_slices = "200000";
  std::string json, trace;
  std::vector<std::string> settings;
  bool no_limits = false;
};

constexpr std::int64_t kMany = 1'000'000'000, kMostSlices = 2'000'000;

SimulateRequest request_of(const Options& o, const std::string& command_line) {
  SimulateRequest r;
  r.network = o.network, r.chip = o.chip;
  r.assumptions = parse_list("--assumptions", o.assumptions);
  const auto count = [](const char* option, const std::string& text, std::int64_t low, std::int64_t high) {
    return static_cast<std::uint64_t>(parse_count(option, text, low, high));
  };
  r.options.batch = count("--batch", o.batch, 1, 100'000);
  r.options.sequence = count("--sequence", o.sequence, 0, kMany);
  r.options.generate = count("--generate", o.generate, 0, 1'000'000);
  r.options.model = parse_model(o.model);
  if (!o.trace.empty() && r.options.model == TimeModel::bound) {
    throw InputError(Place{"command line", 0, 0, "--trace"}, "--model bound, which has no slices",
                     "--model event");
  }
  r.settings = o.settings;
  r.limits = !o.no_limits;
  r.command_line = command_line;
  return r;
}

void write_trace(TraceJson& trace, const SimulateSubject& subject, const Outputs& outputs,
                 const std::string& path, const Console& console) {
  outputs.write("--trace", trace.take_text(subject.version, subject.command_line));
  for (const TraceJson::Run& run : trace.runs()) {
    if (run.complete) continue;
    console.err << fmt::format(
        "tron: {}: the trace{} stops after {} slices; --trace-slices allows up to {}\n", path,
        run.label.empty() ? "" : " of " + run.label, run.slices, kMostSlices);
  }
}

Exit simulate_command(const Options& options, const Console& console) {
  SimulateRequest request = request_of(options, console.command_line);
  Outputs outputs(console.files_read);
  outputs.add("--json", options.json);
  outputs.add("--trace", options.trace);
  request.control = console.control;
  request.loaded = [&] { outputs.hold_against_inputs(); };
  TraceJson trace(
      static_cast<std::uint64_t>(parse_count("--trace-slices", options.trace_slices, 1, kMostSlices)));
  const Feasible<SimulateReport> report = run_simulate(request, options.trace.empty() ? nullptr : &trace);
  if (!report) {
    return report_infeasible(console.err, report.why());
  }
  // The page comes first: whatever becomes of the files, the work is on the screen.
  console.out << simulate_page(*report) << std::flush;
  if (outputs.wanted("--trace") && report->complete)
    write_trace(trace, report->subject, outputs, options.trace, console);
  if (outputs.wanted("--json")) outputs.write("--json", simulate_json(*report).dump() + "\n");
  return report_infeasible(console.err, report->infeasible, report->complete ? Exit::ok : Exit::failed);
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
  app.add_flag("--no-limits", o.no_limits,
               "leave out what limits speed and energy, which takes hundreds of designs in closed form");
  app.add_option("--json", o.json, "write the result as JSON (docs/schema/simulate.schema.json)");
  app.add_option("--trace", o.trace, "write what every unit does when as Chrome trace events, for Perfetto");
  app.add_option("--trace-slices", o.trace_slices,
                 "largest number of slices in the trace, per assumption set");
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
