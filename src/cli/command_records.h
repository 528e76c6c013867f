#pragma once

#include <string>
#include <utility>
#include <vector>

#include "rooms.h"

namespace tron::cli {

/// What the options of a command cannot say themselves. `--help` and docs/commands are both printed from the
/// declared options and from this.
struct CommandRecord {
  std::string name;
  std::string example;                                       ///< a command line that runs as it stands
  std::string shows;                                         ///< what to look at in its output
  std::vector<std::pair<std::string, std::string>> allowed;  ///< by option, in the words of its error message
};

/// In the order of `tron --help`.
const std::vector<CommandRecord>& command_records();

/// Code and meaning, the same for every command.
const std::vector<std::pair<int, std::string>>& exit_codes();

}  // namespace tron::cli
