#pragma once

#include <vector>

#include "circuit/bank.h"
#include "inference/photonic/encoding_series.h"
#include "rooms.h"

namespace tron::inference {

// How far the iterations of EncodingSeries end from the solution of a bank's equations.

inline constexpr double kUlp = 0x1p-24;   ///< relative rounding error of a float
inline constexpr int kCells = 64;         ///< of [0, 1], where a bound is taken cell by cell
inline constexpr double kReserve = 1.25;  ///< on first-order bounds, for what is of second order

inline double grid_point(int cell) {
  return static_cast<double>(cell) / kCells;
}

/// The equations of a two-arm bank in EncodingSeries' unknowns, and how steep they are. Keeps a reference.
class Equations {
 public:
  explicit Equations(const Bank& bank);
  explicit Equations(Bank&&) = delete;

  /// ln T of channel i at ring j over the same with the ring at rest; and its values on the grid.
  double log_factor(int i, int j, double u) const;
  const double* log_factors(int i, int j) const { return &grid_[(i * n_ + j) * (kCells + 1)]; }
  int channels() const { return n_; }
  double range_angle() const { return range_angle_; }  ///< pi range / FSR
  double range_sine() const { return range_sine_; }
  double floor(int j) const { return floor_[j]; }  ///< T on resonance
  double lift_range(int j) const { return lift_range_[j]; }
  double unsure(int j) const { return unsure_[j]; }
  double rest_gain(int i) const { return rest_gain_[i]; }  ///< of neighbours that all rest
  double middle(int i) const { return (low_[i] + high_[i]) / 2; }
  double span() const { return span_; }  ///< widest range of ln of a gain
  double slope(int i, int j) const { return slope_[i * n_ + j]; }

  /// Error of u^2 of ring j at `z` = u^2 for an error in ln of its gains: the closed form's derivative,
  /// lift / light left = lift_range u^2 with d lift = (lift + floor (1 + ratio of the gains)) d ln gain.
  double square_error(int j, double z, double gain_error) const;
  /// Largest error of u of ring j, from `least` on, for errors of ln of the gains and of the lift.
  double ring_error(int j, double least, double gain_error, double lift_error) const;
  /// kReserve covers second-order terms while an error of the whole span leaves 1 + lift within a fifth.
  bool within_first_order() const;

 private:
  double factor(int i, int j, double u) const;
  void add_neighbour(int i, int j, double& rest, double& low, double& high);

  const RingRow& row_;
  int n_;
  double range_angle_ = 0, range_sine_ = 0, span_ = 0;
  std::vector<double> rest_gain_, low_, high_, slope_, grid_, floor_, lift_range_, unsure_;
};

/// Errors of ln of the gains for vectors without a zero, with one, and with more: near u = 0 a ring moves by
/// the root of what its lift changes.
struct GainError {
  double of[EncodingSeries::kZeroClasses] = {};
};

/// What is left after the last round, as offset + slope * change, where the round changed ln of no gain by
/// more than `change`: the error before it was at most change + what is left.
struct LastError {
  double offset = 0, slope = 0;
};

/// Carries errors of the gains through rounds.
class ErrorBound {
 public:
  /// `least_lift`: of the lowest level but zero.
  ErrorBound(const Equations& equations, double least_lift);

  /// Before the first round, in the middle of what gains there are; what Bank::calibrate starts from is
  /// within the same.
  GainError start() const { return {{e_.span(), e_.span(), e_.span()}}; }
  /// `added`: error of the round's series; `lift_error`: of the wanted lifts.
  GainError after_round(const GainError& before, double added, double lift_error) const;
  LastError last_error(int zeros, double added) const;
  /// How far Bank::calibrate may stand from the solution.
  GainError scalar_error() const;
  /// Roundings of the closed form of a ring, as if they were errors of ln of its gains: the lift and the
  /// light left beside it carry a few roundings each.
  static double roundings() { return 10 * kUlp; }

 private:
  double worst_gain(int zeros, double before, double lift_error) const;

  const Equations& e_;
  std::vector<double> least_;  ///< u of the lowest level but zero
};

}  // namespace tron::inference
