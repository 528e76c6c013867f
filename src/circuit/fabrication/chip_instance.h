#pragma once

#include <optional>
#include <vector>

#include "circuit/fabrication/ring_errors.h"
#include "device/microring.h"
#include "rooms.h"

namespace tron::circuit {

/// How the rings of a bank, both arms, differ from their design after the chip's calibration. A ring that is
/// driven by d stands at d (linear + quadratic d) + shift. Empty lists mean what the design says: linear 1,
/// quadratic 0, its shape.
struct RingDeviations {
  RingShifts shifts;
  std::vector<double> linear[2], quadratic[2];  ///< quadratic in 1/m
  std::vector<RingShape> shape[2];

  bool only_shifts() const { return linear[0].empty() && shape[0].empty(); }
  double moved_m(int arm, int ring, double detuning_m) const {
    const double shift = shifts.shift_m[arm].empty() ? 0 : shifts.shift_m[arm][ring];
    if (linear[arm].empty()) return detuning_m + shift;
    return detuning_m * (linear[arm][ring] + quadratic[arm][ring] * detuning_m) + shift;
  }
};

/// How the two detectors and the converter of a row differ from their design, and what its test found. With v
/// the signal in ADC steps, noise included, and u = v / highest code, the converter sees
///   offset + gain v + bow (1 - u^2) + curve 3 sqrt(3) / 2 (u - u^3)
/// (a curve's largest deviation is its coefficient), and the row's sum is corrected to
/// (sum - offset_known a conversion) / gain_known.
struct RowErrors {
  double imbalance = 0;  ///< responsivity of plus over minus, less 1, after the trim: adds imbalance / 2 of
                         ///< the sum of both currents
  double gain = 1, offset = 0, bow = 0, curve = 0;
  double gain_known = 1, offset_known = 0;
};

/// One fabricated and calibrated chip, as light and converters find it. Const functions are safe from several
/// threads.
class ChipInstance {
 public:
  virtual ~ChipInstance() = default;
  virtual RingDeviations rings(BankPlace place, int channels, int arms, RingErrorSwitches switches) const = 0;
  /// nullopt: every row of the chip is as designed.
  virtual std::optional<RowErrors> row(BankPlace place) const = 0;
};

}  // namespace tron::circuit
