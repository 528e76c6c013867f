#include "cli/infer_options.h"

#include <utility>

#include <CLI/CLI.hpp>

#include "cli/arguments.h"
#include "tron/error.h"

namespace tron::cli {
namespace {

constexpr std::int64_t kMany = 1'000'000'000;

}  // namespace

InferOptions infer_options(const InferArguments& a) {
  InferOptions o;
  o.fidelities = parse_fidelities("--fidelity", a.fidelity);
  o.seed = static_cast<std::uint64_t>(parse_count("--seed", a.seed, 0, INT64_MAX));
  o.threads = static_cast<int>(parse_count("--threads", a.threads, 0, 1024));
  o.calibration = static_cast<std::size_t>(parse_count("--calibration", a.calibration, 0, 100000));
  o.attribute = a.attribute;
  o.attribution_samples =
      static_cast<std::size_t>(parse_count("--attribution-samples", a.attribution_samples, 0, kMany));
  return o;
}

LoadedSession load_session(const InferArguments& a, const InferOptions& options) {
  if (!a.text.empty() && a.data != InferArguments{}.data) {
    throw InputError(Place{"command line", 0, 0, "--text"}, "--data beside it", "one of the two");
  }
  const auto samples = static_cast<std::size_t>(parse_count("--samples", a.samples, 0, kMany));
  const ChipSet chips = ChipSet::load(a.chip, parse_list("--assumptions", a.assumptions), a.settings);
  for (const Chip& chip : chips.chips) chip.require_numbers();
  NetworkOptions wanted{.path = a.network, .fidelities = options.fidelities};
  if (a.text.empty()) wanted.shaped_by = a.data;
  if (chips.chips.empty()) throw InfeasibleError(chips.infeasible.front());
  const Network network = Network::load(wanted);
  Data data = a.text.empty() ? Data::open({.path = a.data, .samples = samples}, network)
                             : Data::of_text(a.text, network);
  return {std::move(data), Session(network, chips)};
}

void declare_infer_options(CLI::App& app, InferArguments& o, const std::string& schema) {
  app.add_option(
      "--network", o.network,
      "Hugging Face folder (config.json, model.safetensors), .onnx file, or a name in data/network");
  app.add_option("--data", o.data,
                 "folder of IDX images and labels, .npy tensors, .tsv table of texts, .txt running text");
  app.add_option("--text", o.text, "one text instead of data, for a single try; scales are calibrated on it");
  app.add_option("--fidelity", o.fidelity, "comma list of digital, quantized, photonic, moments, device");
  app.add_option("--chip", o.chip, "chip description: a TOML file or a name in data/chip");
  app.add_option("--assumptions", o.assumptions,
                 "comma list of assumption sets: paper, audited, or TOML files");
  app.add_option("--samples", o.samples, "how many samples from the start of the data; 0 = all");
  app.add_option("--seed", o.seed, "seed of the noise; the same seed gives bit-identical answers");
  app.add_option("--threads", o.threads, "0 = as many as the machine has; the answer does not depend on it");
  app.add_option("--calibration", o.calibration, "samples that set scales and ranges; 0 = as the chip says");
  app.add_option("--set", o.settings, "path=value: overrides one parameter of the chip; may be repeated")
      ->allow_extra_args(false)
      ->default_str("");
  CLI::Option* attribute =
      app.add_flag("--attribute", o.attribute, "also run every source of error alone, and each one removed");
  app.add_option("--attribution-samples", o.attribution_samples,
                 "how many of the samples --attribute runs; 0 = all")
      ->needs(attribute);
  app.add_option("--json", o.json, "write the result as JSON (docs/schema/" + schema + ")");
}

}  // namespace tron::cli
