#include "circuit/channel_assignment.h"

#include <algorithm>
#include <cmath>
#include <compare>
#include <numeric>

namespace tron {
namespace {

double within_fsr(double distance_m, double fsr_m) {
  const double rest = std::fmod(distance_m, fsr_m);
  const double positive = rest < 0 ? rest + fsr_m : rest;
  return positive < fsr_m ? positive : 0;
}

/// A turn of the sorted matching: how many rings it leaves out of reach, and how much heat it takes.
struct Turn {
  int out_of_reach = 0;
  double heat_m = 0;
  auto operator<=>(const Turn&) const = default;
};

/// `folded`: resonances within one FSR, rising.
Turn weigh(const std::vector<double>& folded, int turn, double spacing_m, double fsr_m, double range_m) {
  const int n = static_cast<int>(folded.size());
  Turn sum;
  for (int k = 0; k < n; ++k) {
    const int channel = k + turn < n ? k + turn : k + turn - n;
    double shift = channel * spacing_m - folded[k];
    if (shift < 0) shift += fsr_m;
    sum.heat_m += shift;
    sum.out_of_reach += shift > range_m ? 1 : 0;
  }
  return sum;
}

AssignedRings turned(std::span<const double> resonance_m, const std::vector<int>& order, int turn,
                     double spacing_m, double fsr_m, double range_m) {
  const int n = static_cast<int>(order.size());
  AssignedRings out{std::vector<int>(n), std::vector<double>(n), 0};
  for (int k = 0; k < n; ++k) {
    const int ring = order[k], channel = (k + turn) % n;
    out.channel[ring] = channel;
    out.shift_m[ring] = within_fsr(channel * spacing_m - resonance_m[ring], fsr_m);
    if (out.shift_m[ring] > range_m) ++out.out_of_reach;
  }
  return out;
}

}  // namespace

AssignedRings assign_channels(std::span<const double> resonance_m, double spacing_m, double fsr_m,
                              double range_m, ChannelAssignment assignment) {
  const int n = static_cast<int>(resonance_m.size());
  std::vector<int> order(n);
  std::iota(order.begin(), order.end(), 0);
  if (assignment == ChannelAssignment::fixed) {
    return turned(resonance_m, order, 0, spacing_m, fsr_m, range_m);
  }
  std::vector<double> folded(n), sorted;
  for (int j = 0; j < n; ++j) folded[j] = within_fsr(resonance_m[j], fsr_m);
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return folded[a] < folded[b]; });
  for (int ring : order) sorted.push_back(folded[ring]);
  int best = 0;
  Turn least;
  for (int turn = 0; turn < n; ++turn) {
    const Turn one = weigh(sorted, turn, spacing_m, fsr_m, range_m);
    if (turn > 0 && !(one < least)) continue;
    least = one;
    best = turn;
  }
  return turned(resonance_m, order, best, spacing_m, fsr_m, range_m);
}

}  // namespace tron
