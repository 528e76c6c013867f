#pragma once

#include <cstddef>

#include "rooms.h"

namespace tron::timing::examples {

/// What the calling thread has allocated so far, in calls of operator new; of the test program only.
std::size_t allocations();

}  // namespace tron::timing::examples
