#include "cli/command_line.h"

#include <algorithm>
#include <ostream>
#include <tuple>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/error.h"
#include "base/text/visible_text.h"
#include "cli/arguments.h"
#include "cli/command_pages.h"
#include "cli/command_records.h"
#include "cli/failure.h"
#include "cli/process/find_data.h"
#include "cli/process/interrupt.h"
#include "cli/process/terminal_progress.h"
#include "cli/subcommand.h"
#include "tron/ranks.h"
#include "tron/setup.h"

namespace tron::cli {
namespace {

constexpr const char* kAbout =
    "tron simulates transformer inference on silicon-photonic accelerators. It compiles a network once and "
    "derives three results from that one program: accuracy under analogue noise (and which device causes the "
    "loss), latency, and energy, power and area.";
constexpr const char* kTry =
    "Try: tron infer --samples 20    tron simulate    tron explain bank    tron explain device microring";

std::string footer() {
  std::string out = "Exit codes:\n";
  for (const auto& [code, meaning] : exit_codes()) out += fmt::format("  {} {}\n", code, meaning);
  return out + kTry;
}

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

std::vector<std::string> subcommand_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(sub->get_name());
  }
  return names;
}

/// An argument that `app` does not know: an option, else a subcommand or a value too many.
void refuse_extras(const CLI::App& app) {
  const std::vector<std::string> extras = app.remaining();
  if (extras.empty()) return;
  const std::string word = extras[0].substr(0, extras[0].find('='));
  const auto subcommands = subcommand_names(app);
  if (word.starts_with("-")) refuse_word(app.get_name(), word, option_names(app));
  if (!subcommands.empty()) refuse_word("subcommand", word, subcommands);
  throw InputError(Place{"command line", 0, 0, app.get_name()}, "'" + word + "', which belongs to no option",
                   "options with their values; --help lists them");
}

/// An option that is given, with nothing: a script's unset variable would otherwise pass for no option. An
/// empty prompt is something: the beginning of any text.
void refuse_empty(const CLI::App& app) {
  for (const CLI::Option* option : app.get_options()) {
    if (app.get_name() + " " + option->get_name() == "generate --text") continue;
    const std::vector<std::string>& given = option->results();
    if (option->get_expected_max() == 0 || std::find(given.begin(), given.end(), "") == given.end()) continue;
    const std::string name =
        option->get_positional() ? app.get_name() + " " + option->get_name() : option->get_name();
    throw InputError(Place{"command line", 0, 0, name}, "an empty text", "a value, or no such option");
  }
}

/// What CLI11 says of two options, "--a requires --b" or "--a excludes --b", as an error of ours.
[[noreturn]] void refuse_pair(const std::string& said) {
  for (const auto& [verb, found, allowed] : {std::tuple{" requires ", "no {} beside it", "both, or neither"},
                                             std::tuple{" excludes ", "{} beside it", "one of the two"}}) {
    const std::size_t at = said.find(verb);
    if (at == std::string::npos) continue;
    throw InputError(Place{"command line", 0, 0, said.substr(0, at)},
                     fmt::format(fmt::runtime(found), said.substr(at + std::string(verb).size())), allowed);
  }
  throw InputError(Place{"command line", 0, 0, ""}, said, "what --help lists");
}

Exit dispatch(const std::vector<std::string>& arguments, std::ostream& out, std::ostream& err, Ranks* ranks) {
  CLI::App app(kAbout, "tron");
  app.footer(footer());
  app.set_version_flag("--version", fmt::format("tron {}", version()));
  app.allow_extras();
  app.require_subcommand(0, 1);  // a second name of a command is a word for the first
  std::vector<Subcommand> subcommands{declare_infer(app),    declare_generate(app), declare_simulate(app),
                                      declare_run(app),      declare_explore(app),  declare_reproduce(app),
                                      declare_validate(app), declare_yield(app),    declare_explain(app),
                                      declare_help(app)};
  add_examples(app);
  try {
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend() - 1);
    app.parse(reversed);
    refuse_extras(app);
    for (const Subcommand& sub : subcommands) {
      refuse_extras(*sub.app);
      refuse_empty(*sub.app);
    }
  } catch (const CLI::Success& asked_for_help) {
    app.exit(asked_for_help, out, err);
    return Exit::ok;
  } catch (const CLI::ParseError& error) {
    refuse_pair(error.what());
  }
  const FilesRead files_read;
  install_interrupt();
  TerminalProgress progress;
  Control control;
  control.progress = &progress;
  control.cancel = interrupt_token();
  control.command_line = quoted_command_line(arguments);
  control.ranks = ranks;
  for (const Subcommand& sub : subcommands) {
    if (!sub.app->parsed()) continue;
    set_data_folder(find_data());
    return sub.action({out, err, files_read, control});
  }
  out << app.help();
  return arguments.size() > 1 ? Exit::wrong : Exit::ok;
}

}  // namespace

Exit report_infeasible(std::ostream& err, const Infeasible& why) {
  err << "tron: this design cannot work: " << why.reason
      << fmt::format("; margin {:.3g} {}\n", why.margin, why.unit);
  if (why.remedies.empty()) return Exit::infeasible;
  err << "tron: each of these settings alone would make it work (without --set: as a line of the chip "
         "description):\n";
  for (const std::string& remedy : why.remedies) err << "tron:   " << remedy << "\n";
  return Exit::infeasible;
}

Exit report_infeasible(std::ostream& err, const std::vector<Infeasible>& sets, Exit otherwise) {
  for (const Infeasible& why : sets) otherwise = report_infeasible(err, why);
  return otherwise;
}

Exit run_command_line(const std::vector<std::string>& arguments, std::ostream& out, std::ostream& err,
                      Ranks* ranks) {
  // Everything for a person's eyes passes through these two.
  VisibleStream page(out), messages(err);
  Failure failure;
  Exit exit = Exit::ok;
  try {
    vector_instructions();
    exit = dispatch(arguments, page, messages, ranks);
  } catch (const InfeasibleError& error) {
    exit = report_infeasible(messages, error.why());
  } catch (...) {
    failure = failure_of(std::current_exception());
    exit = failure.exit;
    // Wrong input is wrong on every rank alike once they have agreed; room and disks are each rank's own.
    if (exit == Exit::failed && !failure.of_another && ranks != nullptr && ranks->leads())
      failure.message = ranks->name(0) + ": " + failure.message;
  }
  if (exit != Exit::ok && !failure.message.empty())
    messages << "tron: " << visible_line(failure.message) << "\n" << std::flush;
  if (!page.flush()) out.setstate(std::ios::badbit);
  return exit;
}

}  // namespace tron::cli
