#pragma once

#include <string>
#include <vector>

#include "rooms.h"

namespace tron::study {

/// Settings that would each make a chip work that cannot, with the value that is just enough:
/// `--set "link.wanted_enob=7.6" (now 8)`. Every number of the chip and its devices is tried up to eight
/// times smaller and larger, and every switch is turned; those that need the least change come first,
/// settings of the chip before figures of devices, at most kRemedies of either.
std::vector<std::string> remedies_of(const std::string& chip, const std::string& assumptions,
                                     const std::vector<std::string>& settings);
inline constexpr std::size_t kRemedies = 4;

}  // namespace tron::study
