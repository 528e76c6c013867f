#include <memory>
#include <ostream>

#include <CLI/CLI.hpp>

#include "base/files/npy.h"
#include "cli/arguments.h"
#include "cli/infer_options.h"
#include "cli/outputs.h"
#include "cli/subcommand.h"
#include "report/infer/infer_page.h"
#include "report/report.h"

namespace tron::cli {
namespace {

struct Options {
  InferOptions shared;
  std::string batch = "32", logits;
};

InferRequest request_of(const Options& o, const std::string& command_line) {
  InferRequest r = infer_request(o.shared, command_line);
  r.batch = static_cast<std::size_t>(parse_count("--batch", o.batch, 1, 65536));
  r.keep_logits = !o.logits.empty();
  return r;
}

/// The last fidelity that has finished samples, of the last assumption set that has any.
void write_logits(InferReport& report, const Outputs& outputs, const std::string& path) {
  for (auto run = report.runs.rbegin(); run != report.runs.rend(); ++run) {
    const auto& results = run->evaluation.results;
    for (auto result = results.rbegin(); result != results.rend(); ++result) {
      if (result->samples == 0) continue;
      const Matrix& logits = result->logits;
      outputs.write("--logits", npy_text({logits.rows, logits.cols}, logits.data.data(), path));
      report.logits = {path, run->chip.assumptions, fidelity_name(result->fidelity)};
      return;
    }
  }
}

Exit infer(const Options& options, const Console& console) {
  InferRequest request = request_of(options, console.command_line);
  Outputs outputs(console.files_read);
  outputs.add("--json", options.shared.json);
  outputs.add("--logits", options.logits);
  request.control = console.control;
  request.loaded = [&] { outputs.hold_against_inputs(); };
  const Feasible<InferReport> answer = run_infer(request);
  if (!answer) {
    return report_infeasible(console.err, answer.why());
  }
  InferReport report = *answer;
  // The page comes first: whatever becomes of the files, the work is on the screen.
  console.out << infer_page(report) << std::flush;
  if (outputs.wanted("--logits")) write_logits(report, outputs, options.logits);
  if (outputs.wanted("--json")) outputs.write("--json", infer_json(report).dump() + "\n");
  return report_infeasible(console.err, report.infeasible, report.complete() ? Exit::ok : Exit::failed);
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
