#include <memory>
#include <ostream>

#include <CLI/CLI.hpp>

#include "base/files/npy.h"
#include "cli/arguments.h"
#include "cli/infer_options.h"
#include "cli/outputs.h"
#include "cli/subcommand.h"

namespace tron::cli {
namespace {

struct Options {
  InferArguments shared;
  std::string batch = "32", logits;
};

InferOptions options_of(const Options& given) {
  InferOptions o = infer_options(given.shared);
  o.batch = static_cast<std::size_t>(parse_count("--batch", given.batch, 1, 65536));
  o.keep_logits = !given.logits.empty();
  o.logits_file = given.logits;
  return o;
}

void write_logits(const InferResult& result, const Outputs& outputs, const std::string& path) {
  const FidelityScore* const last = result.last_logits();
  if (last != nullptr)
    outputs.write("--logits", npy_text({last->rows, last->columns}, last->logits.data(), path));
}

Exit infer(const Options& options, const Console& console) {
  const InferOptions wanted = options_of(options);
  Outputs outputs(console.files_read);
  outputs.add("--json", options.shared.json);
  outputs.add("--logits", options.logits);
  const LoadedSession loaded = load_session(options.shared, wanted);
  const InferResult result = loaded.session.infer(loaded.data, wanted, console.control_over(outputs));
  // The page comes first: whatever becomes of the files, the work is on the screen.
  console.out << result.report.page() << std::flush;
  if (!result.complete && result.last_logits() == nullptr) {
    console.err << "tron infer: interrupted before anything was finished: no file is written\n";
    return Exit::failed;
  }
  if (outputs.wanted("--logits")) write_logits(result, outputs, options.logits);
  if (outputs.wanted("--json")) outputs.write("--json", result.report.json() + "\n");
  return report_infeasible(console.err, result.infeasible, result.complete ? Exit::ok : Exit::failed);
}

void declare_options(CLI::App& app, Options& o) {
  declare_infer_options(app, o.shared, "infer.schema.json");
  app.add_option("--batch", o.batch, "samples at a time; answers through light do not depend on it");
  app.add_option("--logits", o.logits, "write the logits of the last fidelity and assumption set as .npy");
}

}  // namespace

Subcommand declare_infer(CLI::App& parent) {
  CLI::App* app = parent.add_subcommand(
      "infer",
      "run a trained network through the chip: its accuracy, and which source of error costs how much");
  const auto options = std::make_shared<Options>();
  app->option_defaults()->always_capture_default();
  app->allow_extras();
  declare_options(*app, *options);
  return {app, [options](const Console& console) { return infer(*options, console); }};
}

}  // namespace tron::cli
