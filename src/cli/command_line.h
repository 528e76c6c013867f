#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "rooms.h"

namespace tron {
class Ranks;
}

namespace tron::cli {

/// Exit codes of the program.
enum class Exit {
  ok = 0,
  failed = 1,      ///< the work itself failed, or Ctrl-C cut it short
  wrong = 2,       ///< wrong usage or input
  infeasible = 3,  ///< the design cannot work
};

/// Runs `tron` with these arguments (the program's name first). The report goes to `out`, messages to `err`.
/// `ranks`: those of the job of which this process is one, if any.
Exit run_command_line(const std::vector<std::string>& arguments, std::ostream& out, std::ostream& err,
                      Ranks* ranks = nullptr);

}  // namespace tron::cli
