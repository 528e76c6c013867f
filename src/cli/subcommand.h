#pragma once

#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

#include "base/files/files_read.h"
#include "cli/command_line.h"
#include "cli/outputs.h"
#include "rooms.h"
#include "tron/control.h"
#include "tron/error.h"
#include "tron/ranks.h"

namespace CLI {
class App;
}

namespace tron::cli {

/// What a subcommand is handed when it runs.
struct Console {
  std::ostream& out;
  std::ostream& err;
  const FilesRead& files_read;  ///< since the command began
  Control control;              ///< progress line, Ctrl-C, command line, ranks

  /// False on a rank that only helps another.
  bool leads() const { return control.ranks == nullptr || control.ranks->leads(); }
  /// The control, with the outputs held against what was read before the work begins. Keeps a reference.
  Control control_over(const Outputs& outputs) const {
    Control held = control;
    held.loaded = [&outputs] { outputs.hold_against_inputs(); };
    return held;
  }
};

using Action = std::function<Exit(const Console&)>;

// Each declares its options on `app`, which it adds to `parent`, and gives what to do after parsing.
struct Subcommand {
  CLI::App* app;
  Action action;
};
Subcommand declare_infer(CLI::App& parent);
Subcommand declare_generate(CLI::App& parent);
Subcommand declare_simulate(CLI::App& parent);
Subcommand declare_run(CLI::App& parent);
Subcommand declare_explore(CLI::App& parent);
Subcommand declare_reproduce(CLI::App& parent);
Subcommand declare_validate(CLI::App& parent);
Subcommand declare_yield(CLI::App& parent);
Subcommand declare_explain(CLI::App& parent);
Subcommand declare_help(CLI::App& parent);  ///< describes the commands of `parent`

/// Prints why a design cannot work, with its margin.
Exit report_infeasible(std::ostream& err, const Infeasible& why);
/// The same for some assumption sets of several; `otherwise` where there are none.
Exit report_infeasible(std::ostream& err, const std::vector<Infeasible>& sets, Exit otherwise);

}  // namespace tron::cli
