#pragma once

#include <cstdint>
#include <vector>

#include "base/text/quantity.h"
#include "circuit/fabrication/bank_tuning.h"
#include "circuit/fabrication/ring_errors.h"
#include "device/microring.h"
#include "rooms.h"

namespace tron::circuit {

/// How a process makes chips, and what a chip's first test puts right. Spreads are standard deviations.
struct Process {
  // Waveguides. A ring's resonance moves by width_shift dw + height_shift dh; the two are scaled together so
  // that all of it spreads by ring_sigma, which was measured of rings or is geometry_sigma().
  Length ring_sigma;
  bool from_guides = false;  ///< ring_sigma is geometry_sigma()
  Length width_sigma, height_sigma;
  double width_shift = 0, height_shift = 0;  ///< of the resonance, m/m
  // Shares of the variance: the same on a whole chip, and a ring's own; the rest is correlated within the
  // die.
  double chip_share = 0, local_share = 0;
  Length correlation_length;
  double coupling_sigma = 0, loss_sigma = 0;  ///< of a ring's coupled and lost power, relative

  double arm_mismatch = 0;                           ///< of the two detectors of a row, relative
  double adc_gain = 0, adc_offset = 0, adc_inl = 0;  ///< of a row: relative; ADC steps; ADC steps
  double dac_inl = 0;                                ///< of a drive, steps of its DAC

  int trim_bits = 0;            ///< of the trims of arms and drives over +-3 sigma; 0: there are none
  double test_conversions = 0;  ///< averaged to measure a row's gain and offset; 0: neither is corrected
  Assignment assignment = Assignment::fixed;
  double heater_range = 1;    ///< greatest shift of a heater by itself, over the free spectral range
  Length die_side;            ///< arrays lie evenly on a square of this side
  double gradient_share = 0;  ///< difference of temperature between two sides of the die over its rise
  LengthPerTemperature thermal_shift;  ///< of a resonance

  /// The spread of a resonance that the guides' own figures give, before they are scaled to ring_sigma.
  Length geometry_sigma() const;
  /// A process whose spreads are all `factor` times these.
  Process scaled(double factor) const;
};

/// 64 bits of a chip's own from a study's seed and the chip's number.
std::uint64_t chip_key(std::uint64_t seed, std::uint64_t chip);

/// A zero-mean, unit-variance random field with the correlation exp(-(r / L)^2), as a sum of kTerms cosines
/// with wave vectors drawn from its spectrum (Shinozuka and Deodatis, Appl. Mech. Rev. 44, 191, 1991):
/// sqrt(2 / M) sum_m cos(k_m r + p_m), k normal with variance 2 / L^2 a component. A pure function of the key
/// and the place. Over chips variance and correlation are exact for any number of terms; the fourth moment
/// falls short of a normal one by 1.5 / M.
class ProcessField {
 public:
  static constexpr int kTerms = 64;
  ProcessField(std::uint64_t key, std::uint32_t number, Length correlation_length);
  double at(double x_m, double y_m) const;

 private:
  struct Term {
    double kx, ky, phase;
  };
  std::vector<Term> terms_;
};

/// Random numbers of one chip, each a pure function of what it is for.
class ProcessRandom {
 public:
  explicit ProcessRandom(std::uint64_t key) : key_(key) {}
  /// `what` tells kinds apart (below 1024), the rest tells places.
  double normal(std::uint32_t what, BankPlace place = {}, int arm = 0, int ring = 0) const;
  double uniform(std::uint32_t what, BankPlace place = {}, int arm = 0, int ring = 0) const;

 private:
  std::uint64_t key_;
};

/// The guides of one chip: what fabrication did to resonances and couplings.
class ChipProcess {
 public:
  ChipProcess(const Process& process, std::uint64_t key);
  /// Fabricated minus designed resonance of a ring at (x, y), metres, without any design bias.
  double offset_m(double x_m, double y_m, BankPlace place, int arm, int ring) const;
  /// `shape` with its coupled and lost power multiplied by what this ring has.
  RingShape shape_of(const RingShape& shape, BankPlace place, int arm, int ring) const;

 private:
  double part(int which, double x_m, double y_m, BankPlace place, int arm, int ring) const;

  Process process_;
  ProcessRandom random_;
  double scale_ = 0;                 ///< of the guides' figures to ring_sigma
  std::vector<ProcessField> field_;  ///< width, height
};

/// A trim of `bits` over +-3 sigma: the nearest setting to `wanted`; 0 bits: 0.
double trimmed(double wanted, double sigma, int bits);

}  // namespace tron::circuit
