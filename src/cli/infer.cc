#include <memory>
#include <ostream>

#include <CLI/CLI.hpp>

#include "base/files.h"
#include "base/npy.h"
#include "base/parallel.h"
#include "cli/arguments.h"
#include "cli/infer_run.h"
#include "cli/subcommand.h"
#include "report/infer_page.h"

namespace tron {
namespace {

/// The options as text: our own parsing gives better messages than the library's.
struct InferOptions {
  std::string network = "vit-fashion-mnist";
  std::string data = "/usr/share/datasets/fashion-mnist";
  std::string chip = "tron", assumptions = "paper,audited";
  std::string fidelity = "digital,quantized,photonic,moments";
  std::string samples = "500", batch = "32", seed = "1", threads = "0", calibration = "0",
              attribution_samples = "100";
  std::string json, logits;
  std::vector<std::string> settings;
  bool attribute = false;
};

constexpr std::int64_t kMany = 1'000'000'000;

InferRequest request_of(const InferOptions& o, const std::string& command_line) {
  InferRequest r;
  r.network = o.network, r.data = o.data, r.chip = o.chip;
  r.assumptions = parse_list("--assumptions", o.assumptions);
  r.fidelities = parse_fidelities("--fidelity", o.fidelity);
  r.samples = static_cast<std::size_t>(parse_count("--samples", o.samples, 0, kMany));
  r.batch = static_cast<std::size_t>(parse_count("--batch", o.batch, 1, 65536));
  r.seed = static_cast<std::uint64_t>(parse_count("--seed", o.seed, 0, INT64_MAX));
  r.threads = static_cast<int>(parse_count("--threads", o.threads, 0, 1024));
  r.calibration = static_cast<std::size_t>(parse_count("--calibration", o.calibration, 0, 100000));
  r.attribute = o.attribute;
  r.attribution_samples =
      static_cast<std::size_t>(parse_count("--attribution-samples", o.attribution_samples, 0, kMany));
  r.settings = o.settings;
  r.command_line = command_line;
  check_writable("--json", o.json);
  check_writable("--logits", o.logits);
  if (!o.json.empty() && o.json == o.logits) {
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

Exit infer(const InferOptions& options, const Console& console) {
  install_interrupt();
  const Feasible<InferReport> answer = run_infer(request_of(options, console.command_line));
  if (!answer) {
    return report_infeasible(console.err, answer.why().reason, answer.why().margin, answer.why().unit);
  }
  InferReport report = *answer;
  // The page comes first: whatever becomes of the files, the work is on the screen.
  console.out << infer_page(report) << std::flush;
  if (!options.logits.empty()) write_logits(report, options.logits);
  if (!options.json.empty()) write_file(options.json, infer_json(report).dump() + "\n");
  return report.complete() ? Exit::ok : Exit::failed;
}

void declare_options(CLI::App& app, InferOptions& o) {
  app.add_option("--network", o.network,
                 "Hugging Face folder (config.json, model.safetensors) of a ViT, DeiT or BERT classifier");
  app.add_option("--data", o.data,
                 "folder of IDX images and labels, .npy tensors, or TSV of sentence and label");
  app.add_option("--fidelity", o.fidelity, "comma list of digital, quantized, photonic, moments, device");
  app.add_option("--chip", o.chip, "chip description: a TOML file or a name in data/chip");
  app.add_option("--assumptions", o.assumptions,
                 "comma list of assumption sets: paper, audited, or TOML files");
  app.add_option("--samples", o.samples, "how many samples from the start of the data; 0 = all");
  app.add_option("--batch", o.batch, "samples at a time; answers through light do not depend on it");
  app.add_option("--seed", o.seed, "of the noise; the same seed gives the same answer to the bit");
  app.add_option("--threads", o.threads, "0 = as many as the machine has; the answer does not depend on it");
  app.add_option("--calibration", o.calibration, "samples that set scales and ranges; 0 = as the chip says");
  app.add_option("--set", o.settings, "path=value: overrides one parameter of the chip; may be repeated")
      ->allow_extra_args(false)
      ->default_str("");
  app.add_flag("--attribute", o.attribute, "also run every source of error alone, and each one removed");
  app.add_option("--attribution-samples", o.attribution_samples,
                 "how many of the samples --attribute runs; 0 = all");
  app.add_option("--json", o.json, "write the result as JSON (docs/schema/infer.schema.json)");
  app.add_option("--logits", o.logits, "write the logits of the last fidelity and assumption set as .npy");
}

}  // namespace

Subcommand declare_infer(CLI::App& parent) {
  CLI::App* app =
      parent.add_subcommand("infer", "run a trained network through the chip and say how accurate it is");
  const auto options = std::make_shared<InferOptions>();
  app->option_defaults()->always_capture_default();
  app->allow_extras();
  declare_options(*app, *options);
  return {app, [options](const Console& console) { return infer(*options, console); }};
}

}  // namespace tron
