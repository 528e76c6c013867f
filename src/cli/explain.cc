#include "tron/explain.h"

#include <algorithm>
#include <memory>
#include <ostream>

#include <CLI/CLI.hpp>

#include "cli/arguments.h"
#include "cli/outputs.h"
#include "cli/subcommand.h"
#include "tron/error.h"

namespace tron::cli {
namespace {

struct ExplainOptions {
  std::vector<std::string> subject;
  std::string chip = "tron", assumptions, bank = "weight", plot;
  std::vector<std::string> settings;
};

const std::vector<std::string> kSubjects = {"device", "bank"};
const std::vector<std::string> kBanks = {"weight", "dynamic", "activation"};

Exit list(const Console& console) {
  console.out << "tron explain device NAME   what a device is: parameters, sources, equations\n"
                 "tron explain bank          a microring bank: spectrum, crosstalk, levels and bits\n\n"
              << explain_devices().page();
  return Exit::ok;
}

Exit device(const ExplainOptions& o, const Console& console) {
  console.out
      << (o.subject.size() < 2 ? explain_devices() : explain_device(o.subject[1], o.assumptions)).page();
  return Exit::ok;
}

Exit bank(const ExplainOptions& o, const Console& console) {
  Outputs outputs(console.files_read);
  outputs.add("--plot", o.plot);
  if (std::find(kBanks.begin(), kBanks.end(), o.bank) == kBanks.end()) refuse_word("--bank", o.bank, kBanks);
  const Chip chip = Chip::load({.description = o.chip,
                                .assumptions = o.assumptions.empty() ? "paper" : o.assumptions,
                                .settings = o.settings});
  chip.require_numbers();
  outputs.hold_against_inputs();
  const Report report = explain_bank(chip, o.bank);
  console.out << report.page() << std::flush;
  if (outputs.wanted("--plot")) {
    outputs.write("--plot", report.pictures().front().svg);
    console.out << "\nPicture written to " << o.plot << "\n";
  }
  return Exit::ok;
}

/// Options of a bank beside a device would do nothing.
void refuse_options_of_banks(const ExplainOptions& o) {
  const ExplainOptions usual;
  const auto refuse = [](bool given, const char* option) {
    if (given)
      throw InputError(Place{"command line", 0, 0, option}, "no bank to explain",
                       "this option with: explain bank");
  };
  refuse(o.chip != usual.chip, "--chip");
  refuse(o.bank != usual.bank, "--bank");
  refuse(!o.settings.empty(), "--set");
  refuse(!o.plot.empty(), "--plot");
  refuse(o.subject.size() < 2 && !o.assumptions.empty(), "--assumptions");
}

Exit explain(const ExplainOptions& o, const Console& console) {
  if (o.subject.empty() || o.subject[0] == "device") refuse_options_of_banks(o);
  if (o.subject.empty()) return list(console);
  const std::size_t most = o.subject[0] == "device" ? 2 : 1;
  if (o.subject.size() > most) {
    throw InputError(Place{"command line", 0, 0, "explain " + o.subject[0]}, "'" + o.subject[most] + "'",
                     "nothing more");
  }
  if (o.subject[0] == "device") return device(o, console);
  if (o.subject[0] == "bank") return bank(o, console);
  refuse_word("explain", o.subject[0], kSubjects);
}

}  // namespace

Subcommand declare_explain(CLI::App& parent) {
  CLI::App* app = parent.add_subcommand(
      "explain", "describe a device or a microring bank: parameters, sources, spectrum, crosstalk");
  const auto o = std::make_shared<ExplainOptions>();
  app->allow_extras();
  app->add_option("subject", o->subject, "device NAME, or bank; nothing lists what there is");
  app->add_option("--chip", o->chip, "bank: chip description, a TOML file or a name in data/chip")
      ->capture_default_str();
  app->add_option("--assumptions", o->assumptions,
                  "paper, audited, or a TOML file (bank: paper unless given)");
  app->add_option("--bank", o->bank, "bank: weight, dynamic or activation")->capture_default_str();
  app->add_option("--set", o->settings, "bank: path=value, overrides one parameter; may be repeated")
      ->allow_extra_args(false);
  app->add_option("--plot", o->plot, "bank: write spectrum and crosstalk as an SVG picture");
  return {app, [o](const Console& console) { return explain(*o, console); }};
}

}  // namespace tron::cli
