#pragma once

#include <string>
#include <vector>

#include "chip/chip.h"
#include "inference/sources.h"
#include "rooms.h"

namespace tron::inference {

/// The settings of the chip that make a source of error smaller or larger, the strongest first, as --set
/// takes their paths.
std::vector<std::string> settings_of(Source source, const Chip& chip);

}  // namespace tron::inference
