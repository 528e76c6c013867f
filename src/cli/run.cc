#include <memory>
#include <ostream>

#include <CLI/CLI.hpp>

#include "cli/arguments.h"
#include "cli/infer_options.h"
#include "cli/outputs.h"
#include "cli/study_arguments.h"
#include "cli/subcommand.h"
#include "report/report.h"
#include "study/run_both.h"

namespace tron::cli {
namespace {

struct Options {
  InferOptions shared;
  std::string batch = "1", sequence = "0", model = "event";
};

SimulationOptions simulation_options(const Options& o) {
  SimulationOptions s;
  s.batch = static_cast<std::uint64_t>(parse_count("--batch", o.batch, 1, 1'000'000));
  s.sequence = static_cast<std::uint64_t>(parse_count("--sequence", o.sequence, 0, 1'000'000'000));
  s.model = parse_model(o.model);
  return s;
}

Exit run_command(const Options& options, const Console& console) {
  const SimulationOptions simulation = simulation_options(options);
  InferRequest request = infer_request(options.shared, console.command_line);
  Outputs outputs(console.files_read);
  outputs.add("--json", options.shared.json);
  request.control = console.control;
  request.loaded = [&] { outputs.hold_against_inputs(); };
  const Feasible<RunReport> report = run_both(request, simulation);
  if (!report) {
    return report_infeasible(console.err, report.why());
  }
  // The page comes first: whatever becomes of the files, the work is on the screen.
  console.out << run_page(*report) << std::flush;
  if (outputs.wanted("--json")) outputs.write("--json", run_json(*report).dump() + "\n");
  const Exit exit = report->inference.complete() ? Exit::ok : Exit::failed;
  return report_infeasible(console.err, report->inference.infeasible, exit);
}

void declare_options(CLI::App& app, Options& o) {
  declare_infer_options(app, o.shared, "run.schema.json");
  app.add_option("--batch", o.batch, "samples that the chip takes at once, for time and cost");
  app.add_option("--sequence", o.sequence,
                 "tokens of each sample, for time and cost; 0 = as the longest sample of the data");
  app.add_option("--model", o.model,
                 "event: simulate every unit and port; bound: closed form, a lower bound");
}

}  // namespace

Subcommand declare_run(CLI::App& parent) {
  CLI::App* app = parent.add_subcommand(
      "run", "infer and simulate one compiled program: accuracy, latency, energy, power, area");
  const auto options = std::make_shared<Options>();
  app->option_defaults()->always_capture_default();
  app->allow_extras();
  declare_options(*app, *options);
  return {app, [options](const Console& console) { return run_command(*options, console); }};
}

}  // namespace tron::cli
