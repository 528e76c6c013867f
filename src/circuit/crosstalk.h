#pragma once

#include <cstdint>
#include <vector>

#include "circuit/bank.h"
#include "rooms.h"

namespace tron::circuit {

/// Inter-channel crosstalk as the group's papers compute it (Sunny et al., CrossLight, DAC 2021, eqs. 8-10,
/// after Duong et al. 2014): a Lorentzian tail of every other channel, independent of what the rings hold.
///   phi(i, j) = delta^2 / ((lambda_i - lambda_j)^2 + delta^2),  delta = lambda_i / (2 Q)
///   levels = 1 / max_j sum_{i != j} phi(i, j)
/// delta is the half width at half height; the paper calls it the 3 dB bandwidth.
struct GroupCrosstalk {
  double noise = 0;  ///< of the channel with most of it, at unit input power
  double levels = 0;
  double bits = 0;  ///< log2(levels)
};
GroupCrosstalk group_crosstalk(const WdmGrid& grid, double quality_factor);

/// Share of channel i's light that ring j takes off the bus with every ring at `detuning`: 1 - Bank::factor.
/// Row i, column j; the diagonal is what the channel's own ring takes.
std::vector<std::vector<double>> crosstalk_matrix(const Bank& bank, double detuning_m);

/// How far encoded values stand from wanted ones, over random vectors uniform in [-1, 1].
struct EncodingError {
  double rms = 0, worst = 0;
  double levels = 0;      ///< 1 / (2 worst): magnitudes from 0 to 1 that are never mistaken for one another
  double worst_bits = 0;  ///< log2(levels)
  double effective_bits =
      0;  ///< of the uniform quantiser of magnitudes with the same rms error: log2(1 / (sqrt(12) rms))
};

/// Encodings `vectors` random vectors (Philox, keyed by `seed`) with the bank's own compensation and drive
/// DAC, its rings moved by `shifts`. The sign comes on top of the bits. No error at all gives infinite bits.
EncodingError encoding_error(const Bank& bank, int vectors, std::uint64_t seed,
                             const RingShifts& shifts = {});

/// A leak of power ratio x at the same wavelength beats with the signal: worst case 2 sqrt(x) |cos| + x of
/// its power (devices of one wavelength, coherent summation); `cosine` of the phase between them.
double homodyne_error(double leak_ratio, double cosine = 1);

}  // namespace tron::circuit
