#include "cli/command_pages.h"

#include <algorithm>
#include <cctype>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/command_records.h"

namespace tron::cli {
namespace {

const CommandRecord* record_of(const std::string& name) {
  const auto& records = command_records();
  const auto at =
      std::find_if(records.begin(), records.end(), [&](const CommandRecord& r) { return r.name == name; });
  return at == records.end() ? nullptr : &*at;
}

std::string sentence(std::string text) {
  if (!text.empty()) text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  return text + ".";
}

/// A bar would end the cell.
std::string cell(const std::string& text) {
  std::string out;
  for (char c : text) out += c == '|' ? std::string("\\|") : std::string(1, c);
  return out;
}

std::string code(const std::string& text) {
  return text.empty() ? "" : "`" + cell(text) + "`";
}

bool is_flag(const CLI::Option& option) {
  return option.get_items_expected_max() == 0;
}

std::string allowed(const CommandRecord* record, const std::string& name) {
  if (record == nullptr) return "";
  for (const auto& [option, words] : record->allowed) {
    if (option == name) return words;
  }
  return "";
}

std::string option_row(const CLI::Option& option, const CommandRecord* record) {
  const std::string name =
      option.get_positional() ? option.get_single_name() : "--" + option.get_single_name();
  const std::string standard = option.get_default_str() == "[]" ? "" : option.get_default_str();
  return fmt::format("| {} | {} | {} | {} |\n", code(name), code(standard),
                     is_flag(option) ? "a flag" : cell(allowed(record, name)),
                     cell(option.get_description()));
}

bool asks_for_help(const CLI::Option& option) {
  return option.check_lname("help");
}

std::string options_table(const CLI::App& command, const CommandRecord* record) {
  std::string out = "## Options\n\n| Option | Default | Allowed | Meaning |\n|---|---|---|---|\n";
  for (const CLI::Option* option : command.get_options()) {
    if (!asks_for_help(*option)) out += option_row(*option, record);
  }
  return out;
}

std::string synopsis(const CLI::App& command) {
  std::string out = "    tron " + command.get_name();
  for (const CLI::Option* option : command.get_options()) {
    if (option->get_positional()) out += " [" + option->get_single_name() + "]";
  }
  return out + " [OPTIONS]\n";
}

std::string exit_table() {
  std::string out = "## Exit codes\n\n| Code | Meaning |\n|---|---|\n";
  for (const auto& [number, meaning] : exit_codes()) out += fmt::format("| {} | {} |\n", number, meaning);
  return out;
}

std::vector<const CLI::App*> commands_of(const CLI::App& root) {
  std::vector<const CLI::App*> out;
  for (const CLI::App* app : root.get_subcommands([](const CLI::App*) { return true; })) out.push_back(app);
  return out;
}

}  // namespace

void add_examples(CLI::App& root) {
  for (CLI::App* app : root.get_subcommands([](const CLI::App*) { return true; })) {
    if (const CommandRecord* record = record_of(app->get_name())) app->footer("Example: " + record->example);
  }
}

std::string command_page(const CLI::App& command) {
  const CommandRecord* record = record_of(command.get_name());
  std::string out = fmt::format("# tron {}\n\n{}\n\n{}\n", command.get_name(),
                                sentence(command.get_description()), synopsis(command));
  out += options_table(command, record);
  if (record != nullptr)
    out += fmt::format("\n## Example\n\n```sh\nbuild/{}\n```\n\n{}\n", record->example, record->shows);
  return out + "\n" + exit_table();
}

std::string commands_index(const CLI::App& root) {
  std::string out =
      "# Commands\n\n`make docs` writes these pages from the options that the program declares, so they say "
      "what\n`tron COMMAND --help` says.\n\n| Command | What it does |\n|---|---|\n";
  for (const CLI::App* app : commands_of(root)) {
    out += fmt::format("| [{0}]({0}.md) | {1} |\n", app->get_name(), cell(sentence(app->get_description())));
  }
  return out +
         "\nThe words are those of the [glossary](../glossary.md); what a command writes to files is in\n"
         "[outputs](../outputs.md).\n\n" +
         exit_table();
}

}  // namespace tron::cli
