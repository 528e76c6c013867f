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

double bits_of_snr_db(double db) {
  return (db - 1.76) / 6.02;
}

/// The limit of detector_enob for much light, where RIN alone is left.
double highest_enob(const Detector& detector, DecibelPerHertz rin, Frequency symbol_rate) {
  const double relative = rin.per_hertz() * detector.noise_bandwidth(symbol_rate).si;
  return relative > 0 ? bits_of_snr_db(-10 * std::log10(relative)) : std::numeric_limits<double>::infinity();
}

/// The same of range_enob: the noise of both ends of sight grows with the light.
double highest_range_enob(const Detector& detector, DecibelPerHertz rin, const RangeRule& rule,
                          Frequency symbol_rate) {
  return range_enob(detector, PowerDbm{kHighestDbm}.power(), rin, rule, symbol_rate);
}

/// The least power, in dBm, at which the rising `enob` of it reaches `bits`.
template <class Enob>
PowerDbm least_power(double bits, double limit, const Enob& enob, bool* possible, double* highest) {
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

}  // namespace

Detector make_detector(const Photodetector& photodetector, const Tia& tia) {
  return {photodetector.responsivity,
          photodetector.dark_current,
          tia.load,
          tia.temperature,
          photodetector.sensitivity,
          tia.noise_current,
          tia.amplifiers,
          tia.bandwidth,
          tia.integration,
          tia.capacitance};
}

double Detector::thermal_a2_per_hz() const {
  Tia tia;
  tia.load = load, tia.temperature = temperature, tia.noise_current = noise_current;
  return tia.thermal_a2_per_hz();
}

Frequency Detector::noise_bandwidth(Frequency symbol_rate) const {
  if (integration.si > 0) return {1 / (2 * integration.si)};
  if (bandwidth.si > 0) return bandwidth;
  return {symbol_rate.si / std::numbers::sqrt2};
}

double Detector::receiver_a2(Frequency symbol_rate) const {
  const double amplifier = thermal_a2_per_hz() * noise_bandwidth(symbol_rate).si;
  const double reset = integration.si > 0
                           ? kBoltzmann * temperature.si * capacitance.si / (integration.si * integration.si)
                           : 0;
  return amplifiers * (amplifier + reset);
}

NoisePolynomial balanced_noise(const Detector& detector, DecibelPerHertz rin, double common,
                               Frequency symbol_rate, NoiseSwitches switches) {
  const double bandwidth = detector.noise_bandwidth(symbol_rate).si;
  NoisePolynomial out;
  if (switches.shot) {
    out.per_total_a = 2 * kElementaryCharge * bandwidth;
    out.constant_a2 += out.per_total_a * 2 * detector.dark_current.si;
  }
  if (switches.thermal) out.constant_a2 += detector.receiver_a2(symbol_rate);
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
  const double dark = 2 * kElementaryCharge * detector.dark_current.si + detector.thermal_a2_per_hz();
  const double beta0 = std::sqrt(dark);
  const double beta1 =
      std::sqrt(dark + 2 * kElementaryCharge * current + current * current * rin.per_hertz());
  const double noise = (beta1 + beta0) * std::sqrt(detector.noise_bandwidth(symbol_rate).si);
  return bits_of_snr_db(20 * std::log10(current / noise));
}

PowerDbm power_for_enob(const Detector& detector, double bits, DecibelPerHertz rin, Frequency symbol_rate,
                        bool* possible, double* highest) {
  const auto enob = [&](double dbm) {
    return detector_enob(detector, PowerDbm{dbm}.power(), rin, symbol_rate);
  };
  return least_power(bits, highest_enob(detector, rin, symbol_rate), enob, possible, highest);
}

double range_enob(const Detector& detector, Power power, DecibelPerHertz rin, const RangeRule& rule,
                  Frequency symbol_rate) {
  const double full = rule.share * detector.responsivity.si * power.si;
  if (full <= 0) return -std::numeric_limits<double>::infinity();
  const NoisePolynomial noise = balanced_noise(detector, rin, rule.rin_common, symbol_rate, {});
  const double both = std::sqrt(noise.variance_a2(full, full)) + std::sqrt(noise.variance_a2(0, full));
  return bits_of_snr_db(20 * std::log10(2 * full / both));
}

PowerDbm power_for_range_enob(const Detector& detector, double bits, DecibelPerHertz rin,
                              const RangeRule& rule, Frequency symbol_rate, bool* possible, double* highest) {
  const auto enob = [&](double dbm) {
    return range_enob(detector, PowerDbm{dbm}.power(), rin, rule, symbol_rate);
  };
  return least_power(bits, highest_range_enob(detector, rin, rule, symbol_rate), enob, possible, highest);
}

}  // namespace tron::circuit
