#include <memory>
#include <ostream>

#include <CLI/CLI.hpp>

#include "cli/arguments.h"
#include "cli/infer_options.h"
#include "cli/outputs.h"
#include "cli/study_arguments.h"
#include "cli/subcommand.h"

namespace tron::cli {
namespace {

struct Options {
  InferArguments shared;
  std::string batch = "1", sequence = "0", model = "event";
};

SimulateOptions simulate_options(const Options& o) {
  SimulateOptions s;
  s.batch = static_cast<std::uint64_t>(parse_count("--batch", o.batch, 1, 100'000));
  s.sequence = static_cast<std::uint64_t>(parse_count("--sequence", o.sequence, 0, 1'000'000'000));
  s.bound = parse_bound(o.model);
  s.limits = true;
  return s;
}

Exit run_command(const Options& options, const Console& console) {
  const SimulateOptions simulate = simulate_options(options);
  const InferOptions infer = infer_options(options.shared);
  Outputs outputs(console.files_read);
  outputs.add("--json", options.shared.json);
  const LoadedSession loaded = load_session(options.shared, infer);
  const RunResult result = loaded.session.run(loaded.data, infer, simulate, console.control_over(outputs));
  // The page comes first: whatever becomes of the files, the work is on the screen.
  console.out << result.report.page() << std::flush;
  if (!result.inference.complete && result.inference.last_logits() == nullptr) {
    console.err << "tron run: interrupted before anything was finished: no file is written\n";
    return Exit::failed;
  }
  if (outputs.wanted("--json")) outputs.write("--json", result.report.json() + "\n");
  const Exit exit = result.inference.complete ? Exit::ok : Exit::failed;
  return report_infeasible(console.err, result.inference.infeasible, exit);
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
