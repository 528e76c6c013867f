#pragma once

#include "base/numbers/decibel.h"
#include "base/text/quantity.h"
#include "rooms.h"

namespace tron::device {

/// What a designer states about a ring; the couplings follow.
struct MicroringParameters {
  Length wavelength;          ///< resonance, 1550 nm band
  double quality_factor = 0;  ///< loaded Q = wavelength / FWHM
  Length free_spectral_range;
  Decibel extinction_ratio;  ///< all-pass: transmission far from resonance over transmission at resonance
  double round_trip_amplitude = 0;  ///< a of the add-drop form, (0, 1]; the all-pass form derives its own
};

/// The power response both rings share, in s = sin^2(p / 2) of the round-trip phase p = 2 pi detuning / FSR:
/// T_thru = (floor + contrast s) / (base + contrast s), T_drop = drop / (base + contrast s). It is Bogaerts
/// et al.'s equations with cos p = 1 - 2 s, and needs no cancelling differences near resonance.
struct RingShape {
  double floor = 0;     ///< (r - a)^2, or r^2 (1 - a)^2 with two buses
  double base = 0;      ///< (1 - x)^2, x = r a or r^2 a
  double contrast = 0;  ///< 4 x
  double drop = 0;      ///< (1 - r^2)^2 a with two buses, else 0
  double fsr_m = 0;

  double s_at(double detuning_m) const;  ///< sin^2(pi detuning / FSR)
  double detuning_m_at(double s) const;  ///< in [0, FSR/2]; s is clamped to [0, 1]
  double through_at(double s) const { return (floor + contrast * s) / (base + contrast * s); }
  double drop_at(double s) const { return drop / (base + contrast * s); }
};

/// The ring of this shape with its coupled power 1 - r^2 (of each coupler) and its lost power 1 - a^2 each
/// multiplied by a factor; r and a follow from the shape, with r < a where there is one bus. Powers stay
/// within [0, 0.9].
RingShape with_powers(const RingShape& shape, double coupled, double lost);

/// A single-bus (all-pass) microring: T = (a^2 - 2 r a cos p + r^2) / (1 - 2 r a cos p + (r a)^2), p = 2 pi
/// detuning / FSR (Bogaerts et al., Laser Photonics Rev. 6, 47, 2012). r and a solve two stated things in
/// closed form: the full width of 1 - T at half its height, wavelength / Q, exactly (sin(pi FWHM / (2 FSR)) =
/// (1 - r a) / (2 sqrt(r a)); Bogaerts' FWHM = (1 - r a) FSR / (pi sqrt(r a)) is this for a narrow line), and
/// the extinction ratio T_max / T_min with T_min = ((r - a) / (1 - r a))^2, T_max = ((r + a) / (1 + r a))^2.
/// T does not change when r and a are exchanged; the over-coupled solution (r < a, the one with less loss in
/// the ring) is reported.
class AllPassRing {
 public:
  /// InputError for a FWHM above FSR/2, an extinction ratio of 0 dB or less, or sizes that are not positive.
  explicit AllPassRing(const MicroringParameters& parameters);
  /// Power transmission at light - resonance = detuning (m), periodic in the FSR.
  double through(double detuning_m) const;
  /// The detuning in [0, FSR/2] at which through() equals `transmission`, clamped to the ring's range.
  double detuning_for(double transmission) const;
  double self_coupling() const { return r_; }
  double amplitude() const { return a_; }
  double t_min() const;
  double t_max() const;
  double fwhm_m() const;
  double fsr_m() const { return shape_.fsr_m; }
  const RingShape& shape() const { return shape_; }

 private:
  double r_ = 0, a_ = 0;
  RingShape shape_;
};

/// A two-bus (add-drop) microring with equal couplings r1 = r2 = r:
/// D = 1 - 2 r^2 a cos p + (r^2 a)^2, T_thru = (r^2 a^2 - 2 r^2 a cos p + r^2) / D, T_drop = (1 - r^2)^2 a /
/// D (Bogaerts et al. 2012). r solves Q at the given round-trip amplitude, with the width of T_drop as above.
class AddDropRing {
 public:
  /// InputError as above, and where the round-trip amplitude is too low for the Q.
  explicit AddDropRing(const MicroringParameters& parameters);
  double through(double detuning_m) const;
  double drop(double detuning_m) const;
  /// The detuning in [0, FSR/2] at which drop - through equals `difference`, clamped to the ring's range.
  double detuning_for(double difference) const;
  double self_coupling() const { return r_; }
  double fwhm_m() const;
  double fsr_m() const { return shape_.fsr_m; }
  const RingShape& shape() const { return shape_; }

 private:
  double r_ = 0, a_ = 0;
  RingShape shape_;
};

}  // namespace tron::device
