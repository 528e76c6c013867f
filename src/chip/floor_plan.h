#pragma once

#include "chip/chip.h"
#include "circuit/fabrication/fabricated_chip.h"
#include "rooms.h"

namespace tron::chip {

/// What a study of many chips of this design needs to make them: its process, its banks and where they lie.
/// InputError for a chip whose assumption set has no [process].
///
/// The floor plan is this project's: arrays that hold a stationary operand lie evenly on a square grid of the
/// die, in the order of their numbers. In an array a bank takes a line, its arms one after the other, rings
/// one pitch of the device library apart; lines are as far apart as a ring with its tuner is wide (the root
/// of its area). Copies of a ring (sizes.ring_copies) are taken to be alike. The activation bank lies below
/// the first line.
FabricationPlan fabrication_plan(const Chip& chip);

/// Heaters of the chip as the machine counts and charges them.
struct HeaterCount {
  double heaters = 0;
  Power power;    ///< of all of them, by the assumption set's mean shift
  Power per_fsr;  ///< of one, for a shift of a whole free spectral range
};
HeaterCount heater_count(const Chip& chip);

}  // namespace tron::chip
