#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "rooms.h"

namespace tron::dataset {

/// The class that `text` means: a class name, or a number from 0. InputError at `place` for anything else.
int parse_label(const std::string& text, const std::vector<std::string>& classes, const Place& place);

/// One label a line (a class name or a number), or a table whose header line has a column "label". InputError
/// names the line.
std::vector<int> read_labels(const std::string& path, const std::vector<std::string>& classes);

}  // namespace tron::dataset
