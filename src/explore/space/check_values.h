#pragma once

#include "explore/space/space.h"
#include "rooms.h"

namespace tron::explore {

/// InputError for a parameter's path that no description has, and for a value that is illegal whatever the
/// other parameters are: of parameters in order both ends are tried, of others every value, each beside the
/// first, the middle and the last values of the rest. Combinations that are illegal only together are the
/// search's business (Status::illegal).
void check_values(const Space& space);

}  // namespace tron::explore
