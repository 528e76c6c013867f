#pragma once

#include <string>

#include "rooms.h"

namespace CLI {
class App;
}

namespace tron::cli {

/// Adds to each command of `root` the example of its record, for `--help`.
void add_examples(CLI::App& root);

/// The reference page of one command in Markdown: a file of docs/commands.
std::string command_page(const CLI::App& command);

/// docs/commands/README.md: every command of `root` with a link to its page.
std::string commands_index(const CLI::App& root);

}  // namespace tron::cli
