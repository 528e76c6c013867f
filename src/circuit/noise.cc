#include "circuit/noise.h"

#include <cmath>
#include <limits>
#include <numbers>

#include "base/numbers/constants.h"

namespace tron::circuit {
namespace {

using constants::kBoltzmann;
using constants::kElementaryCharge;

constexpr double kLowestDbm = -120, kHighestDbm = 100;

double thermal_a2_per_hz(const Detector& d) {
  return 4 * kBoltzmann * d.temperature.si / d.load.si;
}

double bits_of_snr_db(double db) {
  return (db - 1.76) / 6.02;
}

/// The limit of detector_enob for much light, where RIN alone is left.
double highest_enob(DecibelPerHertz rin, Frequency symbol_rate) {
  const double relative = rin.per_hertz() * symbol_rate.si / std::numbers::sqrt2;
  return relative > 0 ? bits_of_snr_db(-10 * std::log10(relative)) : std::numeric_limits<double>::infinity();
}

}  // namespace

Detector make_detector(const Photodetector& photodetector, const Tia& tia) {
  return {photodetector.responsivity, photodetector.dark_current, tia.load, tia.temperature,
          photodetector.sensitivity};
}

NoisePolynomial balanced_noise(const Detector& detector, DecibelPerHertz rin, double common,
                               Frequency symbol_rate, NoiseSwitches switches) {
  const double bandwidth = symbol_rate.si / std::numbers::sqrt2;
  NoisePolynomial out;
  if (switches.shot) {
    out.per_total_a = 2 * kElementaryCharge * bandwidth;
    out.constant_a2 += out.per_total_a * 2 * detector.dark_current.si;
  }
  if (switches.thermal) out.constant_a2 += 2 * thermal_a2_per_hz(detector) * bandwidth;
  if (switches.rin) {
    const double relative = rin.per_hertz() * bandwidth;
    out.difference_squared = relative * (common + (1 - common) / 2);
    out.total_squared = relative * (1 - common) / 2;
  }
  return out;
}

double detector_enob(const Detector& detector, Power power, DecibelPerHertz rin, Frequency symbol_rate) {
  const double current = detector.responsivity.si * power.si;
  if (current <= 0) return -std::numeric_limits<double>::infinity();
  const double dark = 2 * kElementaryCharge * detector.dark_current.si + thermal_a2_per_hz(detector);
  const double beta0 = std::sqrt(dark);
  const double beta1 =
      std::sqrt(dark + 2 * kElementaryCharge * current + current * current * rin.per_hertz());
  const double noise = (beta1 + beta0) * std::sqrt(symbol_rate.si / std::numbers::sqrt2);
  return bits_of_snr_db(20 * std::log10(current / noise));
}

PowerDbm power_for_enob(const Detector& detector, double bits, DecibelPerHertz rin, Frequency symbol_rate,
                        bool* possible, double* highest) {
  const auto enob = [&](double dbm) {
    return detector_enob(detector, PowerDbm{dbm}.power(), rin, symbol_rate);
  };
  const double limit = highest_enob(rin, symbol_rate);
  if (highest != nullptr) *highest = limit;
  const bool reached = bits < limit && enob(kHighestDbm) >= bits;
  if (possible != nullptr) *possible = reached;
  if (!reached) return {kHighestDbm};
  double low = kLowestDbm, high = kHighestDbm;
  for (int step = 0; step < 80; ++step) {
    const double middle = (low + high) / 2;
    (enob(middle) < bits ? low : high) = middle;
  }
  return {high};
}

}  // namespace tron::circuit
