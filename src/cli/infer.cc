#include <memory>
#include <ostream>

#include <CLI/CLI.hpp>

#include "base/files.h"
#include "base/npy.h"
#include "base/parallel.h"
#include "cli/arguments.h"
#include "cli/infer_options.h"
#include "cli/subcommand.h"
#include "report/infer_page.h"

namespace tron::cli {
namespace {

struct Options {
  InferOptions shared;
  std::string batch = "32", logits;
};

InferRequest request_of(const Options& o, const std::string& command_line) {
  InferRequest r = infer_request(o.shared, command_line);
  r.batch = static_cast<std::size_t>(parse_count("--batch", o.batch, 1, 65536));
  check_writable("--logits", o.logits);
  r.keep_logits = !o.logits.empty();
  if (!o.logits.empty() && o.shared.json == o.logits) {
    throw InputError(Place{"command line", 0, 0, "--logits"}, "the file of --json", "another file");
  }
  return r;
}

/// The last fidelity that has finished samples, of the last assumption set that has any.
void write_logits(InferReport& report, const std::string& path) {
  for (auto run = report.runs.rbegin(); run != report.runs.rend(); ++run) {
    const auto& results = run->evaluation.results;
    for (auto result = results.rbegin(); result != results.rend(); ++result) {
      if (result->samples == 0) continue;
      const Matrix& logits = result->logits;
      write_npy(path, {logits.rows, logits.cols}, logits.data.data());
      report.logits = {path, run->chip.assumptions, fidelity_name(result->fidelity)};
      return;
    }
  }
}

Exit infer(const Options& options, const Console& console) {
  install_interrupt();
  const Feasible<InferReport> answer = run_infer(request_of(options, console.command_line));
  if (!answer) {
    return report_infeasible(console.err, answer.why().reason, answer.why().margin, answer.why().unit);
  }
  InferReport report = *answer;
  // The page comes first: whatever becomes of the files, the work is on the screen.
  console.out << infer_page(report) << std::flush;
  if (!options.logits.empty()) write_logits(report, options.logits);
  if (!options.shared.json.empty()) write_file(options.shared.json, infer_json(report).dump() + "\n");
  return report.complete() ? Exit::ok : Exit::failed;
}

void declare_options(CLI::App& app, Options& o) {
  declare_infer_options(app, o.shared, "infer.schema.json");
  app.add_option("--batch", o.batch, "samples at a time; answers through light do not depend on it");
  app.add_option("--logits", o.logits, "write the logits of the last fidelity and assumption set as .npy");
}

}  // namespace

Subcommand declare_infer(CLI::App& parent) {
  CLI::App* app =
      parent.add_subcommand("infer", "run a trained network through the chip and say how accurate it is");
  const auto options = std::make_shared<Options>();
  app->option_defaults()->always_capture_default();
  app->allow_extras();
  declare_options(*app, *options);
  return {app, [options](const Console& console) { return infer(*options, console); }};
}

}  // namespace tron::cli
