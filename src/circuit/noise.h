#pragma once

#include "base/numbers/decibel.h"
#include "base/text/quantity.h"
#include "device/digital.h"
#include "device/light.h"
#include "rooms.h"

namespace tron::circuit {

/// A photodetector with its receiver (device/digital.h has the fields of a receiver).
struct Detector {
  Responsivity responsivity;
  Current dark_current;
  Resistance load;  ///< of the thermal noise current 4kT/R
  Temperature temperature;
  PowerDbm sensitivity;
  CurrentNoise noise_current{};
  int amplifiers = 2;
  Frequency bandwidth{};
  Time integration{};
  Capacitance capacitance{};

  double thermal_a2_per_hz() const;  ///< of one amplifier or load
  /// Of noise: the stated one, 1 / (2 T_int) of an integrator, or symbol rate / sqrt 2 (the DR / sqrt 2 of
  /// Al-Qadasi et al.).
  Frequency noise_bandwidth(Frequency symbol_rate) const;
  /// What the receivers of a balanced pair add to a conversion: amplifiers, and k T C / T_int^2 of an
  /// integrator's reset.
  double receiver_a2(Frequency symbol_rate) const;
};

Detector make_detector(const Photodetector& photodetector, const Tia& tia);

/// Variance of the difference current of one balanced conversion in bandwidth B, as a polynomial of the
/// photocurrents: `difference` = I+ - I-, `total` = I+ + I-.
///   variance = constant + per_total * total + difference_squared * difference^2 + total_squared * total^2
/// shot 2q (total + 2 I_dark) B; thermal: Detector::receiver_a2, 2 * 4kT/R B of a load an arm; RIN: the part
/// c common to both arms acts on the difference, the rest on each arm: RIN B [c d^2 + (1 - c) (I+^2 + I-^2)],
/// I+-^2 sum = (t^2 + d^2) / 2. (Agrawal, Fiber-Optic Communication Systems, ch. 4; Al-Qadasi et al., APL
/// Photonics 7, 020902, 2022, eq. 8.)
struct NoisePolynomial {
  double constant_a2 = 0;
  double per_total_a = 0;
  double difference_squared = 0;
  double total_squared = 0;
  double variance_a2(double difference_a, double total_a) const {
    return constant_a2 + per_total_a * total_a + difference_squared * difference_a * difference_a +
           total_squared * total_a * total_a;
  }
};

struct NoiseSwitches {
  bool shot = true, thermal = true, rin = true;
};

/// `common` = share of the RIN that both arms see alike, 0..1; `rin` per source. Bandwidth: the detector's
/// noise_bandwidth.
NoisePolynomial balanced_noise(const Detector& detector, DecibelPerHertz rin, double common,
                               Frequency symbol_rate, NoiseSwitches switches);

/// ENOB of one detector at average optical power P (Al-Qadasi et al. eq. 8):
/// (20 log10(R P / ((beta1 + beta0) sqrt(B))) - 1.76) / 6.02.
double detector_enob(const Detector& detector, Power power, DecibelPerHertz rin, Frequency symbol_rate);

/// The least power that reaches `bits`, by bisection on detector_enob, which rises with power towards the
/// limit that RIN sets.
/// `*possible` false: no power does. `*highest` is that limit (infinite without RIN). Either pointer may be
/// null.
PowerDbm power_for_enob(const Detector& detector, double bits, DecibelPerHertz rin, Frequency symbol_rate,
                        bool* possible, double* highest);

/// The same question asked of a balanced pair and its converter's range.
struct RangeRule {
  double share = 0;  ///< the converter's full scale over the current of a row whose channels are all open
  double rin_common = 1;  ///< share of the RIN that both arms see alike
};
/// Bits of a conversion over the whole range, sign included, where the row's detectors get power P with all
/// channels open: eq. 8 with the span of the range as signal, and with the noise (balanced_noise) of its end
/// and of its middle, where both arms together receive at least what the end needs:
///   (20 log10(2 I_fs / (sigma(I_fs, I_fs) + sigma(0, I_fs))) - 1.76) / 6.02,  I_fs = share R P.
/// Rings at rest let no light through, so a sum far below a full row has little more; the engines count it.
double range_enob(const Detector& detector, Power power, DecibelPerHertz rin, const RangeRule& rule,
                  Frequency symbol_rate);
PowerDbm power_for_range_enob(const Detector& detector, double bits, DecibelPerHertz rin,
                              const RangeRule& rule, Frequency symbol_rate, bool* possible, double* highest);

}  // namespace tron::circuit
