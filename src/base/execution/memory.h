#pragma once

#include <cstdint>
#include <string>

#include "rooms.h"

namespace tron::base {

/// Bytes of memory that this program may still take without pushing anything out: the kernel's estimate
/// (MemAvailable of /proc/meminfo), or what the control group leaves, if that is less. UINT64_MAX where
/// neither can be told.
std::uint64_t available_memory();

/// "12.3 GB".
std::string memory_text(double bytes);

}  // namespace tron::base
