#pragma once

#include <vector>

#include "base/error.h"
#include "rooms.h"

namespace tron::circuit {

/// A symmetric matrix, row-major n x n.
struct SymmetricMatrix {
  int n = 0;
  std::vector<double> at;
  double operator()(int i, int j) const { return at[static_cast<std::size_t>(i) * n + j]; }
  double& operator()(int i, int j) { return at[static_cast<std::size_t>(i) * n + j]; }
};

/// A = V diag(values) V^T; column k of V is vectors(i, k).
struct EigenDecomposition {
  std::vector<double> values;
  SymmetricMatrix vectors;
};

/// Cyclic Jacobi rotations, to the last bits of the off-diagonal part (Golub and Van Loan, Matrix
/// Computations, 8.5).
EigenDecomposition eigen_decompose(const SymmetricMatrix& matrix);

/// Thermal coupling of a row of heaters: 1 on the diagonal, coupling * decay^(distance - 1) beside it.
SymmetricMatrix thermal_coupling_matrix(int rings, double coupling, double decay);

/// Heater settings by thermal eigenmode decomposition.
struct HeaterPowers {
  std::vector<double> power;  ///< in units of the shift that a lone heater makes; all >= 0
  double common_shift = 0;    ///< added to every wanted shift so that no heater has to cool
};

/// P = V diag(1/k) V^T (wanted + common) for the coupling matrix K = V diag(k) V^T, with the least common
/// shift that keeps every P >= 0 (Milanizadeh et al., J. Lightwave Technol. 37(4), 2019). Infeasible where K
/// has an eigenvalue that is not positive, or where no common shift helps.
Feasible<HeaterPowers> ted_powers(const SymmetricMatrix& coupling, const std::vector<double>& wanted_shift);

}  // namespace tron::circuit
