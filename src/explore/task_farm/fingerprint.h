#pragma once

#include <string>

#include "explore/task_farm/work_statement.h"
#include "rooms.h"

namespace tron::explore {

/// What every rank of an exploration has to have alike: the program (its file), the space's file byte for
/// byte, and all that Space::fingerprint() follows. Of a space that cannot be read, why.
WorkStatement statement_of_space(const std::string& name_or_file, const std::string& program);

}  // namespace tron::explore
