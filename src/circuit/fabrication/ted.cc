#include "circuit/fabrication/ted.h"

#include <algorithm>
#include <cmath>

namespace tron::circuit {
namespace {

constexpr int kMaxSweeps = 60;

double off_diagonal(const SymmetricMatrix& a) {
  double sum = 0;
  for (int i = 0; i < a.n; ++i) {
    for (int j = 0; j < i; ++j) sum += a(i, j) * a(i, j);
  }
  return sum;
}

/// One rotation in the plane (p, q) that makes a(p, q) zero, applied to a and gathered in v.
void rotate(SymmetricMatrix& a, SymmetricMatrix& v, int p, int q) {
  if (a(p, q) == 0) return;
  const double theta = (a(q, q) - a(p, p)) / (2 * a(p, q));
  const double t = std::copysign(1 / (std::abs(theta) + std::hypot(theta, 1)), theta);
  const double c = 1 / std::hypot(t, 1), s = t * c;
  for (int k = 0; k < a.n; ++k) {
    const double x = a(k, p), y = a(k, q);
    a(k, p) = c * x - s * y;
    a(k, q) = s * x + c * y;
  }
  for (int k = 0; k < a.n; ++k) {
    const double x = a(p, k), y = a(q, k);
    a(p, k) = c * x - s * y;
    a(q, k) = s * x + c * y;
    const double vx = v(k, p), vy = v(k, q);
    v(k, p) = c * vx - s * vy;
    v(k, q) = s * vx + c * vy;
  }
}

/// V diag(1/k) V^T x
std::vector<double> apply_inverse(const EigenDecomposition& e, const std::vector<double>& x) {
  const int n = e.vectors.n;
  std::vector<double> out(n);
  for (int k = 0; k < n; ++k) {
    double dot = 0;
    for (int i = 0; i < n; ++i) dot += e.vectors(i, k) * x[i];
    for (int i = 0; i < n; ++i) out[i] += e.vectors(i, k) * dot / e.values[k];
  }
  return out;
}

}  // namespace

EigenDecomposition eigen_decompose(const SymmetricMatrix& matrix) {
  SymmetricMatrix a = matrix;
  EigenDecomposition out{{}, {a.n, std::vector<double>(a.at.size())}};
  double scale = 0;
  for (int i = 0; i < a.n; ++i) {
    out.vectors(i, i) = 1;
    for (int j = 0; j < a.n; ++j) scale += a(i, j) * a(i, j);
  }
  for (int sweep = 0; sweep < kMaxSweeps && off_diagonal(a) > 1e-34 * scale; ++sweep) {
    for (int p = 0; p < a.n; ++p) {
      for (int q = p + 1; q < a.n; ++q) rotate(a, out.vectors, p, q);
    }
  }
  for (int i = 0; i < a.n; ++i) out.values.push_back(a(i, i));
  return out;
}

SymmetricMatrix thermal_coupling_matrix(int rings, double coupling, double decay) {
  SymmetricMatrix k{rings, std::vector<double>(static_cast<std::size_t>(rings) * rings)};
  for (int i = 0; i < rings; ++i) {
    for (int j = 0; j < rings; ++j) k(i, j) = i == j ? 1 : coupling * std::pow(decay, std::abs(i - j) - 1);
  }
  return k;
}

Feasible<HeaterPowers> ted_powers(const SymmetricMatrix& coupling, const std::vector<double>& wanted_shift) {
  const EigenDecomposition e = eigen_decompose(coupling);
  const double least = *std::min_element(e.values.begin(), e.values.end());
  if (least <= 0) return Infeasible{"the thermal coupling matrix is not positive definite", least, ""};
  HeaterPowers out{apply_inverse(e, wanted_shift), 0};
  const std::vector<double> of_common = apply_inverse(e, std::vector<double>(wanted_shift.size(), 1));
  for (std::size_t i = 0; i < out.power.size(); ++i) {
    if (out.power[i] >= 0) continue;
    if (of_common[i] <= 0) return Infeasible{"no common shift keeps every heater warm", of_common[i], ""};
    out.common_shift = std::max(out.common_shift, -out.power[i] / of_common[i]);
  }
  for (std::size_t i = 0; i < out.power.size(); ++i) {
    out.power[i] = out.power[i] + out.common_shift * of_common[i];
    if (out.common_shift > 0 && out.power[i] < 0) {
      // Rounding of the one ring that set the common shift, or a ring that cools as the others warm.
      if (out.power[i] < -1e-9 * out.common_shift) {
        return Infeasible{"no common shift keeps every heater warm", out.power[i], ""};
      }
      out.power[i] = 0;
    }
  }
  return out;
}

}  // namespace tron::circuit
