#include "circuit/fabrication/calibration.h"

#include <algorithm>
#include <cmath>

namespace tron::circuit {
namespace {

constexpr double kTolerance = 1e-12;
constexpr int kMaxRounds = 200;
constexpr int kMeanSamples = 32;  // midpoints of the uniform distribution, a sign each

/// s at which an all-pass ring transmits t.
double s_for_through(const RingShape& ring, double t, double s_range) {
  const double s = (t * ring.base - ring.floor) / (ring.contrast * (1 - t));
  return t < 1 ? std::clamp(s, 0.0, s_range) : s_range;
}

double add_drop_difference(const RingShape& ring, const NeighbourGains& around, double s) {
  const double through = ring.through_at(s);
  return around.before + around.again * ring.drop_at(s) + around.after * through * through -
         around.pass * through;
}

/// Both arms of one ring for plus - minus = w, with the gains of their neighbour gains: the arm that must be
/// lifted above resonance is the one w and the unequal floors ask for.
void solve_arms(const RingShape& ring, double w, double gain_plus, double gain_minus, double s_range,
                double& plus, double& minus) {
  const double floor = ring.through_at(0);
  const double lift = w + floor * (gain_minus - gain_plus);
  plus = lift >= 0 ? s_for_through(ring, floor + lift / gain_plus, s_range) : 0;
  minus = lift < 0 ? s_for_through(ring, floor - lift / gain_minus, s_range) : 0;
}

/// The neighbour gains of every channel at given settings of a bus, in memory that is used again.
class NeighbourGainsAt {
 public:
  explicit NeighbourGainsAt(const RingRow& row)
      : row_(row), sine_(row.channels()), cosine_(row.channels()), around_(row.channels()) {}

  const TransmissionMatrix& transmissions(const std::vector<double>& s) {
    for (std::size_t j = 0; j < s.size(); ++j) {
      sine_[j] = std::sqrt(s[j]);
      cosine_[j] = std::sqrt(1 - s[j]);
    }
    row_.transmissions(sine_, cosine_, powers_);
    return powers_;
  }

  const std::vector<NeighbourGains>& at(const std::vector<double>& s) {
    const TransmissionMatrix& t = transmissions(s);
    const int n = row_.channels();
    if (row_.drops()) {
      squared_.resize(t.through.size());
      for (std::size_t m = 0; m < squared_.size(); ++m) squared_[m] = t.through[m] * t.through[m];
    }
    for (int i = 0; i < n; ++i) {
      around_[i] = row_.drops() ? neighbour_gains_of(i, n, t.through_of(i),
                                                     &squared_[static_cast<std::size_t>(i) * n], t.drop_of(i))
                                : neighbour_gains_of(i, n, t.through_of(i), nullptr, nullptr);
    }
    return around_;
  }

 private:
  const RingRow& row_;
  std::vector<double> sine_, cosine_, squared_;
  TransmissionMatrix powers_;
  std::vector<NeighbourGains> around_;
};

std::vector<double> squares(const std::vector<double>& x) {
  std::vector<double> out(x.size());
  std::transform(x.begin(), x.end(), out.begin(), [](double v) { return v * v; });
  return out;
}

std::vector<NeighbourGains> all_neighbour_gains(int n, const std::vector<double>& through,
                                                const std::vector<double>& through_squared,
                                                const std::vector<double>& drop) {
  std::vector<NeighbourGains> out;
  for (int i = 0; i < n; ++i) {
    const std::size_t at = static_cast<std::size_t>(i) * n;
    out.push_back(
        neighbour_gains_of(i, n, &through[at], &through_squared[at], drop.empty() ? nullptr : &drop[at]));
  }
  return out;
}

/// The smaller side of an add-drop ring's reach in its neighbour gains.
double add_drop_reach(const RingShape& ring, const NeighbourGains& high, const NeighbourGains& low,
                      double s_range) {
  return std::min(add_drop_difference(ring, high, 0), -add_drop_difference(ring, low, s_range));
}

double worst_case_reach(const CalibrationTask& task, double drive_range_m) {
  TransmissionMatrix least, greatest;
  task.row.extremes(drive_range_m, least, greatest);
  const int n = task.row.channels();
  const auto low = all_neighbour_gains(n, least.through, squares(least.through), least.drop);
  const auto high = all_neighbour_gains(n, greatest.through, squares(greatest.through), greatest.drop);
  double reach = 2;
  for (int i = 0; i < n; ++i) {
    const RingShape& ring = task.row.ring(i);
    if (task.signs == Signs::two_arm) {
      reach =
          std::min(reach, ring.through_at(task.s_range) * low[i].pass - ring.through_at(0) * high[i].pass);
      continue;
    }
    // Every term on the side that makes the reach smaller; no setting of the neighbours is worse than this.
    const NeighbourGains for_high{high[i].pass, low[i].again, low[i].before, low[i].after};
    const NeighbourGains for_low{low[i].pass, high[i].again, high[i].before, high[i].after};
    reach = std::min(reach, add_drop_reach(ring, for_high, for_low, task.s_range));
  }
  return reach;
}

/// Half the mean span of an add-drop ring between the settings that alone would give +-full scale.
double mean_half_span(const RingShape& ring, const NeighbourGains& mean, double full_scale, double s_range) {
  const double s_high = solve_add_drop(ring, {}, full_scale, 0, s_range);
  const double s_low = solve_add_drop(ring, {}, -full_scale, 0, s_range);
  return (add_drop_difference(ring, mean, s_high) - add_drop_difference(ring, mean, s_low)) / 2;
}

}  // namespace

double isolated_span(const RingShape& ring, Signs signs, double s_range) {
  if (signs == Signs::two_arm) return ring.through_at(s_range) - ring.through_at(0);
  return add_drop_reach(ring, {1, 1, 0, 0}, {1, 1, 0, 0}, s_range);
}

double solve_add_drop(const RingShape& ring, const NeighbourGains& around, double difference, double s_before,
                      double s_range) {
  const double through = ring.through_at(s_before);
  const double w = difference - around.before - around.after * through * through;
  const double below = ring.contrast * (around.pass + w);
  if (below <= 0) return s_range;
  const double s = (around.again * ring.drop - around.pass * ring.floor - w * ring.base) / below;
  return std::clamp(s, 0.0, s_range);
}

std::vector<NeighbourGains> mean_neighbour_gains(const CalibrationTask& task, double isolated_full_scale) {
  const int n = task.row.channels();
  std::vector<double> through(static_cast<std::size_t>(n) * n), squared(through.size());
  std::vector<double> drop(task.row.drops() ? through.size() : 0);
  std::vector<double> difference(n), s[2];
  const std::vector<NeighbourGains> alone(n);
  NeighbourGainsAt row(task.row);
  for (int k = 0; k < 2 * kMeanSamples; ++k) {
    const double value = (k + 0.5) / kMeanSamples - 1;
    std::fill(difference.begin(), difference.end(), value * isolated_full_scale);
    solve_fixed(task, alone, difference, s);
    const TransmissionMatrix& t = row.transmissions(s[0]);
    for (std::size_t m = 0; m < through.size(); ++m) {
      through[m] += t.through[m] / (2 * kMeanSamples);
      squared[m] += t.through[m] * t.through[m] / (2 * kMeanSamples);
      if (!drop.empty()) drop[m] += t.drop[m] / (2 * kMeanSamples);
    }
  }
  return all_neighbour_gains(n, through, squared, drop);
}

double full_scale_for(const CalibrationTask& task, Compensation compensation, double isolated_full_scale,
                      double drive_range_m, const std::vector<NeighbourGains>& mean) {
  if (compensation == Compensation::per_symbol) return worst_case_reach(task, drive_range_m);
  const int n = task.row.channels();
  double sum = 0, least = 2;
  for (int i = 0; i < n; ++i) {
    const RingShape& ring = task.row.ring(i);
    const bool arms = task.signs == Signs::two_arm;
    sum += arms ? isolated_full_scale * mean[i].pass
                : mean_half_span(ring, mean[i], isolated_full_scale, task.s_range);
    least = std::min(least, arms ? isolated_span(ring, task.signs, task.s_range) * mean[i].pass
                                 : add_drop_reach(ring, mean[i], mean[i], task.s_range));
  }
  return compensation == Compensation::none ? sum / n : least;
}

void solve_fixed(const CalibrationTask& task, const std::vector<NeighbourGains>& around,
                 std::span<const double> difference, std::vector<double> (&s)[2]) {
  const int n = task.row.channels();
  s[0].assign(n, 0);
  s[1].assign(task.signs == Signs::two_arm ? n : 0, 0);
  for (int i = 0; i < n; ++i) {
    const RingShape& ring = task.row.ring(i);
    if (task.signs == Signs::two_arm) {
      solve_arms(ring, difference[i], around[i].pass, around[i].pass, task.s_range, s[0][i], s[1][i]);
      continue;
    }
    double now = 0;
    for (int round = 0; round < 4; ++round) {
      now = solve_add_drop(ring, around[i], difference[i], now, task.s_range);
    }
    s[0][i] = now;
  }
}

double solve_coupled(const CalibrationTask& task, std::span<const double> difference,
                     std::vector<double> (&s)[2]) {
  const int n = task.row.channels();
  NeighbourGainsAt row[2] = {NeighbourGainsAt(task.row), NeighbourGainsAt(task.row)};
  double worst = 0;
  for (int round = 0; round < kMaxRounds; ++round) {
    const std::vector<NeighbourGains>& plus = row[0].at(s[0]);
    const std::vector<NeighbourGains>& minus = s[1].empty() ? plus : row[1].at(s[1]);
    worst = 0;
    for (int i = 0; i < n; ++i) {
      const RingShape& ring = task.row.ring(i);
      if (task.signs == Signs::two_arm) {
        const double now = ring.through_at(s[0][i]) * plus[i].pass - ring.through_at(s[1][i]) * minus[i].pass;
        worst = std::max(worst, std::abs(now - difference[i]));
        solve_arms(ring, difference[i], plus[i].pass, minus[i].pass, task.s_range, s[0][i], s[1][i]);
      } else {
        worst = std::max(worst, std::abs(add_drop_difference(ring, plus[i], s[0][i]) - difference[i]));
        s[0][i] = solve_add_drop(ring, plus[i], difference[i], s[0][i], task.s_range);
      }
    }
    if (worst < kTolerance) break;
  }
  return worst;
}

}  // namespace tron::circuit
