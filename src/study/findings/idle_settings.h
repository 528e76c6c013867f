#pragma once

#include <string>
#include <vector>

#include "chip/chip.h"
#include "rooms.h"

namespace tron::study {

/// A note for each value of [process] that the user gave, in a chip file or by --set: the one chip instance
/// that infer and simulate run does not ask for it. docs/methods/yield.md.
std::vector<std::string> idle_settings(const Chip& chip);

}  // namespace tron::study
