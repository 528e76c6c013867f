#include <memory>
#include <ostream>

#include <CLI/CLI.hpp>

#include "cli/arguments.h"
#include "cli/command_pages.h"
#include "cli/subcommand.h"

namespace tron::cli {
namespace {

struct Options {
  std::string command;
  bool markdown = false;
};

CLI::App& command_named(CLI::App& root, const std::string& name) {
  std::vector<std::string> names;
  for (CLI::App* app : root.get_subcommands([](const CLI::App*) { return true; })) {
    if (app->get_name() == name) return *app;
    names.push_back(app->get_name());
  }
  refuse_word("help", name, names);
}

Exit help(CLI::App& root, const Options& o, const Console& console) {
  if (o.command.empty()) {
    console.out << (o.markdown ? commands_index(root) : root.help("", CLI::AppFormatMode::All));
    return Exit::ok;
  }
  CLI::App& command = command_named(root, o.command);
  console.out << (o.markdown ? command_page(command) : command.help("tron"));
  return Exit::ok;
}

}  // namespace

Subcommand declare_help(CLI::App& parent) {
  CLI::App* app =
      parent.add_subcommand("help", "describe a command, on the screen or as a page of the manual");
  const auto o = std::make_shared<Options>();
  app->allow_extras();
  app->add_option("COMMAND", o->command, "which command; without it, all of them in short");
  app->add_flag("--markdown", o->markdown, "as Markdown: the page that docs/commands holds");
  return {app, [&parent, o](const Console& console) { return help(parent, *o, console); }};
}

}  // namespace tron::cli
