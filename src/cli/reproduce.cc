#include "tron/reproduce.h"

#include <memory>
#include <ostream>

#include <CLI/CLI.hpp>

#include "cli/outputs.h"
#include "cli/subcommand.h"

namespace tron::cli {
namespace {

struct Options {
  std::string json, chip = "tron";
  bool fast = false;
};

Exit reproduce_command(const Options& o, const Console& console) {
  Outputs outputs(console.files_read);
  outputs.add("--json", o.json);
  const ReproduceSummary done =
      reproduce_claims({.chip = o.chip, .fast = o.fast}, console.control_over(outputs));
  // The page comes first: whatever becomes of the file, the work is on the screen.
  console.out << done.report.page() << std::flush;
  if (outputs.wanted("--json") && !done.compared) {
    console.err << "tron reproduce: interrupted before the claims were decided: no JSON is written\n";
  } else if (outputs.wanted("--json")) {
    outputs.write("--json", done.report.json() + "\n");
  }
  return done.complete ? Exit::ok : Exit::failed;
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
