#include "circuit/fabrication/ring_errors.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

#include "base/numbers/philox.h"
#include "circuit/fabrication/ted.h"

namespace tron::circuit {
namespace {

/// The random numbers of one ring, or of a pair of rings, of a bank.
class RingRandom {
 public:
  RingRandom(std::uint64_t seed, BankPlace place, int arm)
      : key_{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)},
        place_(place),
        arm_(static_cast<std::uint32_t>(arm) << 31) {}

  /// `other` sets pairs of rings apart; rings and arms share the first counter word.
  Philox::Counter words(Purpose purpose, int ring, int other = 0) const {
    const auto first = arm_ | (static_cast<std::uint32_t>(other) << 15) | static_cast<std::uint32_t>(ring);
    return Philox::block({first, place_.row, place_.unit, static_cast<std::uint32_t>(purpose)}, key_);
  }
  double uniform(Purpose purpose, int ring) const {
    const auto w = words(purpose, ring);
    return uniform_open(w[0], w[1]);
  }
  double normal(Purpose purpose, int ring, int other = 0) const {
    const auto w = words(purpose, ring, other);
    return std::sqrt(-2 * std::log(uniform_open(w[0], w[1]))) *
           std::cos(2 * std::numbers::pi * uniform_open(w[2], w[3]));
  }

 private:
  Philox::Key key_;
  BankPlace place_;
  std::uint32_t arm_;
};

/// Heaters of a bus in the order of its rings, and the channel that each ring serves.
struct BusHeat {
  std::vector<double> shift_m;
  std::vector<int> channel;
};

/// Heaters only warm: every ring of the bus is brought to its reddest one.
BusHeat fixed_heat(const RingErrorModel& model, const RingRandom& random, int rings) {
  BusHeat out{std::vector<double>(rings), std::vector<int>(rings)};
  for (int j = 0; j < rings; ++j) {
    out.shift_m[j] = -model.fabrication_sigma.si * random.normal(Purpose::fabrication, j);
    out.channel[j] = j;
  }
  const double reddest = *std::min_element(out.shift_m.begin(), out.shift_m.end());
  for (double& shift : out.shift_m) shift -= reddest;
  return out;
}

BusHeat cyclic_heat(const RingErrorModel& model, const RingRandom& random, int rings) {
  const double sigma = model.fabrication_sigma.si, local = std::min(model.local_sigma.si, sigma);
  const double common = std::sqrt(sigma * sigma - local * local) * random.normal(Purpose::fabrication, rings);
  std::vector<double> offset(rings);
  for (int j = 0; j < rings; ++j) {
    offset[j] = common - model.blue_bias.si + local * random.normal(Purpose::fabrication, j);
  }
  HeaterBank bank;
  bank.grid.spacing = model.spacing;
  bank.fsr = model.free_spectral_range;
  bank.range = Length{std::numeric_limits<double>::infinity()};
  bank.assignment = Assignment::cyclic;
  BankTuning tuning = tune_bank(bank, offset);
  return {std::move(tuning.shift_m), std::move(tuning.channel)};
}

void add_thermal(const RingErrorModel& model, const RingRandom& random, std::vector<double>& shift) {
  const int n = static_cast<int>(shift.size());
  const BusHeat heat =
      model.assignment == Assignment::fixed ? fixed_heat(model, random, n) : cyclic_heat(model, random, n);
  const SymmetricMatrix coupling = thermal_coupling_matrix(n, model.thermal_coupling, model.thermal_decay);
  for (int j = 0; j < n; ++j) {
    double& own = shift[heat.channel[j]];
    for (int k = 0; k < n; ++k) {
      if (j == k) continue;
      const double left = model.ted ? model.ted_residue * random.normal(Purpose::thermal, j, k) : 1;
      own += left * coupling(j, k) * heat.shift_m[k];
    }
  }
}

}  // namespace

void add_drift_residue(const RingErrorModel& model, std::uint64_t seed, BankPlace place, RingShifts& shifts) {
  const bool lit = place.row == kActivationRow;
  const double own = std::hypot(model.drift_ring_sigma.si, lit ? model.self_heating_sigma.si : 0);
  if (own <= 0 && model.drift_bank_sigma.si <= 0) return;
  for (int arm = 0; arm < 2; ++arm) {
    // Both arms of a bank lie side by side: they share its deviation.
    constexpr int kBank = 0x3FFF;
    const double bank = model.drift_bank_sigma.si * RingRandom(seed, place, 0).normal(Purpose::drift, kBank);
    const RingRandom random(seed, place, arm);
    int ring = 0;
    for (double& shift : shifts.shift_m[arm]) shift += bank + own * random.normal(Purpose::drift, ring++);
  }
}

RingShifts ring_shifts(const RingErrorModel& model, RingErrorSwitches switches, std::uint64_t seed,
                       BankPlace place, int channels, int arms) {
  RingShifts out;
  for (int arm = 0; arm < arms; ++arm) {
    const RingRandom random(seed, place, arm);
    std::vector<double>& shift = out.shift_m[arm];
    shift.assign(channels, switches.drift ? model.drift.si : 0);
    if (switches.fabrication) {
      for (int j = 0; j < channels; ++j) {
        shift[j] += model.heater_step.si * (random.uniform(Purpose::heater, j) - 0.5);
      }
    }
    if (switches.thermal && model.thermal_coupling > 0) add_thermal(model, random, shift);
  }
  if (switches.drift) add_drift_residue(model, seed, place, out);
  return out;
}

}  // namespace tron::circuit
