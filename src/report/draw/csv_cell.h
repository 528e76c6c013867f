#pragma once

#include <string>

#include "rooms.h"

namespace tron::report {

/// A text as a cell of a CSV file: in quotes where it has to be (RFC 4180), control characters made visible,
/// and a "'" before what a spreadsheet would take for a formula ("=", "+", "-", "@" in front). Numbers and
/// quantities such as "-20 dBm" stay as they are.
std::string csv_cell(const std::string& text);

}  // namespace tron::report
