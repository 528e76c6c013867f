#pragma once

#include <span>
#include <vector>

namespace tron {

/// Which ring of a bank serves which channel. `fixed`: ring j channel j, wherever fabrication left it.
/// `cyclic`: rings in the order of their resonances serve channels in the order of theirs, turned so that
/// heat is least (Georgas, Leu, Moss, Sun, Stojanovic, "Addressing link-level design tradeoffs for integrated
/// photonic interconnects", CICC 2011: rings take the next channel instead of their own). The light of an
/// all-pass bus passes a product of rings, so their order is no matter to it; the converter that writes a row
/// takes its values in the rings' order.
enum class ChannelAssignment { fixed, cyclic };

/// Resonances moved to channels by heat.
struct AssignedRings {
  std::vector<int> channel;     ///< of each ring
  std::vector<double> shift_m;  ///< to the red, in [0, FSR)
  int out_of_reach = 0;         ///< rings whose shift is beyond the heaters' range
};

/// `resonance_m`: of each ring, relative to channel 0; channel i lies at i `spacing_m`, everything modulo the
/// free spectral range. Heaters only warm, so every shift is to the red. `cyclic` takes the turn with the
/// fewest rings beyond `range_m`, and of those the one with the least heat: for points on a circle and a cost
/// that grows with distance no other matching beats the turns of the sorted one (Werman, Peleg, Melter, Kong,
/// "Bipartite graph matching for points on a line or a circle", J. Algorithms 7, 277, 1986).
AssignedRings assign_channels(std::span<const double> resonance_m, double spacing_m, double fsr_m,
                              double range_m, ChannelAssignment assignment);

}  // namespace tron
