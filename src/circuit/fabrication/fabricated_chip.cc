#include "circuit/fabrication/fabricated_chip.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include <fmt/format.h>

#include "circuit/fabrication/ted.h"

namespace tron::circuit {
namespace {

// What numbers of a chip are for, above those of fabrication.cc.
enum What : std::uint32_t {
  kHeater = 16,
  kThermal,
  kDac,
  kArms,
  kGain,
  kOffset,
  kBow,
  kCurve,
  kGainTest,
  kOffsetTest
};

constexpr int kPairs = 4096;  ///< more than a bank has rings: tells pairs of rings apart

HeaterBank heater_bank(const FabricationPlan& plan, Assignment assignment, double range) {
  const Length fsr{plan.operand.front().fsr_m};
  HeaterBank bank{plan.grid, fsr, fsr * range, assignment, {}};
  const RingErrorModel& e = plan.errors;
  // TED is what drives heaters by the inverse; without it each is set as if it were alone.
  if (e.ted && assignment != Assignment::both_ways) {
    bank.inverse_coupling =
        inverse_of(thermal_coupling_matrix(plan.grid.channels, e.thermal_coupling, e.thermal_decay));
  }
  return bank;
}

/// Both arms of a bank tuned; a channel that one arm has lost is lost to the other as well: its value reads
/// 0.
void tune_arms(const HeaterBank& heaters, const std::vector<double>* offset, int arms, double spread,
               double bias, BankTuning* out) {
  std::vector<int> lost;
  for (int arm = 0; arm < arms; ++arm) {
    std::vector<double> moved(offset[arm].size());
    for (std::size_t j = 0; j < moved.size(); ++j) moved[j] = spread * offset[arm][j] - bias;
    out[arm] = tune_bank(heaters, moved);
    for (std::size_t j = 0; j < moved.size(); ++j) {
      if (out[arm].parked[j]) lost.push_back(out[arm].channel[j]);
    }
  }
  for (int arm = 0; arms > 1 && arm < arms; ++arm) park_channels(heaters, lost, out[arm]);
}

void add(const BankTuning* tuning, int arms, TuningTotals& totals) {
  for (int arm = 0; arm < arms; ++arm) {
    for (double power : tuning[arm].power_m) totals.power_m += power;
    for (double shift : tuning[arm].shift_m) totals.shift_m += shift;
    totals.rings += static_cast<int>(tuning[arm].channel.size());
    totals.out_of_reach += tuning[arm].out_of_reach;
  }
  const std::vector<bool>& parked = tuning[0].parked;
  totals.dead_channels += static_cast<int>(std::count(parked.begin(), parked.end(), true));
}

double bias_of(const FabricationPlan& plan, Assignment assignment, double spread) {
  if (assignment == Assignment::both_ways || plan.process.geometry_sigma().si <= 0) return 0;
  return design_bias(plan.process.ring_sigma * spread, {plan.operand.front().fsr_m}).si;
}

/// How far a ring has to be driven to pass what the designed one passes at half the drive's range, over that
/// half.
double drive_needed(const RingShape& designed, const RingShape& made, double range_m) {
  const double t = designed.through_at(designed.s_at(range_m / 2));
  return made.detuning_m_at((t * made.base - made.floor) / (made.contrast * (1 - t))) / (range_m / 2);
}

}  // namespace

struct FabricatedChip::BankState {
  double x_m = 0;
  RingDeviations made;                            ///< shifts: where parked rings rest, 0 for others
  std::vector<double> heater_m[2], thermal_m[2];  ///< what calibration leaves, a channel each
};

FabricatedChip::FabricatedChip(const FabricationPlan& plan, std::uint64_t key)
    : plan_(plan), key_(key), process_(plan.process, key), random_(key) {
  const HeaterBank heaters = heater_bank(plan, plan.process.assignment, plan.process.heater_range);
  const double bias = bias_of(plan, plan.process.assignment, 1);
  for (const ArraySite& array : plan.arrays) {
    for (int row = -1; row < array.rows; ++row) {
      Bank bank{{array.unit, row < 0 ? kActivationRow : static_cast<std::uint32_t>(row)},
                array.x_m,
                array.y_m + row * plan.row_pitch_m,
                row < 0 ? 2 : plan.operand_arms,
                {}};
      for (int arm = 0; arm < bank.arms; ++arm) {
        for (int j = 0; j < plan.grid.channels; ++j) {
          const double x = bank.x_m + (arm * plan.grid.channels + j) * plan.ring_pitch_m;
          bank.offset_m[arm].push_back(process_.offset_m(x, bank.y_m, bank.place, arm, j));
        }
      }
      auto state = std::make_unique<BankState>();
      state->x_m = bank.x_m;
      BankTuning tuning[2];
      tune_arms(heaters, bank.offset_m, bank.arms, 1, bias, tuning);
      add(tuning, bank.arms, totals_);
      settle(bank, tuning, *state);
      states_[{bank.place.unit, bank.place.row}] = std::move(state);
      banks_.push_back(std::move(bank));
    }
  }
}

FabricatedChip::~FabricatedChip() = default;

TuningTotals FabricatedChip::tuning_if(const TuningChoice& choice) const {
  const HeaterBank heaters = heater_bank(plan_, choice.assignment, choice.range);
  const double bias = bias_of(plan_, choice.assignment, choice.spread);
  TuningTotals totals;
  for (const Bank& bank : banks_) {
    BankTuning tuning[2];
    tune_arms(heaters, bank.offset_m, bank.arms, choice.spread, bias, tuning);
    add(tuning, bank.arms, totals);
  }
  return totals;
}

/// What calibration leaves: the heaters' DAC, and the share of each neighbour's heat that TED does not know.
void FabricatedChip::settle(const Bank& bank, const BankTuning* tuning, BankState& out) const {
  const int n = plan_.grid.channels;
  const RingErrorModel& e = plan_.errors;
  const SymmetricMatrix coupling = thermal_coupling_matrix(n, e.thermal_coupling, e.thermal_decay);
  for (int arm = 0; arm < bank.arms; ++arm) {
    out.heater_m[arm].assign(n, 0);
    out.thermal_m[arm].assign(n, 0);
    out.made.shifts.shift_m[arm].assign(n, 0);
    const BankTuning& t = tuning[arm];
    for (int j = 0; j < n; ++j) {
      const int channel = t.channel[j];
      out.made.shifts.shift_m[arm][channel] = t.rest_m[j];
      out.heater_m[arm][channel] = e.heater_step.si * (random_.uniform(kHeater, bank.place, arm, j) - 0.5);
      if (e.thermal_coupling == 0) continue;
      for (int k = 0; k < n; ++k) {
        if (j == k || t.power_m[k] == 0) continue;
        const double left =
            e.ted ? e.ted_residue * random_.normal(kThermal, bank.place, arm, j * kPairs + k) : 1;
        out.thermal_m[arm][channel] += left * coupling(j, k) * t.power_m[k];
      }
    }
  }
  shape(bank, tuning, out.made);
}

/// Couplings, drives and their trims; nothing where all are as designed.
void FabricatedChip::shape(const Bank& bank, const BankTuning* tuning, RingDeviations& out) const {
  const Process& p = plan_.process;
  const bool lost = tuning[0].parked != std::vector<bool>(plan_.grid.channels);
  if (p.coupling_sigma == 0 && p.loss_sigma == 0 && p.dac_inl == 0 && !lost) return;
  const bool activations = bank.place.row == kActivationRow;
  const double range = plan_.drive_range.si, step = range / ((1 << plan_.drive_bits) - 1);
  const double needed_sigma = std::hypot(p.coupling_sigma, p.loss_sigma) / 2;
  for (int arm = 0; arm < bank.arms; ++arm) {
    out.linear[arm].assign(plan_.grid.channels, 0);
    out.quadratic[arm].assign(plan_.grid.channels, 0);
    out.shape[arm].resize(plan_.grid.channels);
    for (int j = 0; j < plan_.grid.channels; ++j) {
      const int channel = tuning[arm].channel[j];
      const RingShape& designed = (activations ? plan_.two_arm : plan_.operand)[channel];
      const RingShape made = p.coupling_sigma > 0 || p.loss_sigma > 0
                                 ? process_.shape_of(designed, bank.place, arm, j)
                                 : designed;
      out.shape[arm][channel] = made;
      if (tuning[arm].parked[j]) continue;  // not driven at all
      // A row's DAC writes all of its rings in turn; activations have one each.
      const double bow =
          4 * p.dac_inl * random_.normal(kDac, bank.place, arm, activations ? j : 0) * step / range;
      const double trim = trimmed(drive_needed(designed, made, range) - 1, needed_sigma, p.trim_bits);
      out.linear[arm][channel] = 1 + trim + bow;
      out.quadratic[arm][channel] = -bow / range;
    }
  }
}

const FabricatedChip::BankState& FabricatedChip::state(BankPlace place) const {
  const auto found = states_.find({place.unit, place.row});
  if (found == states_.end()) {
    throw std::logic_error(fmt::format("FabricatedChip: no bank at array {}, row {}", place.unit, place.row));
  }
  return *found->second;
}

RingDeviations FabricatedChip::without_drift(BankPlace place, int channels, int arms,
                                             RingErrorSwitches switches) const {
  const BankState& bank = state(place);
  if (channels != plan_.grid.channels) throw std::logic_error("FabricatedChip: another number of channels");
  RingDeviations out = bank.made;
  for (int arm = 0; arm < arms; ++arm) {
    for (int i = 0; i < channels; ++i) {
      double& shift = out.shifts.shift_m[arm].at(i);
      if (switches.fabrication) shift += bank.heater_m[arm][i];
      if (switches.thermal) shift += bank.thermal_m[arm][i];
    }
  }
  return out;
}

RingDeviations FabricatedChip::rings(BankPlace place, int channels, int arms,
                                     RingErrorSwitches switches) const {
  RingDeviations out = without_drift(place, channels, arms, switches);
  for (std::vector<double>& arm : out.shifts.shift_m) {
    for (double& shift : arm) shift += switches.drift ? plan_.errors.drift.si : 0;
  }
  if (switches.drift) add_drift_residue(plan_.errors, key_, place, out.shifts);
  return out;
}

RingDeviations FabricatedChip::Warmed::rings(BankPlace place, int channels, int arms,
                                             RingErrorSwitches switches) const {
  RingDeviations out = chip_.without_drift(place, channels, arms, switches);
  const Process& p = chip_.plan_.process;
  const double side = p.die_side.si > 0 ? chip_.state(place).x_m / p.die_side.si : 0;
  const double drift = p.thermal_shift.si * rise_.si * (1 - p.gradient_share * side);
  for (std::vector<double>& arm : out.shifts.shift_m) {
    for (double& shift : arm) shift += switches.drift ? drift : 0;
  }
  if (switches.drift) add_drift_residue(chip_.plan_.errors, chip_.key_, place, out.shifts);
  return out;
}

std::optional<RowErrors> FabricatedChip::row(BankPlace place) const {
  const Process& p = plan_.process;
  if (p.arm_mismatch == 0 && p.adc_gain == 0 && p.adc_offset == 0 && p.adc_inl == 0) return std::nullopt;
  const auto normal = [&](std::uint32_t what) { return random_.normal(what, place); };
  RowErrors out;
  const double mismatch = p.arm_mismatch * normal(kArms);
  out.imbalance = mismatch - trimmed(mismatch, p.arm_mismatch, p.trim_bits);
  out.gain = std::max(0.1, 1 + p.adc_gain * normal(kGain));
  out.offset = p.adc_offset * normal(kOffset);
  out.bow = p.adc_inl * normal(kBow);
  out.curve = p.adc_inl * normal(kCurve);
  if (p.test_conversions > 0) {
    // Each conversion of the test is uncertain by about a step; full scale is `limit` steps.
    const double noise = 1 / std::sqrt(p.test_conversions), limit = (1 << (plan_.adc_bits - 1)) - 1;
    out.offset_known = out.offset + out.bow + noise * normal(kOffsetTest);
    out.gain_known = out.gain + noise / limit * normal(kGainTest);
  }
  return out;
}

}  // namespace tron::circuit
