#pragma once

#include <string_view>
#include <vector>

#include "chip/machine.h"
#include "device/library.h"
#include "rooms.h"

namespace tron::chip {

/// The least time between two events of a device, with the setting that decides it: latency or rate.
TimeTerm cycle_term(const DeviceLibrary& library, std::string_view kind);
/// A device's latency.
TimeTerm latency_term(const DeviceLibrary& library, std::string_view kind);

/// How long a symbol waits for electro-optic tuning; nothing where that is hidden.
std::vector<TimeTerm> tuning_terms(const DeviceLibrary& library, bool tuning_in_symbol);

/// Of devices side by side the slowest alone counts.
void keep_slowest(std::vector<TimeTerm>& terms);

}  // namespace tron::chip
