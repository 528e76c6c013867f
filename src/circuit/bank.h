#pragma once

#include <span>
#include <vector>

#include "circuit/ring_row.h"
#include "circuit/wdm_grid.h"
#include "device/microring.h"
#include "rooms.h"

namespace tron::circuit {

/// How a bank makes signs. `two_arm`: a + and a - bank of all-pass rings; a value drives the arm of its sign,
/// the other arm rests on resonance. `add_drop`: one bank of add-drop rings, value = drop port - through
/// port.
enum class Signs { two_arm, add_drop };

/// How much of the neighbours' light the calibration knows. `none`: every ring is set as if it were alone
/// (one common electronic gain is corrected). `static_`: one fixed gain per channel, for neighbours at their
/// mean setting. `per_symbol`: the coupled equations are solved for every vector that is encoded.
enum class Compensation { none, static_, per_symbol };

struct BankDesign {
  WdmGrid grid;
  MicroringParameters ring;  ///< its wavelength is replaced by each channel's
  Signs signs = Signs::two_arm;
  Length drive_range;  ///< detuning at the highest code of the drive DAC; code 0 = on resonance
  int drive_bits = 0;  ///< codes uniform in detuning; 0 = infinitely fine
  Compensation compensation = Compensation::none;
};

/// Ring detunings that encode one vector: detuning_m[arm][ring], arm 0 = plus (or the only one), arm 1 =
/// minus.
struct Drive {
  std::vector<double> detuning_m[2];
};

/// Unwanted shifts of each ring's resonance, metres, added to its detuning: fabrication residue, thermal
/// crosstalk, drift. An empty vector means none.
struct RingShifts {
  std::vector<double> shift_m[2];
};

struct RingDeviations;  // circuit/fabrication/chip_instance.h

/// What a bank does to the light of each channel: power transmissions towards the plus and the minus input of
/// the balanced detector.
struct Response {
  std::vector<double> plus, minus;
};

/// A bank of microrings on one bus (or one bus per arm): the transmission of channel i is the product over
/// ALL rings j of ring j's periodic response at wavelength_i - resonance_j - detuning_j. With add-drop rings
/// the drop port collects, for every ring j, the light that passed rings before j and, on the drop bus, rings
/// before j again.
class Bank {
 public:
  /// InputError for a design that cannot be driven: channels that fall on each other modulo the FSR, a range
  /// above FSR/2, or a range in which a neighbour may take so much light that no value is left to give.
  explicit Bank(const BankDesign& design);
  const BankDesign& design() const { return design_; }
  int channels() const { return design_.grid.channels; }

  /// plus - minus transmission that stands for a value of 1: `value = (plus - minus) / full_scale`.
  ///   none        what a lone ring spans, times the mean over channels of the mean gain of its neighbours;
  ///   static_     what the channel with the least mean gain spans under neighbours at their mean setting;
  ///   per_symbol  what every channel reaches whatever its neighbours hold, so that any vector is feasible.
  /// A lone two-arm ring spans T(drive_range) - T_min. Add-drop rings reach further to one side than to the
  /// other: the smaller of |drop - through| on resonance and at drive_range counts. The mean is over
  /// neighbours with independent values uniform in [-1, 1].
  double full_scale() const { return full_scale_; }

  /// The span of a single ring: the full scale of a bank without crosstalk.
  double isolated_full_scale() const { return isolated_full_scale_; }

  /// Detunings for wanted values in [-1, 1] (clamped), one per channel, after compensation, range and DAC
  /// (code = round(detuning / range (2^bits - 1))). With two arms, the T_min of the idle ring cancels in the
  /// difference if its neighbours' gain is the same in both arms; per_symbol also accounts for the case where
  /// it is not.
  Drive calibrate(std::span<const double> wanted) const;

  /// The nominal response with every ring's shift. `crosstalk` false: each channel sees only its own ring.
  Response respond(const Drive& drive, const RingShifts& shifts, bool crosstalk = true) const;

  /// The response of the rings that were made: each with its own shape, drive and shift.
  Response respond_made(const Drive& drive, const RingDeviations& made, bool crosstalk = true) const;

  /// (plus - minus) / full_scale of every channel.
  std::vector<double> values(const Response& response) const;

  /// One ring's contribution to channel i from ring j at detuning (m) incl. shift: the factor in the product
  /// (two_arm), the through transmission (add_drop).
  double factor(int channel, int ring, double detuning_m) const;

  /// Detuning (m) of a drive code, and the number of codes (2^drive_bits; 0 bits: throws std::logic_error).
  double code_detuning_m(int code) const;
  int codes() const;

  const RingRow& rings() const { return row_; }
  int arms() const { return design_.signs == Signs::two_arm ? 2 : 1; }

 private:
  double rounded(double detuning_m) const;
  void respond_arm(int arm, const RingRow& rings, std::span<const double> detuning_m, bool crosstalk,
                   Response& out) const;

  BankDesign design_;
  RingRow row_;
  double full_scale_ = 1, isolated_full_scale_ = 1;
  std::vector<NeighbourGains> mean_;  // one per channel, neighbours at their mean setting
};

}  // namespace tron::circuit
