#include "circuit/fabrication/bank_tuning.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <stdexcept>

#include "base/numbers/statistics.h"

namespace tron::circuit {
namespace {

/// To the red: in [0, period).
double forward(double from, double to, double period) {
  const double way = std::fmod(to - from, period);
  return way < 0 ? way + period : way;
}

std::vector<double> heaters(const HeaterBank& bank, const std::vector<double>& shift) {
  const SymmetricMatrix& inverse = bank.inverse_coupling;
  if (inverse.n == 0) return shift;
  std::vector<double> out(shift.size());
  for (int i = 0; i < inverse.n; ++i) {
    for (int k = 0; k < inverse.n; ++k) out[i] += inverse(i, k) * shift[k];
  }
  return out;
}

void keep_order(const HeaterBank& bank, std::span<const double> offset, BankTuning& out) {
  std::iota(out.channel.begin(), out.channel.end(), 0);
  for (std::size_t j = 0; j < offset.size(); ++j) {
    out.shift_m[j] =
        bank.assignment == Assignment::both_ways ? std::abs(offset[j]) : forward(offset[j], 0, bank.fsr.si);
  }
}

/// Of all turns of the bank the one that takes the least heat; one in which no ring would have to be cooled
/// where its neighbours warm it, if there is one.
void turn(const HeaterBank& bank, std::span<const double> offset, BankTuning& out) {
  const int n = static_cast<int>(offset.size());
  std::vector<double> place(n), shift(n);
  for (int j = 0; j < n; ++j) place[j] = forward(0, j * bank.grid.spacing.si + offset[j], bank.fsr.si);
  std::vector<int> order(n);
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(),
            [&](int a, int b) { return place[a] != place[b] ? place[a] < place[b] : a < b; });
  double least = std::numeric_limits<double>::infinity();
  bool best_is_warm = false;
  for (int by = 0; by < n; ++by) {
    for (int rank = 0; rank < n; ++rank) {
      shift[order[rank]] = forward(place[order[rank]], (rank + by) % n * bank.grid.spacing.si, bank.fsr.si);
    }
    const std::vector<double> power = heaters(bank, shift);
    const bool warm = *std::min_element(power.begin(), power.end()) >= 0;
    const double sum = std::accumulate(power.begin(), power.end(), 0.0);
    if (warm < best_is_warm || (warm == best_is_warm && sum >= least)) continue;
    least = sum, best_is_warm = warm;
    out.shift_m = shift;
    for (int rank = 0; rank < n; ++rank) out.channel[order[rank]] = (rank + by) % n;
  }
}

/// Halfway to the next channel, whatever the ring was to do.
void park(const HeaterBank& bank, std::size_t ring, BankTuning& out) {
  const double spacing = bank.grid.spacing.si;
  // A ring `shift` short of its channel is short of the channels before it too: the nearest gap on its red
  // side.
  double to_gap = std::fmod(out.shift_m[ring], spacing) - spacing / 2;
  if (to_gap < 0) to_gap += spacing;
  out.rest_m[ring] = to_gap - out.shift_m[ring];
  out.shift_m[ring] = to_gap;
  out.parked[ring] = true;
}

/// One ring that cannot stay as it is: takes the next order, or is parked. False where all is well.
bool mend(const HeaterBank& bank, BankTuning& out) {
  const auto coldest = std::min_element(out.power_m.begin(), out.power_m.end()) - out.power_m.begin();
  if (out.power_m[coldest] < -1e-15) {
    const double more = out.parked[coldest] ? bank.grid.spacing.si : bank.fsr.si;
    out.shift_m[coldest] += more;
    if (out.parked[coldest]) out.rest_m[coldest] += more;
    return true;
  }
  std::ptrdiff_t worst = -1;
  for (std::size_t j = 0; j < out.power_m.size(); ++j) {
    const bool beyond = !out.parked[j] && out.power_m[j] > bank.range.si * (1 + 1e-12);
    if (beyond && (worst < 0 || out.power_m[j] > out.power_m[worst])) worst = static_cast<std::ptrdiff_t>(j);
  }
  if (worst < 0) return false;
  park(bank, static_cast<std::size_t>(worst), out);
  ++out.out_of_reach;
  return true;
}

void solve(const HeaterBank& bank, BankTuning& out) {
  out.power_m = heaters(bank, out.shift_m);
  // Every step adds an order to a ring or parks one for good; a chain of warmed neighbours ends soon.
  for (std::size_t step = 0; step < 8 * out.shift_m.size() && mend(bank, out); ++step) {
    out.power_m = heaters(bank, out.shift_m);
  }
  for (double& power : out.power_m) power = std::max(power, 0.0);
}

}  // namespace

Length design_bias(Length sigma, Length fsr) {
  const double ratio = sigma.si > 0 ? fsr.si / (sigma.si * std::sqrt(2 * std::numbers::pi)) : 0;
  return ratio > 1 ? sigma * std::sqrt(2 * std::log(ratio)) : Length{0};
}

Length mean_fixed_shift(Length sigma, Length fsr, Length bias) {
  if (sigma.si <= 0) return bias;
  double orders = 0;
  for (int m = -8; m <= 8; ++m) {
    const double low = (bias.si + (m - 1) * fsr.si) / sigma.si, high = (bias.si + m * fsr.si) / sigma.si;
    orders += m * (normal_cdf(high) - normal_cdf(low));
  }
  return {bias.si + orders * fsr.si};
}

BankTuning tune_bank(const HeaterBank& bank, std::span<const double> offset_m) {
  const std::size_t n = offset_m.size();
  BankTuning out{std::vector<int>(n),  std::vector<double>(n), {},
                 std::vector<bool>(n), std::vector<double>(n), 0};
  if (bank.assignment == Assignment::cyclic) {
    turn(bank, offset_m, out);
  } else {
    keep_order(bank, offset_m, out);
  }
  solve(bank, out);
  return out;
}

void park_channels(const HeaterBank& bank, std::span<const int> channels, BankTuning& tuning) {
  if (channels.empty()) return;
  for (std::size_t j = 0; j < tuning.channel.size(); ++j) {
    if (tuning.parked[j] || std::find(channels.begin(), channels.end(), tuning.channel[j]) == channels.end())
      continue;
    park(bank, j, tuning);
  }
  solve(bank, tuning);
}

SymmetricMatrix inverse_of(const SymmetricMatrix& coupling) {
  SymmetricMatrix out{coupling.n, std::vector<double>(coupling.at.size())};
  bool coupled = false;
  for (int i = 0; i < coupling.n; ++i) {
    for (int j = 0; j < i; ++j) coupled = coupled || coupling(i, j) != 0;
  }
  if (!coupled) return {};
  const EigenDecomposition e = eigen_decompose(coupling);
  for (int k = 0; k < coupling.n; ++k) {
    if (e.values[k] <= 0) throw std::logic_error("inverse_of: the coupling matrix is not positive definite");
    for (int i = 0; i < coupling.n; ++i) {
      for (int j = 0; j < coupling.n; ++j) out(i, j) += e.vectors(i, k) * e.vectors(j, k) / e.values[k];
    }
  }
  return out;
}

}  // namespace tron::circuit
