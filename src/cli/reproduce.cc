#include <memory>
#include <ostream>

#include <CLI/CLI.hpp>

#include "base/config/config.h"
#include "base/files/files.h"
#include "base/version.h"
#include "chip/chip.h"
#include "cli/arguments.h"
#include "cli/outputs.h"
#include "cli/subcommand.h"
#include "report/reproduce/reproduce_page.h"

namespace tron::cli {
namespace {

struct Options {
  std::string json, chip = "tron";
  bool fast = false;
};

Exit reproduce_command(const Options& o, const Console& console) {
  Outputs outputs(console.files_read);
  outputs.add("--json", o.json);
  const Claims claims = read_claims(Config::read(data_folder() + "/claim/tron.toml"));
  const std::vector<Baseline> baselines = load_baselines(data_folder() + "/baseline");
  for (const char* set : kSetNames) {
    const Feasible<Chip> chip = load_chip(o.chip, set, {});
    if (!chip) return report_infeasible(console.err, chip.why());
  }
  outputs.hold_against_inputs();
  ReproduceOptions options;
  options.fast = o.fast;
  const std::function<bool()> stop = [cancel = console.control.cancel] { return cancel.cancelled(); };
  options.stop = stop;
  ReproduceReport report = reproduce(claims, baselines, SimulatedChip(o.chip, stop), options);
  report.version = version();
  report.command_line = console.command_line;
  report.chip = o.chip;
  // The page comes first: whatever becomes of the file, the work is on the screen.
  console.out << reproduce_page(report) << std::flush;
  if (outputs.wanted("--json") && !report.compared) {
    console.err << "tron reproduce: interrupted before the claims were decided: no JSON is written\n";
  } else if (outputs.wanted("--json")) {
    outputs.write("--json", reproduce_json(report).dump() + "\n");
  }
  return report.complete ? Exit::ok : Exit::failed;
}

}  // namespace

Subcommand declare_reproduce(CLI::App& parent) {
  CLI::App* app = parent.add_subcommand(
      "reproduce", "hold the paper's claims against published figures, under both assumption sets");
  const auto options = std::make_shared<Options>();
  app->allow_extras();
  app->add_option("--json", options->json, "write everything as JSON");
  app->add_option("--chip", options->chip, "chip description: a TOML file or a name in data/chip")
      ->capture_default_str();
  app->add_flag("--fast", options->fast,
                "skip the sensitivities to assumptions, and measure this machine only briefly");
  return {app, [options](const Console& console) { return reproduce_command(*options, console); }};
}

}  // namespace tron::cli
