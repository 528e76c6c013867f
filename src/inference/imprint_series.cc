#include "inference/imprint_series.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>

namespace tron {
namespace {

constexpr double kUlp = 0x1p-24;  ///< relative rounding error of a float
constexpr int kCells = 64;        ///< of [0, 1], where a bound is taken cell by cell
constexpr int kMostTerms = 8, kMostRounds = 6, kMostBits = 12;
constexpr double kReserve = 1.25;          ///< on first-order bounds, for what is of second order
constexpr double kMostGainSpan = 0.2;      ///< of ln: beyond, the reserve is no bound
constexpr double kScalarResidual = 2e-12;  ///< solve_coupled stops at 1e-12

using Function = std::function<double(double)>;
using Polynomial = std::vector<double>;  ///< from the lowest power on

double value_at(const Polynomial& p, double x) {
  double sum = 0;
  for (std::size_t k = p.size(); k-- > 0;) sum = sum * x + p[k];
  return sum;
}

/// Interpolates at the Chebyshev nodes of (0, 1): Newton's differences, multiplied out.
Polynomial interpolated(const Function& f, int terms) {
  std::vector<double> node(terms), difference(terms);
  for (int k = 0; k < terms; ++k) {
    node[k] = 0.5 - 0.5 * std::cos(std::numbers::pi * (k + 0.5) / terms);
    difference[k] = f(node[k]);
  }
  for (int order = 1; order < terms; ++order) {
    for (int k = terms; k-- > order;) {
      difference[k] = (difference[k] - difference[k - 1]) / (node[k] - node[k - order]);
    }
  }
  Polynomial out;
  for (int k = terms; k-- > 0;) {
    out.insert(out.begin(), 0);
    for (std::size_t m = 0; m + 1 < out.size(); ++m) out[m] -= node[k] * out[m + 1];
    out[0] += difference[k];
  }
  return out;
}

double grid_point(int cell) {
  return static_cast<double>(cell) / kCells;
}

struct Fit {
  Polynomial terms;  ///< of x^1 on
  double error = 0;
};

/// A function with f(0) = 0 as x times a polynomial. The largest error on the grid, where its values are
/// known, is doubled for what lies between.
Fit fit_of(const Function& f, const double* on_grid, int terms) {
  Fit fit{interpolated([&](double x) { return f(x) / x; }, terms), 0};
  for (int k = 0; k <= kCells; ++k) {
    const double x = grid_point(k);
    fit.error = std::max(fit.error, 2 * std::abs(on_grid[k] - x * value_at(fit.terms, x)));
  }
  return fit;
}

/// What the bounds need to know about a bank.
class Equations {
 public:
  explicit Equations(const Bank& bank) : row_(bank.rings()), n_(bank.channels()) {
    const double fsr = row_.ring(0).fsr_m;
    range_angle_ = std::numbers::pi * bank.design().drive_range.si / fsr;
    range_sine_ = std::sin(range_angle_);
    for (int i = 0; i < n_; ++i) {
      double rest = 1, low = 0, high = 0;
      for (int j = 0; j < n_; ++j) add_neighbour(i, j, rest, low, high);
      rest_gain_.push_back(rest);
      low_.push_back(low);
      high_.push_back(high);
      span_ = std::max(span_, high - low);
    }
    for (int j = 0; j < n_; ++j) {
      const RingShape& ring = row_.ring(j);
      floor_.push_back(ring.floor / ring.base);
      lift_range_.push_back(ring.contrast * range_sine_ * range_sine_ / ring.base);
      unsure_.push_back(floor_[j] * (1 + std::exp(span_)) / ((1 - floor_[j]) * lift_range_[j]));
    }
  }

  /// ln T of channel i at ring j over the same with the ring at rest.
  double log_factor(int i, int j, double u) const { return std::log(factor(i, j, u) / factor(i, j, 0)); }
  const double* log_factors(int i, int j) const { return &grid_[(i * n_ + j) * (kCells + 1)]; }
  int channels() const { return n_; }
  double range_angle() const { return range_angle_; }
  double range_sine() const { return range_sine_; }
  double floor(int j) const { return floor_[j]; }
  double lift_range(int j) const { return lift_range_[j]; }
  double unsure(int j) const { return unsure_[j]; }
  double rest_gain(int i) const { return rest_gain_[i]; }
  double middle(int i) const { return (low_[i] + high_[i]) / 2; }
  double span() const { return span_; }  ///< widest range of ln of a gain
  double slope(int i, int j) const { return slope_[i * n_ + j]; }

  /// Error of u^2 of ring j at `z` = u^2 for an error in ln of its gains.
  double square_error(int j, double z, double gain_error) const {
    const double lifted = 1 + lift_range_[j] * z;
    return gain_error * lifted * (z + unsure_[j] * lifted);
  }

  /// Largest error of u of ring j, from `least` on, for errors of ln of the gains and of the lift.
  double ring_error(int j, double least, double gain_error, double lift_error) const {
    double worst = 0;
    for (int cell = static_cast<int>(least * kCells); cell < kCells; ++cell) {
      const double from = grid_point(cell), to = grid_point(cell + 1);
      const double lifted = 1 + lift_range_[j] * to * to;
      const double square = square_error(j, to * to, gain_error) +
                            lift_error * lifted * lifted / ((1 - floor_[j]) * lift_range_[j]);
      const double from_root = std::sqrt(2 * square);  // the arms may have changed places
      worst = std::max(worst, from > 0 ? std::min(from_root, square / std::max(from, least)) : from_root);
    }
    return worst;
  }

 private:
  double factor(int i, int j, double u) const {
    const RingShape& ring = row_.ring(j);
    const double angle = std::numbers::pi * row_.distance_m(i, j) / ring.fsr_m;
    return ring.through_at(std::pow(std::sin(angle - std::asin(u * range_sine_)), 2));
  }

  void add_neighbour(int i, int j, double& rest, double& low, double& high) {
    slope_.push_back(0);
    grid_.push_back(0);
    double least = 0, most = 0;
    for (int cell = 1; cell <= kCells; ++cell) {
      const double last = grid_.back(), value = i == j ? 0 : log_factor(i, j, grid_point(cell));
      least = std::min(least, value), most = std::max(most, value);
      slope_.back() = std::max(slope_.back(), std::abs(value - last) * kCells * kReserve);
      grid_.push_back(value);
    }
    if (i != j) rest *= factor(i, j, 0);
    low += least, high += most;
  }

  const RingRow& row_;
  int n_;
  double range_angle_ = 0, range_sine_ = 0, span_ = 0;
  std::vector<double> rest_gain_, low_, high_, slope_, grid_, floor_, lift_range_, unsure_;
};

constexpr int kClasses = ImprintSeries::kZeroClasses;

/// Errors of ln of the gains for vectors without a zero, with one, and with more.
struct GainError {
  double of[kClasses] = {};
};

/// Carries errors of the gains through one round.
class ErrorBound {
 public:
  ErrorBound(const Equations& equations, double least_lift) : e_(equations) {
    for (int j = 0; j < e_.channels(); ++j) {
      const double lift = std::max(0.0, least_lift * std::exp(-e_.span()) - e_.floor(j) * 2 * e_.span());
      least_.push_back(std::sqrt(lift / (1 - e_.floor(j)) / e_.lift_range(j)));
    }
  }
  /// Before the first round, in the middle of what gains there are; what Bank::calibrate starts from is
  /// within the same.
  GainError start() const { return {{e_.span(), e_.span(), e_.span()}}; }

  GainError after_round(const GainError& before, double added, double lift_error) const {
    GainError after;
    for (int zeros = 0; zeros < kClasses; ++zeros) {
      after.of[zeros] = worst_gain(zeros, kReserve * std::expm1(before.of[zeros]) + roundings(), lift_error);
      after.of[zeros] += added;
    }
    return after;
  }

  /// Roundings of the closed form of a ring, as if they were errors of ln of its gains: the lift and the
  /// light left beside it carry a few each.
  static double roundings() { return 10 * kUlp; }

 private:
  double worst_gain(int zeros, double gain_error, double lift_error) const {
    std::vector<double> ring(e_.channels()), more(e_.channels());
    for (int j = 0; j < e_.channels(); ++j) {
      ring[j] = e_.ring_error(j, least_[j], gain_error, lift_error) + 2 * kUlp;
      more[j] = e_.ring_error(j, 0, gain_error, lift_error) + 2 * kUlp - ring[j];
    }
    double worst = 0;
    for (int i = 0; i < e_.channels(); ++i) {
      double sum = 0, of_zeros = 0;
      for (int j = 0; j < e_.channels(); ++j) {
        sum += e_.slope(i, j) * ring[j];
        const double extra = e_.slope(i, j) * more[j];
        of_zeros = zeros == 1 ? std::max(of_zeros, extra) : zeros == 2 ? of_zeros + extra : 0;
      }
      worst = std::max(worst, sum + of_zeros);
    }
    return worst;
  }

  const Equations& e_;
  std::vector<double> least_;  ///< u of the lowest level but zero
};

/// A round's series with an error near `wanted` in ln of a gain; the error they have goes to *error. Nothing
/// where they would be too long.
std::optional<ImprintSeries::Round> round_of(const Equations& e, double wanted, double* error) {
  const int n = e.channels();
  ImprintSeries::Round round;
  std::vector<double> truncation(n), size(n), count(n);
  std::vector<Fit> fit(2 * n);
  for (int pair = 0; pair < (n + 1) / 2; ++pair) {
    for (int j = 0; j < n; ++j) {
      int terms = -1;
      for (double worst = 1; worst > wanted / n;) {
        if (++terms > kMostTerms) return {};
        worst = 0;
        for (int side = 0; side < 2; ++side) {
          const int i = 2 * pair + side;
          fit[side] = {Polynomial(terms), 0};
          if (i >= n || i == j) continue;
          fit[side] = fit_of([&](double u) { return e.log_factor(i, j, u); }, e.log_factors(i, j), terms);
          worst = std::max(worst, fit[side].error);
        }
      }
      round.terms.push_back(terms);
      for (int k = 0; k < terms; ++k) {
        for (int side = 0; side < 2; ++side) {
          const int i = 2 * pair + side;
          round.coefficient.push_back(static_cast<float>(fit[side].terms[k]));
          if (i < n) size[i] += std::abs(fit[side].terms[k]);
        }
      }
      for (int i = 2 * pair; i < std::min(2 * pair + 2, n); ++i) {
        truncation[i] += fit[i - 2 * pair].error;
        count[i] += terms;
      }
    }
  }
  *error = 0;
  for (int i = 0; i < n; ++i) {
    *error = std::max(*error, truncation[i] + size[i] * (2 * count[i] + kMostTerms + 2) * kUlp);
  }
  return round;
}

std::vector<float> reversed(const Polynomial& p) {
  std::vector<float> out;
  for (std::size_t k = p.size(); k-- > 0;) out.push_back(static_cast<float>(p[k]));
  return out;
}

/// (e^x - 1) / x for |x| <= span, to a small part of a float's rounding.
Polynomial exponential_of(double span) {
  Polynomial out;
  double term = 1;
  for (int k = 1; k == 1 || term * std::pow(span, k) > kUlp / 8; ++k) {
    term /= k;
    out.push_back(term);
  }
  return out;
}

/// Rounds until the change in the last of them shows an error below the roundings. *added: the error of the
/// last one's series.
bool add_rounds(const Equations& e, const ErrorBound& bound, ImprintSeries& out, double* added) {
  GainError left = bound.start();
  for (bool last = false; !last;) {
    const GainError ideal = bound.after_round(left, 0, 0);
    last = ideal.of[0] < 8 * ErrorBound::roundings();
    auto round = round_of(e, last ? 2 * kUlp : ideal.of[0] / 4, added);
    if (!round || static_cast<int>(out.rounds.size()) == kMostRounds) return false;
    const GainError next = bound.after_round(left, *added, 0);
    if (next.of[0] > left.of[0] / 2 || next.of[2] > left.of[2]) return false;
    left = next;
    round->powers = *std::max_element(round->terms.begin(), round->terms.end());
    out.most_terms = std::max(out.most_terms, round->powers);
    if (!out.rounds.empty()) out.rounds.back().powers = std::max(out.rounds.back().powers, round->powers);
    out.rounds.push_back(std::move(*round));
  }
  return true;
}

/// What is left after the last round, as offset + slope * change, where the round changed ln of no gain by
/// more than `change`: the error before it was at most change + what is left.
struct LastError {
  double offset = 0, slope = 0;
};

LastError last_error(const ErrorBound& bound, int zeros, double added) {
  constexpr double kSlope[kClasses] = {0.15, 0.2, 0.25}, kStep = 1.25;
  LastError left{0, kSlope[zeros]};
  for (double before = kUlp / 64; before < bound.start().of[0]; before *= kStep) {
    const double at = kStep * before, after = bound.after_round({{at, at, at}}, added, 0).of[zeros];
    left.offset = std::max(left.offset, after - left.slope * before);
  }
  left.offset /= 1 - left.slope;
  left.slope /= 1 - left.slope;
  return left;
}

/// How far Bank::calibrate may stand from the solution.
GainError scalar_error(const ErrorBound& bound) {
  GainError left = bound.start();
  for (int round = 0; round < 20; ++round) {
    const GainError next = bound.after_round(left, 0, kScalarResidual);
    for (int zeros = 0; zeros < kClasses; ++zeros) left.of[zeros] = std::min(left.of[zeros], next.of[zeros]);
  }
  return left;
}

/// Codes from u: code = steps asin(u sine) / angle.
bool add_codes(const Equations& e, const Bank& bank, ImprintSeries& out) {
  const double steps = bank.codes() - 1;
  const auto code = [&](double u) { return steps * std::asin(u * e.range_sine()) / e.range_angle(); };
  Polynomial terms;
  double error = 1;
  for (int count = 1; count <= kMostTerms && error > kUlp; ++count) {
    terms = interpolated([&](double x) { return code(std::sqrt(x)) / std::sqrt(x); }, count);
    error = 0;
    for (int k = 1; k <= kCells; ++k) {
      const double u = grid_point(k);
      error = std::max(error, 2 * std::abs(u * value_at(terms, u * u) / code(u) - 1));
    }
  }
  out.code = reversed(terms);
  out.code_error = static_cast<float>(error + 8 * kUlp);
  out.least_edge = static_cast<float>(std::sin(e.range_angle() * 0.5 / steps) / e.range_sine() * (1 - 1e-6));
  for (int c = 0; c < bank.codes(); ++c) {
    out.share.push_back(static_cast<float>(bank.code_detuning_m(c) / bank.rings().ring(0).fsr_m));
  }
  return error <= kUlp;
}

/// Errors of ln of the gains in steps of the DAC per unit of u^2 / u.
void add_doubts(const Equations& e, const ErrorBound& bound, double added, double steps, ImprintSeries& out) {
  const double steepest = steps * e.range_sine() / e.range_angle() / std::cos(e.range_angle());
  const GainError scalar = scalar_error(bound);
  for (int zeros = 0; zeros < kClasses; ++zeros) {
    const LastError last = last_error(bound, zeros, added);
    const double gain = kReserve * (last.offset + scalar.of[zeros]) + ErrorBound::roundings();
    out.doubt[zeros] = static_cast<float>(steepest * gain);
    out.doubt_by_change[zeros] = static_cast<float>(steepest * kReserve * last.slope);
  }
}

void add_rings(const Equations& e, double level_value, ImprintSeries& out) {
  for (int j = 0; j < e.channels(); ++j) {
    out.rings.push_back({static_cast<float>(level_value / e.rest_gain(j)),
                         static_cast<float>(std::exp(-e.middle(j))), static_cast<float>(e.floor(j)),
                         static_cast<float>(1 - e.floor(j)), static_cast<float>(1 / e.lift_range(j)),
                         static_cast<float>(e.lift_range(j)), static_cast<float>(e.middle(j)),
                         static_cast<float>(e.unsure(j))});
  }
}

bool solved_per_symbol(const Bank& bank) {
  const BankDesign& d = bank.design();
  return d.signs == Signs::two_arm && d.compensation == Compensation::per_symbol && d.drive_bits > 0 &&
         d.drive_bits <= kMostBits && d.drive_range.si < 0.4 * d.ring.free_spectral_range.si;
}

/// The reserve covers second-order terms while the first round's error leaves 1 + lift within a fifth.
bool within_first_order(const Equations& e) {
  for (int j = 0; j < e.channels(); ++j) {
    const double error = e.square_error(j, 1, kReserve * std::expm1(e.span()));
    if (e.lift_range(j) * error > 0.2 * (1 + e.lift_range(j))) return false;
  }
  return e.span() < kMostGainSpan;
}

}  // namespace

std::optional<ImprintSeries> imprint_series(const Bank& bank, std::int32_t levels) {
  if (!solved_per_symbol(bank)) return {};
  const Equations e(bank);
  if (!within_first_order(e)) return {};
  ImprintSeries out;
  out.channels = e.channels();
  const double level_value = bank.full_scale() / levels;
  const ErrorBound bound(e, level_value);
  double added = 0;
  if (!add_rounds(e, bound, out, &added) || !add_codes(e, bank, out)) return {};
  add_doubts(e, bound, added, bank.codes() - 1, out);
  out.exponential = reversed(exponential_of(e.span()));
  add_rings(e, level_value, out);
  return out;
}

}  // namespace tron
