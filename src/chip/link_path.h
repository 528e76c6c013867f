#pragma once

#include <vector>

#include "chip/machine.h"
#include "circuit/link_budget.h"
#include "device/library.h"
#include "rooms.h"

namespace tron::chip {

/// The way of one channel from the laser through an activation bank and a stationary operand's bank to one
/// row's detector in an array of `rows`, each over `channels`, as a list of losses; devices' losses from
/// `library`. `rings_split`: signs need an arm of stationary operands each.
///   coupling            laser to chip
///   row split           10 log10(rows) and a splitter a level: all rows of an array share one set of lasers
///   arm split           the same for the two arms of a balanced detector, where signs need two arms
///   combiner            the arms' or the lasers' multiplexer
///   modulating rings    one in the activation bank, one in the operand's
///   off-resonance rings all others of both banks
///   waveguide           both banks' length, rings one pitch apart
///   EO, TO sections     a ring's circumference lambda^2 / (n_g FSR), in both modulating rings
std::vector<Loss> link_losses(const DeviceLibrary& library, int channels, bool rings_split, int rows);

/// The time of one symbol: the slowest of DAC, ADC, VCSEL, TIA and photodetector, which work in a pipeline
/// (latency, and 1 / rate of the converters), and of the receiver, which settles to half a step of an ADC of
/// `bits` or integrates (Tia::settling); then the electro-optic tuning if it is not hidden.
Time symbol_time(const DeviceLibrary& library, bool tuning_in_symbol, int bits);
/// What that is made of.
std::vector<TimeTerm> symbol_terms(const DeviceLibrary& library, bool tuning_in_symbol, int bits);

}  // namespace tron::chip
