#pragma once

#include <string>
#include <vector>

#include "base/config/config.h"
#include "rooms.h"

namespace tron::explore {

/// Most values a parameter may have.
inline constexpr std::int64_t kMostValues = 100'000;

/// The values of a parameter's table that has `from`, `to` and either `steps` (how many values) or `step`
/// (how far apart), and optionally `scale` = "linear" or "log". Both ends are numbers, or quantities in one
/// unit:
///   from = "0.1 nm", to = "0.4 nm", steps = 16
///   from = 2, to = 16, step = 2
/// Whole numbers stay whole: values are rounded, and each stands once. Others carry nine significant digits.
/// The texts are the values: nothing is rounded afterwards. InputError for ends that are equal, of different
/// units or not positive on a log scale, for more than kMostValues.
std::vector<std::string> values_of_range(const Config& table);

/// Whether the texts are numbers, or quantities of one dimension, that only rise or only fall.
bool in_order(const std::vector<std::string>& values);

}  // namespace tron::explore
