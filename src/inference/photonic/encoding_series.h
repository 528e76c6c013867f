#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "circuit/bank.h"
#include "inference/kernels/aligned.h"
#include "rooms.h"

namespace tron::inference {

/// The coupled equations of a two-arm bank (Compensation::per_symbol) for many vectors at once, and how far
/// from their solution a few rounds of them end.
///
/// A ring's unknown is u = sin(pi detuning / FSR) over the same of the drive range, 0..1, in the arm that is
/// lifted. What ring j does to channel i's light, ln T_ij(u) - ln T_ij(0), is a short power series in u: the
/// line of a neighbour is far away. So ln of both gains of a channel is a matrix product, and a ring in given
/// gains is solved in closed form.
///
/// The error is bounded beforehand, as intervals, whatever the vector: gains that are wrong by e set rings
/// that are wrong by h(e), which make gains that are wrong by sum_j max|d ln T_ij / du| h_j(e), the series'
/// error and the roundings. How much the last round changed the gains bounds what is left. A ring further
/// from a rounding boundary of the DAC than that has the code that Bank::calibrate gives it.
struct EncodingSeries {
  /// One round's series; later ones are longer.
  struct Round {
    int powers = 0;                    ///< of u that this round and the next one ask for
    std::vector<std::int32_t> terms;   ///< [pair of channels][ring]
    AlignedVector<float> coefficient;  ///< [pair of channels][ring][term][2], from u^1 on
  };
  struct Ring {
    float unit = 0;      ///< lift above the resting transmission of one level, in light of resting neighbours
    float start = 0;     ///< 1 / gain that the first round assumes, of that of resting neighbours
    float floor = 0;     ///< T on resonance
    float contrast = 0;  ///< 1 - floor
    float per_lift = 0;  ///< 1 / lift_range
    float lift_range = 0;  ///< contrast s / base of RingShape at the end of the range
    float middle = 0;      ///< -ln start
    float unsure = 0;      ///< of u^2 for an error of 1 in ln of the gains, at u = 0
  };
  int channels = 0, most_terms = 0;
  std::vector<Ring> rings;
  std::vector<Round> rounds;
  std::vector<float> exponential;  ///< of (e^x - 1) / x, the highest power first
  std::vector<float> code;         ///< DAC code / u in powers of u^2, the highest first
  std::vector<float> share;        ///< [code] detuning as a share of the FSR
  /// Error left of ln of the gains, of vectors without a zero, with one, and with more, in steps of the DAC;
  /// and what to add for each unit by which the last round changed them. At zero u is steep.
  static constexpr int kZeroClasses = 3;
  float doubt[kZeroClasses] = {}, doubt_by_change[kZeroClasses] = {};
  float code_error = 0;  ///< of `code`, relative
  float least_edge = 0;  ///< u of the lowest rounding boundary
};

/// Nothing where the bank is none of two arms and 64 channels at most, solved per symbol through a DAC of at
/// most 12 bits, or where the bound does not close: a crowded bank, whose neighbours take more than a few
/// percent of the light.
std::optional<EncodingSeries> encoding_series(const Bank& bank, std::int32_t levels);

}  // namespace tron::inference
