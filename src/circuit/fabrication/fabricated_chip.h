#pragma once

#include <map>
#include <memory>

#include "circuit/fabrication/chip_instance.h"
#include "circuit/fabrication/fabrication.h"
#include "rooms.h"

namespace tron::circuit {

/// An array of banks on the die: `rows` buses of stationary operands, and one of activations.
struct ArraySite {
  std::uint32_t unit = 0;
  int rows = 0;
  double x_m = 0, y_m = 0;  ///< of its first ring, from the middle of the die
};

/// What all chips of a study have in common.
struct FabricationPlan {
  Process process;
  RingErrorModel errors;  ///< of the description: what calibration leaves
  WdmGrid grid;
  std::vector<RingShape> two_arm, operand;  ///< designed shape of a ring of each channel
  int operand_arms = 2;
  Length drive_range;
  int drive_bits = 0, adc_bits = 8;
  double ring_pitch_m = 0, row_pitch_m = 0;
  std::vector<ArraySite> arrays;
};

/// What tuning a whole chip takes.
struct TuningTotals {
  double power_m = 0;  ///< sum over heaters of the shift that each would make alone
  double shift_m = 0;  ///< sum of the resonances' shifts
  int rings = 0, out_of_reach = 0, dead_channels = 0;
};

/// What-ifs of tuning: another spread of the rings (a factor on it), assignment or range.
struct TuningChoice {
  double spread = 1;
  Assignment assignment = Assignment::fixed;
  double range = 1;  ///< over the FSR
};

/// A chip made by a process, calibrated at boot: every ring's fabricated resonance and shape; heaters that
/// bring rings to channels by the process's assignment, within half a step of their DAC and the error of TED
/// for the powers that they really have; drives trimmed; rows measured and corrected. A pure function of the
/// plan and the key.
class FabricatedChip : public ChipInstance {
 public:
  /// Keeps a reference to the plan.
  FabricatedChip(const FabricationPlan& plan, std::uint64_t key);
  ~FabricatedChip() override;

  RingDeviations rings(BankPlace place, int channels, int arms, RingErrorSwitches switches) const override;
  std::optional<RowErrors> row(BankPlace place) const override;

  const TuningTotals& tuning() const { return totals_; }
  TuningTotals tuning_if(const TuningChoice& choice) const;

  /// The shift of every resonance that the neighbour gains make, beside what is left of calibration, when the
  /// chip is warmer by `rise` in its middle than when it was calibrated; along x the temperature falls by
  /// gradient_share of that over the die. Replaces the description's drift.
  class Warmed;

 private:
  friend class Warmed;
  struct BankState;
  struct Bank {
    BankPlace place;
    double x_m = 0, y_m = 0;
    int arms = 2;
    std::vector<double> offset_m[2];  ///< fabricated minus designed, no bias
  };
  const BankState& state(BankPlace place) const;
  RingDeviations without_drift(BankPlace place, int channels, int arms, RingErrorSwitches switches) const;
  void settle(const Bank& bank, const BankTuning* tuning, BankState& out) const;
  void shape(const Bank& bank, const BankTuning* tuning, RingDeviations& out) const;

  const FabricationPlan& plan_;
  const std::uint64_t key_;
  ChipProcess process_;
  ProcessRandom random_;
  std::vector<Bank> banks_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::unique_ptr<BankState>> states_;
  TuningTotals totals_;
};

class FabricatedChip::Warmed : public ChipInstance {
 public:
  Warmed(const FabricatedChip& chip, Temperature rise) : chip_(chip), rise_(rise) {}
  RingDeviations rings(BankPlace place, int channels, int arms, RingErrorSwitches switches) const override;
  std::optional<RowErrors> row(BankPlace place) const override { return chip_.row(place); }

 private:
  const FabricatedChip& chip_;
  Temperature rise_;
};

}  // namespace tron::circuit
