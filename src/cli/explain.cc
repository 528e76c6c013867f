#include <memory>
#include <ostream>

#include <CLI/CLI.hpp>

#include "base/config/config.h"
#include "base/files/files.h"
#include "chip/chip.h"
#include "cli/arguments.h"
#include "cli/outputs.h"
#include "cli/subcommand.h"
#include "device/library.h"
#include "report/explain/explain_bank.h"
#include "report/explain/explain_device.h"

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
              << device_list();
  return Exit::ok;
}

Exit device(const ExplainOptions& o, const Console& console) {
  if (o.subject.size() < 2) {
    console.out << device_list();
    return Exit::ok;
  }
  const DeviceKind& kind = device_kind(o.subject[1]);
  const DeviceLibrary library =
      o.assumptions.empty()
          ? DeviceLibrary::load()
          : DeviceLibrary::load(data_folder() + "/device", read_assumption_set(o.assumptions));
  console.out << device_page(kind, library, o.assumptions);
  return Exit::ok;
}

BankChoice bank_choice(const std::string& name) {
  for (std::size_t i = 0; i < kBanks.size(); ++i) {
    if (name == kBanks[i]) return static_cast<BankChoice>(i);
  }
  refuse_word("--bank", name, kBanks);
}

Exit bank(const ExplainOptions& o, const Console& console) {
  Outputs outputs(console.files_read);
  outputs.add("--plot", o.plot);
  const BankChoice choice = bank_choice(o.bank);
  const Feasible<Chip> chip = load_chip(o.chip, o.assumptions.empty() ? "paper" : o.assumptions, o.settings);
  if (!chip) return report_infeasible(console.err, chip.why());
  require_inference(*chip);
  outputs.hold_against_inputs();
  const BankStudy study = study_bank(*chip, choice);
  console.out << bank_page(study) << std::flush;
  if (outputs.wanted("--plot")) {
    outputs.write("--plot", bank_picture(study));
    console.out << "\nPicture written to " << o.plot << "\n";
  }
  return Exit::ok;
}

Exit explain(const ExplainOptions& o, const Console& console) {
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
