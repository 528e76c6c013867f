#pragma once

#include <cstddef>

namespace tron::examples {

/// What the calling thread has allocated so far, in calls of operator new; of the test program only.
std::size_t allocations();

}  // namespace tron::examples
