#pragma once

#include "rooms.h"
#include "timing/events/simulate.h"
#include "timing/ledger.h"

namespace tron::timing {

/// Device footprints times counts, and memories, in m^2: chip/<pool or unit>/<part>, chip/memory/<level>,
/// chip/parts/<part>. Pitch, routing and pads are in the footprints or nowhere (docs/methods/area.md).
Ledger area_ledger(const Machine& machine);

/// Nameplate power in W: every part at full activity at once, whether or not the buffer could feed it. Same
/// paths as the energy ledger.
///   busy, always   power x devices
///   events         energy x the rate while all arrays of the pool stream full tiles of a product whose depth
///                  fills analogue accumulation and shared converters. Updates: every array is written again
///                  and again, each time in `program` (streams_both: every symbol).
///   units          energy x lanes / cycle
///   memories       standing + energy per byte x rate. Main memory: its bandwidth; the buffer: what all pools
///                  and units at full activity ask for, at most its three ports' bandwidth; others: what they
///                  ask for. Levels without bandwidth: what is asked for.
///   chip parts     the same, events of all pools and units together
Ledger peak_power_ledger(const Machine& machine);

/// Bit-identical to the values of both, without building the trees.
double area_m2(const Machine& machine);
double peak_power_w(const Machine& machine);

}  // namespace tron::timing
