#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "chip/chip.h"
#include "rooms.h"

namespace tron::study {

/// A chip under several assumption sets.
struct LoadedChips {
  std::vector<Chip> chips;             ///< of the sets under which it can work, in the order asked for
  std::vector<Infeasible> infeasible;  ///< of the other sets
};

/// The chip under every assumption set, all loaded before any of them works: an infeasible one is known at
/// once, with what would make it work.
LoadedChips load_chips(const std::string& chip, const std::vector<std::string>& assumptions,
                       const std::vector<std::string>& settings);

/// The same where one infeasible set is enough to stop.
Feasible<std::vector<Chip>> load_all_chips(const std::string& chip,
                                           const std::vector<std::string>& assumptions,
                                           const std::vector<std::string>& settings);

/// `why` with the chip and the assumption set that it is about.
Infeasible infeasible_under(const Infeasible& why, const std::string& chip, const std::string& assumptions);

}  // namespace tron::study
