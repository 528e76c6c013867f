#include "inference/photonic/encoding_series.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>

#include "inference/photonic/encoding_bounds.h"

namespace tron::inference {
namespace {

constexpr int kMostTerms = 8, kMostRounds = 6, kMostBits = 12, kMostChannels = 64;

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

/// A round's series with an error near `wanted` in ln of a gain; the error they have goes to *error. Nothing
/// where they would be too long.
std::optional<EncodingSeries::Round> round_of(const Equations& e, double wanted, double* error) {
  const int n = e.channels();
  EncodingSeries::Round round;
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
bool add_rounds(const Equations& e, const ErrorBound& bound, EncodingSeries& out, double* added) {
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

/// Codes from u: code = steps asin(u sine) / angle.
bool add_codes(const Equations& e, const Bank& bank, EncodingSeries& out) {
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
void add_doubts(const Equations& e, const ErrorBound& bound, double added, double steps,
                EncodingSeries& out) {
  const double steepest = steps * e.range_sine() / e.range_angle() / std::cos(e.range_angle());
  const GainError scalar = bound.scalar_error();
  for (int zeros = 0; zeros < EncodingSeries::kZeroClasses; ++zeros) {
    const LastError last = bound.last_error(zeros, added);
    const double gain = kReserve * (last.offset + scalar.of[zeros]) + ErrorBound::roundings();
    out.doubt[zeros] = static_cast<float>(steepest * gain);
    out.doubt_by_change[zeros] = static_cast<float>(steepest * kReserve * last.slope);
  }
}

void add_rings(const Equations& e, double level_value, EncodingSeries& out) {
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
  return d.grid.channels <= kMostChannels && d.signs == Signs::two_arm &&
         d.compensation == Compensation::per_symbol && d.drive_bits > 0 && d.drive_bits <= kMostBits &&
         d.drive_range.si < 0.4 * d.ring.free_spectral_range.si;
}

}  // namespace

std::optional<EncodingSeries> encoding_series(const Bank& bank, std::int32_t levels) {
  if (!solved_per_symbol(bank)) return {};
  const Equations e(bank);
  if (!e.within_first_order()) return {};
  EncodingSeries out;
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

}  // namespace tron::inference
