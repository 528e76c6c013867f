#pragma once

#include <span>
#include <vector>

#include "base/text/quantity.h"
#include "circuit/fabrication/ted.h"
#include "circuit/wdm_grid.h"
#include "rooms.h"

namespace tron::circuit {

/// Which ring of a bank serves which channel, and which way it is moved.
///   both_ways  ring j serves channel j and moves to it from either side: what the sibling papers count
///   fixed      ring j serves channel j; heaters only warm, a ring past its channel goes on to the next order
///   cyclic     heaters only warm, and every ring takes the channel that is its turn on the red side: rings
///              keep their order around the free spectral range and the whole bank turns (barrel shift:
///              Georgas et al., CICC 2011, "Addressing link-level design tradeoffs for integrated photonic
///              interconnects"). On an all-pass bus the order of rings does not matter to light.
enum class Assignment { both_ways, fixed, cyclic };
inline constexpr const char* kAssignmentNames[] = {"both_ways", "fixed", "cyclic"};

/// How far to the blue of its channel a ring is designed so that warming to it takes least: the t sigma that
/// minimises b + FSR P(x > b) for a normal x, t = sqrt(2 ln(FSR / (sigma sqrt(2 pi)))), 0 for a wide spread.
Length design_bias(Length sigma, Length fsr);

/// Mean shift of `fixed` for a normal spread around the bias b: b + FSR sum_m m P(m - 1 < (x - b) / FSR < m).
Length mean_fixed_shift(Length sigma, Length fsr, Length bias);

/// What a bank's heaters are and can do. `spread` is the inverse of the thermal coupling matrix, empty
/// without coupling: heaters that are driven by the matrix they were measured to have (TED).
struct HeaterBank {
  WdmGrid grid;
  Length fsr;
  Length range;  ///< the greatest shift that a heater makes by itself
  Assignment assignment = Assignment::fixed;
  SymmetricMatrix inverse_coupling;
};

/// How one bus of rings is tuned; everything is indexed by the ring's place on the bus.
struct BankTuning {
  std::vector<int> channel;     ///< that the ring serves, or would serve
  std::vector<double> shift_m;  ///< of its resonance, to the red
  std::vector<double> power_m;  ///< of its heater, as the shift that it would make alone
  std::vector<bool> parked;     ///< serves nothing: it rests halfway between two channels
  std::vector<double> rest_m;   ///< where a parked ring rests, minus its channel; else 0
  int out_of_reach = 0;         ///< rings that are parked because their heaters cannot do more
};

/// Tunes the rings of one bus. `offset_m`: fabricated resonance minus the channel it was designed for, the
/// bias included. A ring that its neighbours warm past its channel takes the next order; one whose heater
/// would have to do more than the range is parked, and the others are solved again.
BankTuning tune_bank(const HeaterBank& bank, std::span<const double> offset_m);

/// Parks the rings that serve these channels as well; heaters are solved again.
void park_channels(const HeaterBank& bank, std::span<const int> channels, BankTuning& tuning);

/// The inverse of a coupling matrix; empty where all coupling is 0. std::logic_error for a matrix that is not
/// positive definite.
SymmetricMatrix inverse_of(const SymmetricMatrix& coupling);

}  // namespace tron::circuit
