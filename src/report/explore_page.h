#pragma once

#include <string>

#include "explore/exhaustive.h"

namespace tron {

/// The best `most` designs, the front, and how each parameter's values fare, as plain text.
std::string explore_page(const Space& space, const Exploration& result, std::size_t most);

/// A line a combination: its values, metrics in SI units, and why it is out.
std::string explore_csv(const Space& space, const Exploration& result);

/// Energy per bit against throughput: all designs within the limits, the front, the best.
std::string explore_svg(const Space& space, const Exploration& result);

}  // namespace tron
