#pragma once

#include <string>
#include <vector>

namespace tron {

/// A linear scale of a plot: data in [low, high], marked at round numbers.
struct Axis {
  double low = 0, high = 1;
  double step = 1;            ///< between ticks: 1, 2 or 5 times a power of ten
  std::vector<double> ticks;  ///< within [low, high]

  /// Where `value` stands between low (0) and high (1).
  double share(double value) const { return (value - low) / (high - low); }
  /// A tick as text, with as many decimals as the step needs.
  std::string label(double tick) const;
};

/// About `wanted` ticks over [low, high]. An empty or inverted range is widened to one.
/// `round_out` moves the ends to the nearest ticks outside.
Axis make_axis(double low, double high, int wanted, bool round_out = true);

}  // namespace tron
