#pragma once

#include <exception>
#include <string>

#include "cli/command_line.h"
#include "rooms.h"

namespace tron::cli {

/// How a command that threw ends, and what is said.
struct Failure {
  Exit exit = Exit::failed;
  std::string message;
  bool of_another = false;  ///< rank of the job, which the message names
};

/// Ours say it themselves. What a library throws is put into words that name what to do; its own words stand
/// behind them only where nobody foresaw it.
Failure failure_of(const std::exception_ptr& thrown);

}  // namespace tron::cli
