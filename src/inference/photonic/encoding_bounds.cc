#include "inference/photonic/encoding_bounds.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace tron::inference {
namespace {

constexpr int kClasses = EncodingSeries::kZeroClasses;
constexpr double kMostGainSpan = 0.2;      ///< of ln: beyond, the reserve is no bound
constexpr double kScalarResidual = 2e-12;  ///< solve_coupled stops at 1e-12

}  // namespace

Equations::Equations(const Bank& bank) : row_(bank.rings()), n_(bank.channels()) {
  const double fsr = row_.ring(0).fsr_m;
  range_angle_ = std::numbers::pi * bank.design().drive_range.si / fsr;
  range_sine_ = std::sin(range_angle_);
  for (int i = 0; i < n_; ++i) {
    double rest = 1, low = 0, high = 0;
    for (int j = 0; j < n_; ++j) add_neighbour(i, j, rest, low, high);
    rest_gain_.push_back(rest);
    low_.push_back(low);
    high_.push_back(high);
    span_ = std::max(span_, high - low);
  }
  for (int j = 0; j < n_; ++j) {
    const RingShape& ring = row_.ring(j);
    floor_.push_back(ring.floor / ring.base);
    lift_range_.push_back(ring.contrast * range_sine_ * range_sine_ / ring.base);
    unsure_.push_back(floor_[j] * (1 + std::exp(span_)) / ((1 - floor_[j]) * lift_range_[j]));
  }
}

double Equations::log_factor(int i, int j, double u) const {
  return std::log(factor(i, j, u) / factor(i, j, 0));
}

double Equations::square_error(int j, double z, double gain_error) const {
  const double lifted = 1 + lift_range_[j] * z;
  return gain_error * lifted * (z + unsure_[j] * lifted);
}

double Equations::ring_error(int j, double least, double gain_error, double lift_error) const {
  double worst = 0;
  for (int cell = static_cast<int>(least * kCells); cell < kCells; ++cell) {
    const double from = grid_point(cell), to = grid_point(cell + 1);
    const double lifted = 1 + lift_range_[j] * to * to;
    const double square = square_error(j, to * to, gain_error) +
                          lift_error * lifted * lifted / ((1 - floor_[j]) * lift_range_[j]);
    const double from_root = std::sqrt(2 * square);  // the arms may have changed places
    worst = std::max(worst, from > 0 ? std::min(from_root, square / std::max(from, least)) : from_root);
  }
  return worst;
}

double Equations::factor(int i, int j, double u) const {
  const RingShape& ring = row_.ring(j);
  const double angle = std::numbers::pi * row_.distance_m(i, j) / ring.fsr_m;
  return ring.through_at(std::pow(std::sin(angle - std::asin(u * range_sine_)), 2));
}

void Equations::add_neighbour(int i, int j, double& rest, double& low, double& high) {
  slope_.push_back(0);
  grid_.push_back(0);
  double least = 0, most = 0;
  for (int cell = 1; cell <= kCells; ++cell) {
    const double last = grid_.back(), value = i == j ? 0 : log_factor(i, j, grid_point(cell));
    least = std::min(least, value), most = std::max(most, value);
    slope_.back() = std::max(slope_.back(), std::abs(value - last) * kCells * kReserve);
    grid_.push_back(value);
  }
  if (i != j) rest *= factor(i, j, 0);
  low += least, high += most;
}

bool Equations::within_first_order() const {
  for (int j = 0; j < n_; ++j) {
    const double error = square_error(j, 1, kReserve * std::expm1(span_));
    if (lift_range_[j] * error > 0.2 * (1 + lift_range_[j])) return false;
  }
  return span_ < kMostGainSpan;
}

ErrorBound::ErrorBound(const Equations& equations, double least_lift) : e_(equations) {
  for (int j = 0; j < e_.channels(); ++j) {
    const double lift = std::max(0.0, least_lift * std::exp(-e_.span()) - e_.floor(j) * 2 * e_.span());
    least_.push_back(std::sqrt(lift / (1 - e_.floor(j)) / e_.lift_range(j)));
  }
}

GainError ErrorBound::after_round(const GainError& before, double added, double lift_error) const {
  GainError after;
  for (int zeros = 0; zeros < kClasses; ++zeros) {
    after.of[zeros] = worst_gain(zeros, before.of[zeros], lift_error) + added;
  }
  return after;
}

double ErrorBound::worst_gain(int zeros, double before, double lift_error) const {
  const double gain_error = kReserve * std::expm1(before) + roundings();
  std::vector<double> ring(e_.channels()), more(e_.channels());
  for (int j = 0; j < e_.channels(); ++j) {
    ring[j] = e_.ring_error(j, least_[j], gain_error, lift_error) + 2 * kUlp;
    if (zeros > 0) more[j] = e_.ring_error(j, 0, gain_error, lift_error) + 2 * kUlp - ring[j];
  }
  double worst = 0;
  for (int i = 0; i < e_.channels(); ++i) {
    double sum = 0, of_zeros = 0;
    for (int j = 0; j < e_.channels(); ++j) {
      sum += e_.slope(i, j) * ring[j];
      const double extra = e_.slope(i, j) * more[j];
      of_zeros = zeros == 1 ? std::max(of_zeros, extra) : zeros == 2 ? of_zeros + extra : 0;
    }
    worst = std::max(worst, sum + of_zeros);
  }
  return worst;
}

LastError ErrorBound::last_error(int zeros, double added) const {
  constexpr double kSlope[kClasses] = {0.15, 0.2, 0.25}, kStep = 1.25;
  LastError left{0, kSlope[zeros]};
  // A step holds the bound of its upper end against the line at its lower one.
  double from = 0, to = kUlp / 8;
  while (from < start().of[0]) {
    left.offset = std::max(left.offset, worst_gain(zeros, to, 0) + added - left.slope * from);
    from = to;
    to *= kStep;
  }
  left.offset /= 1 - left.slope;
  left.slope /= 1 - left.slope;
  return left;
}

GainError ErrorBound::scalar_error() const {
  GainError left = start();
  for (int round = 0; round < 10; ++round) {
    const GainError next = after_round(left, 0, kScalarResidual);
    for (int zeros = 0; zeros < kClasses; ++zeros) left.of[zeros] = std::min(left.of[zeros], next.of[zeros]);
  }
  return left;
}

}  // namespace tron::inference
