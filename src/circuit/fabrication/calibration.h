#pragma once

#include <span>
#include <vector>

#include "circuit/bank.h"
#include "rooms.h"

namespace tron::circuit {

/// The inverse problem of a bank: from wanted values to detunings, before range and DAC. Works in s = sin^2(p
/// / 2) of each ring (device/microring.h), in which a ring's response inverts in closed form.
struct CalibrationTask {
  const RingRow& row;
  Signs signs;
  double s_range;  ///< s at the end of the drive range
};

/// What a lone ring spans: see Bank::full_scale.
double isolated_span(const RingShape& ring, Signs signs, double s_range);

/// Mean neighbour gains of every channel, neighbours holding independent values uniform in [-1, 1] set as if
/// alone.
std::vector<NeighbourGains> mean_neighbour_gains(const CalibrationTask& task, double isolated_full_scale);

/// Full scale of each compensation, as Bank::full_scale says; 0 or less where nothing is left to give.
double full_scale_for(const CalibrationTask& task, Compensation compensation, double isolated_full_scale,
                      double drive_range_m, const std::vector<NeighbourGains>& mean);

/// The s that gives `difference` = drop - through of an add-drop ring in its neighbour gains, in [0,
/// s_range]. T_thru^2 in `after` is taken at `s_before`, one fixed-point step.
double solve_add_drop(const RingShape& ring, const NeighbourGains& around, double difference, double s_before,
                      double s_range);

/// Solves every ring in fixed neighbour gains: s[arm][ring] for plus - minus = difference[ring].
void solve_fixed(const CalibrationTask& task, const std::vector<NeighbourGains>& around,
                 std::span<const double> difference, std::vector<double> (&s)[2]);

/// Solves the coupled equations from the start given in s: a fixed-point iteration over the neighbour gains,
/// until the differences stand within 1e-12 or 200 rounds are over. Returns the largest error left.
double solve_coupled(const CalibrationTask& task, std::span<const double> difference,
                     std::vector<double> (&s)[2]);

}  // namespace tron::circuit
