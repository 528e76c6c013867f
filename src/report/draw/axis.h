#pragma once

#include <string>
#include <vector>

#include "rooms.h"

namespace tron::report {

/// A scale of a plot: data in [low, high], marked at round numbers.
struct Axis {
  double low = 0, high = 1;
  double step = 1;            ///< between ticks: 1, 2 or 5 times a power of ten
  std::vector<double> ticks;  ///< within [low, high]

  bool log = false;  ///< equal ratios stand equally far apart; ticks at 1, 2 and 5, or powers of ten

  /// Where `value` stands between low (0) and high (1).
  double share(double value) const;
  /// A tick as text, with as many decimals as the step needs.
  std::string label(double tick) const;
};

/// About `wanted` ticks over [low, high]. An empty or inverted range is widened to one.
/// `round_out` moves the ends to the nearest ticks outside.
Axis make_axis(double low, double high, int wanted, bool round_out = true);

/// A logarithmic axis over [low, high]; both have to be positive and differ, else make_axis() without
/// rounding out.
Axis make_log_axis(double low, double high, int wanted);

}  // namespace tron::report
