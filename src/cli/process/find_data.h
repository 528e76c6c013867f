#pragma once

#include <string>

#include "rooms.h"

namespace tron::cli {

/// The folder of device, chip and assumption files: $TRON_DATA, or data/ beside or above the program, or
/// ../share/tron/data. InputError naming the places that were tried.
std::string find_data();

/// The file that this process runs.
std::string program_file();

}  // namespace tron::cli
