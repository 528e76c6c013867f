#include "report/draw/axis.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace tron::report {
namespace {

double round_step(double raw) {
  const double power = std::pow(10, std::floor(std::log10(raw)));
  const double lead = raw / power;
  const double round = lead < 1.5 ? 1 : lead < 3.5 ? 2 : lead < 7.5 ? 5 : 10;
  return round * power;
}

}  // namespace

double Axis::share(double value) const {
  if (log) return std::log(value / low) / std::log(high / low);
  return (value - low) / (high - low);
}

std::string Axis::label(double tick) const {
  if (log) return fmt::format("{:.6g}", tick);
  const int decimals = std::clamp(static_cast<int>(std::ceil(-std::log10(step) - 1e-9)), 0, 12);
  const double shown = std::abs(tick) < step * 1e-6 ? 0 : tick;
  return fmt::format("{:.{}f}", shown, decimals);
}

Axis make_axis(double low, double high, int wanted, bool round_out) {
  if (!std::isfinite(low) || !std::isfinite(high)) low = 0, high = 1;
  if (high < low) std::swap(low, high);
  const double least = std::max(std::abs(low), std::abs(high)) * 1e-9;
  if (high - low <= least) {
    const double half = low == 0 ? 0.5 : std::abs(low) * 0.1;
    low -= half, high += half;
  }
  Axis axis{low, high, round_step((high - low) / std::max(wanted, 1)), {}, false};
  // A hair of slack keeps 0.3 / 0.1 from rounding to 4 steps.
  constexpr double kSlack = 1e-6;
  if (round_out) {
    axis.low = std::floor(low / axis.step + kSlack) * axis.step;
    axis.high = std::ceil(high / axis.step - kSlack) * axis.step;
  }
  const auto first = static_cast<long long>(std::ceil(axis.low / axis.step - kSlack));
  const auto last = static_cast<long long>(std::floor(axis.high / axis.step + kSlack));
  for (long long i = first; i <= last; ++i) axis.ticks.push_back(static_cast<double>(i) * axis.step);
  return axis;
}

Axis make_log_axis(double low, double high, int wanted) {
  if (!(low > 0 && high > low * (1 + 1e-9) && std::isfinite(high)))
    return make_axis(low, high, wanted, false);
  const int first = static_cast<int>(std::floor(std::log10(low))),
            last = static_cast<int>(std::log10(high)) + 1;
  const auto ticks_at = [&](const std::vector<int>& leads) {
    std::vector<double> ticks;
    for (int power = first; power <= last; ++power) {
      for (int lead : leads) {
        const double tick = lead * std::pow(10.0, power);
        if (tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9)) ticks.push_back(tick);
      }
    }
    return ticks;
  };
  Axis axis{low, high, 1, ticks_at({1, 2, 5}), true};
  if (axis.ticks.size() > static_cast<std::size_t>(2 * wanted)) axis.ticks = ticks_at({1});
  // Less than an octave: round numbers of equal steps say more.
  if (axis.ticks.size() < 3) axis.ticks = make_axis(low, high, wanted, false).ticks;
  return axis;
}

}  // namespace tron::report
