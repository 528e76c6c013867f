#include "tron/yield.h"

#include <algorithm>
#include <memory>
#include <ostream>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/text/phrases.h"
#include "cli/arguments.h"
#include "cli/outputs.h"
#include "cli/study_arguments.h"
#include "cli/subcommand.h"

namespace tron::cli {
namespace {

struct Options {
  std::string network = "vit-fashion-mnist", data = "/usr/share/datasets/fashion-mnist", chip = "tron";
  std::string assumptions = "audited", chips = "200", samples = "400", varied = "16", seed = "1",
              threads = "0", batch = "32", limit = "1pt", temperatures = "-0.05,0,0.05,0.1,0.2";
  std::string csv, json, plot;
  std::vector<std::string> settings;
  bool quick = false;
};

/// What --quick takes where the command line says nothing else.
Options quickened(Options o) {
  const Options usual;
  const auto take = [](std::string& value, const std::string& before, const char* quick) {
    if (value == before) value = quick;
  };
  take(o.chips, usual.chips, "20");
  take(o.samples, usual.samples, "100");
  take(o.varied, usual.varied, "0");
  return o;
}

YieldStudyOptions options_of(const Options& given) {
  const Options o = given.quick ? quickened(given) : given;
  YieldStudyOptions y;
  y.quick = o.quick;
  y.network = o.network, y.data = o.data, y.chip = o.chip, y.settings = o.settings;
  y.assumptions = parse_list("--assumptions", o.assumptions);
  y.samples = static_cast<std::size_t>(parse_count("--samples", o.samples, 0, 1'000'000'000));
  y.threads = static_cast<int>(parse_count("--threads", o.threads, 0, 1024));
  y.chips = static_cast<std::size_t>(parse_count("--chips", o.chips, 1, 1'000'000));
  y.varied_chips = static_cast<std::size_t>(parse_count("--varied-chips", o.varied, 0, 1'000'000));
  y.seed = static_cast<std::uint64_t>(parse_count("--seed", o.seed, 0, INT64_MAX));
  y.batch = static_cast<std::size_t>(parse_count("--batch", o.batch, 1, 4096));
  y.rises_k = parse_temperatures(o.temperatures);
  const AccuracyLimit limit = parse_limit(o.limit);
  y.limit_points = limit.points, y.limit_accuracy = limit.accuracy;
  return y;
}

void show_estimate(const YieldEstimate& e, bool quick, const Console& console) {
  console.err << fmt::format("yield, {}: {} on {}", e.assumptions, counted(e.chips, "chip", "chips"),
                             counted(e.samples, "sample", "samples"));
  if (e.varied_chips > 0)
    console.err << fmt::format(", {} of them also in {} variations", e.varied_chips, e.variations);
  console.err << fmt::format(": about {}", duration(e.seconds));
  constexpr double kLong = 60;
  if (e.seconds > kLong && !quick) console.err << "; --quick gives a first look sooner";
  console.err << "\n" << std::flush;
}

Exit yield_command(const Options& o, const Console& console) {
  YieldStudyOptions wanted = options_of(o);
  Outputs outputs(console.files_read);
  if (console.leads()) {  // the others write nothing
    outputs.add("--csv", o.csv);
    outputs.add("--json", o.json);
    outputs.add("--plot", o.plot);
  }
  wanted.estimated = [&](const YieldEstimate& e) { show_estimate(e, o.quick, console); };
  const YieldResult done = study_yield(wanted, console.control_over(outputs));
  if (done.helped) return Exit::ok;
  console.out << done.report.page() << std::flush;
  const auto finished = [](const ChipYield& one) { return one.chips > 0; };
  if (std::none_of(done.chips.begin(), done.chips.end(), finished)) {
    console.err << "tron yield: interrupted before any chip was finished: no file is written\n";
    return Exit::failed;
  }
  if (outputs.wanted("--csv")) outputs.write("--csv", done.report.csv());
  if (outputs.wanted("--json")) outputs.write("--json", done.report.json() + "\n");
  if (outputs.wanted("--plot")) outputs.write("--plot", done.report.pictures().front().svg);
  return report_infeasible(console.err, done.infeasible,
                           console.control.cancel.cancelled() ? Exit::failed : Exit::ok);
}

}  // namespace

Subcommand declare_yield(CLI::App& parent) {
  CLI::App* app = parent.add_subcommand(
      "yield",
      "Monte Carlo over fabricated chips: how many work, what their heaters take, how long they stay");
  const auto o = std::make_shared<Options>();
  app->option_defaults()->always_capture_default();
  app->allow_extras();
  app->add_option("--network", o->network, "Hugging Face folder, .onnx file, or a name in data/network");
  app->add_option("--data", o->data, "samples whose right answers are known");
  app->add_option("--chip", o->chip, "chip description: a TOML file or a name in data/chip");
  app->add_option("--assumptions", o->assumptions,
                  "comma list of assumption sets: paper, audited, or TOML files");
  app->add_flag("--quick", o->quick,
                "20 chips on 100 samples without variations, for a first look: wide intervals");
  app->add_option("--chips", o->chips, "fabricated chips");
  app->add_option("--samples", o->samples,
                  "samples from the start of the data, the same for every chip; 0 = all");
  app->add_option(
      "--varied-chips", o->varied,
      "how many of the chips also run at other temperatures, with another process and other tuning");
  app->add_option("--temperatures", o->temperatures,
                  "rising comma list of kelvins above the temperature of calibration");
  app->add_option(
      "--limit", o->limit,
      "a chip works within so many points of the nominal chip (1pt), at so much accuracy (82%), or a "
      "comma list of both");
  app->add_option("--batch", o->batch, "samples that run together; the answer does not depend on it");
  app->add_option("--seed", o->seed, "seed of chips and noise; the same seed gives bit-identical answers");
  app->add_option("--threads", o->threads,
                  "0 = as many as the machine has; the answer does not depend on it");
  app->add_option("--set", o->settings, "path=value: overrides one parameter, such as process.width_sigma")
      ->allow_extra_args(false)
      ->default_str("");
  app->add_option("--csv", o->csv, "write one line per chip");
  app->add_option("--json", o->json, "write the result as JSON (docs/schema/yield.schema.json)");
  app->add_option("--plot", o->plot, "write histograms and accuracy against temperature as SVG");
  return {app, [o](const Console& console) { return yield_command(*o, console); }};
}

}  // namespace tron::cli
