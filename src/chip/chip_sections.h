#pragma once

#include "base/config.h"
#include "chip/chip.h"
#include "device/library.h"

namespace tron::chip_detail {

/// Each reads its tables of a chip description into `chip`, with the ranges and rules that each key must
/// keep; InputError with the key's place.
void read_sizes(const Config& root, Chip& chip);
/// [bank] and [compensation]; needs the sizes.
void read_banks(const Config& root, const DeviceLibrary& library, Chip& chip);
ScoreOrder read_order(const Config& attention);
void read_operands(const Config& root, Chip& chip);  ///< [operand], [adc], [attention], [specimen]
void read_elementwise(const Config& root, const DeviceLibrary& library, Chip& chip);

/// [noise], [link] and [tuning] of the assumption set; needs all of the above.
void read_assumptions(const Config& root, const DeviceLibrary& library, Chip& chip);
/// [process] of the assumption set, where there is one; needs the banks.
void read_process(const Config& root, const DeviceLibrary& library, Chip& chip);
/// The same tables as read_assumptions, where there are any, for a chip without banks: what they say of any light and any ring.
void read_rules(const Config& root, const DeviceLibrary& library, Chip& chip);

}  // namespace tron::chip_detail
