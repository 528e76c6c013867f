#pragma once

#include <memory>
#include <string>
#include <vector>

#include "rooms.h"
#include "tron/ranks.h"

namespace tron::cli {

/// The MPI job of which this process is a rank, where a launcher started it with others for a command that
/// shares work; nullptr otherwise: other commands know nothing of ranks, there every one is a program of its
/// own. Ends the process where MPI cannot be initialised.
std::unique_ptr<Ranks> join_ranks(const std::vector<std::string>& arguments);

/// What a rank that does not lead does: the same command, without a voice. What goes wrong is told to the
/// leader, who prints it. Gives the process's exit code.
int help_leader(Ranks& ranks, const std::vector<std::string>& arguments);

}  // namespace tron::cli
