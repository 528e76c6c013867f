#include "network/onnx/pattern/onnx_rotary.h"

#include <algorithm>
#include <cmath>

namespace tron::network {
namespace {

/// Each doubling of the position halves the error of the estimate, which says how often the angle has gone
/// around.
double frequency_of(const RotaryAngles& angles) {
  if (angles.size() < 2) return 0;
  double frequency = angles[1] < -1e-3 ? angles[1] + 2 * M_PI : angles[1];
  for (std::size_t t = 2; t < angles.size(); t *= 2) {
    const auto position = static_cast<double>(t);
    const double turns = std::round((position * frequency - angles[t]) / (2 * M_PI));
    frequency = (angles[t] + 2 * M_PI * turns) / position;
  }
  return frequency;
}

}  // namespace

std::vector<double> solve_rotary(const std::vector<RotaryAngles>& pairs) {
  std::vector<double> frequencies;
  for (const RotaryAngles& angles : pairs) frequencies.push_back(frequency_of(angles));
  if (!std::all_of(frequencies.begin(), frequencies.end(), [](double f) { return f > 0; })) return {};
  const std::size_t dims = 2 * pairs.size();
  if (pairs.size() < 2) return frequencies;
  const double base = std::round(std::pow(frequencies[1], -static_cast<double>(pairs.size())));
  if (!(base > 1 && base < 1e12)) return frequencies;
  const std::vector<double> regular = rotary_frequencies(base, dims);
  for (std::size_t i = 0; i < regular.size(); ++i) {
    if (std::abs(frequencies[i] - regular[i]) > 1e-5 * regular[i]) return frequencies;
  }
  return regular;
}

void turn_row(const Rotary& rotary, std::size_t position, std::vector<double>& row) {
  const std::size_t pairs = rotary.frequencies.size();
  for (std::size_t i = 0; i < pairs; ++i) {
    double& x = row[rotary.interleaved ? 2 * i : i];
    double& y = row[rotary.interleaved ? 2 * i + 1 : i + pairs];
    const double angle = static_cast<double>(position) * rotary.frequencies[i];
    const double first = x * std::cos(angle) - y * std::sin(angle);
    y = x * std::sin(angle) + y * std::cos(angle);
    x = first;
  }
}

}  // namespace tron::network
