#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/config/tracking.h"
#include "device/library.h"
#include "rooms.h"

namespace tron::device {

/// What the cost of a device depends on besides its own parameters.
struct Operation {
  Tracked<int> bits = 8;  ///< resolution of a converter, bits of a value that a modulator encodes
  Tracked<Time> symbol;   ///< how long one event keeps the device on
  Tracked<Length> shift;  ///< of a tuner: how far it moves its ring, on average
};

/// What a device takes.
///   dac, adc                           event = P_ref / f_ref scaled to `bits` (device/dac.h, device/adc.h);
///                                      power = event / symbol
///   modulators                         event = energy per bit * bits; power = the static one
///   tia                                power = the record's, and power per bandwidth times its bandwidth;
///                                      event = power * symbol
///   vcsel, photodetector, soa,
///   ring_control, phase shifter and
///   other passives                     power = the record's; event = power * symbol
///   eo_tuner, to_tuner,
///   input_to_tuner                     power by shift (device/tuner.h); event = power * symbol, of an
///   eo_tuner
///                                      with the charging of its electrodes; no area: the ring's holds its
///                                      tuners
///   microring                          area alone
///   laser                              area alone: its power follows from the light that is wanted
///   lookup_table, comparator,
///   subtractor                         event = power * latency
///   adder, mac, divider                event = energy of an operation; power = leakage
struct DeviceCost {
  Energy event;  ///< one conversion, encode, detection, operation
  Power power;   ///< while it is on
  Area area;
  Time latency;
  Time cycle;  ///< least time between two events: the latency, or 1 / rate where that is longer
};

/// The kinds that have such a cost: all but memories (device/sram_table.h, Memory) and the waveguide.
const std::vector<std::string>& costed_kinds();

/// std::out_of_range for a kind that is not among them.
DeviceCost device_cost(const DeviceLibrary& library, std::string_view kind, const Operation& operation);

/// Its fields one by one: each reads no parameter but those that it depends on.
Energy device_event(const DeviceLibrary& library, std::string_view kind, const Operation& operation);
Power device_power(const DeviceLibrary& library, std::string_view kind, const Operation& operation);
Area device_area(const DeviceLibrary& library, std::string_view kind);
Time device_latency(const DeviceLibrary& library, std::string_view kind);
Time device_cycle(const DeviceLibrary& library, std::string_view kind);

}  // namespace tron::device
