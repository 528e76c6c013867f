#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "chip/chip.h"
#include "rooms.h"

namespace tron::study {

/// The chip under every assumption set, all loaded before any of them works: an infeasible one is known at
/// once.
Feasible<std::vector<Chip>> load_chips(const std::string& chip, const std::vector<std::string>& assumptions,
                                       const std::vector<std::string>& settings);

/// `why` with the chip and the assumption set that it is about.
Infeasible infeasible_under(const Infeasible& why, const std::string& chip, const std::string& assumptions);

}  // namespace tron::study
