#pragma once

#include <string>

#include "device/library.h"
#include "device/record.h"
#include "rooms.h"

namespace tron::report {

/// One line a device kind.
std::string device_list();

/// What a device is: parameters with value, legal range, tag, source, and equations. `assumptions` is the
/// name of the set that `library` was read with, empty for none.
std::string device_page(const DeviceKind& kind, const DeviceLibrary& library, const std::string& assumptions);

/// What the one-letter tags of values mean.
std::string tag_legend();

/// "  text   [source]" lines.
std::string equation_lines(const std::vector<Equation>& equations);

}  // namespace tron::report
