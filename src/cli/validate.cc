#include "tron/validate.h"

#include <memory>
#include <ostream>

#include <CLI/CLI.hpp>

#include "cli/outputs.h"
#include "cli/subcommand.h"

namespace tron::cli {
namespace {

struct Options {
  std::string json;
};

Exit validate_command(const Options& o, const Console& console) {
  Outputs outputs(console.files_read);
  outputs.add("--json", o.json);
  const ValidateSummary done = validate_models(console.control_over(outputs));
  // The page comes first: whatever becomes of the file, the work is on the screen.
  console.out << done.report.page() << std::flush;
  if (outputs.wanted("--json")) outputs.write("--json", done.report.json() + "\n");
  return done.complete ? Exit::ok : Exit::failed;
}

}  // namespace

Subcommand declare_validate(CLI::App& parent) {
  CLI::App* app = parent.add_subcommand(
      "validate", "compare the models with published measurements and independent solvers");
  const auto options = std::make_shared<Options>();
  app->allow_extras();
  app->add_option("--json", options->json, "write everything as JSON");
  return {app, [options](const Console& console) { return validate_command(*options, console); }};
}

}  // namespace tron::cli
