#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rooms.h"

namespace tron::base {

/// Lines without their "\n" or "\r\n"; empty lines at the end are left out, and so is a UTF-8 byte order
/// mark.
std::vector<std::string> split_lines(std::string_view text);

/// The cells of a line between tabs; an empty line is one empty cell.
std::vector<std::string> split_cells(std::string_view line);

}  // namespace tron::base
