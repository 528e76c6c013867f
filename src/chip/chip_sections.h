#pragma once

#include "base/config/config.h"
#include "base/execution/influence.h"
#include "chip/chip.h"
#include "device/library.h"
#include "rooms.h"

namespace tron::chip::detail {

/// What one section of a description needs of another, with what it depends on.
struct ChipFacts {
  // Of chips with a [bank], otherwise the defaults.
  Tracked<int> heads, wavelengths, attention_rows, feed_forward_rows;
  Tracked<Signs> signs;
  Tracked<Length> drive_range, spacing;
  Tracked<Assignment> assignment{Assignment::fixed};
  Tracked<double> local_share{-1};  ///< of [process]; -1 without one
  Tracked<int> operand_bits;
  // Of every chip, by the assumption set.
  Tracked<Length> heater_shift;
  Tracked<Time> tuning_in_symbol;
  Tracked<Frequency> symbol_rate;
  Tracked<LaserRule> laser_rule;
  Tracked<double> wanted_enob;
  Tracked<Power> waveguide_limit;
  bool rules = false;  ///< the set has a [link]

  /// What set and devices say of any link, as far as the laser's rule asks for it.
  LinkInputs laser_rules(const DeviceLibrary& library) const;
};

/// Each reads its tables of a chip description into `chip`, with the ranges and rules that each key must
/// keep, and what others need into `facts`; InputError with the key's place.
void read_sizes(const Config& root, Chip& chip, ChipFacts& facts);
/// [bank] and [compensation]; needs the sizes.
void read_banks(const Config& root, const DeviceLibrary& library, Chip& chip, ChipFacts& facts);
ScoreOrder read_order(const Config& attention);
/// [operand], [adc], [attention], [chip instance]
void read_operands(const Config& root, Chip& chip, ChipFacts& facts);
/// What inference alone computes from them is left out where influences are watched.
void read_elementwise(const Config& root, const DeviceLibrary& library, Chip& chip, const ChipFacts& facts);

/// [noise], [link] and [tuning] of the assumption set; needs all of the above.
void read_assumptions(const Config& root, const DeviceLibrary& library, Chip& chip, ChipFacts& facts);
/// [process] of the assumption set, where there is one; needs the banks.
void read_process(const Config& root, const DeviceLibrary& library, Chip& chip, ChipFacts& facts);
/// The same tables as read_assumptions, where there are any, for a chip without banks: what they say of any
/// light and any ring.
void read_rules(const Config& root, const DeviceLibrary& library, Chip& chip, ChipFacts& facts);

/// The link of a chip with banks: the light that a row's detectors get, and its budget, or why it does not
/// close. Needs all of the above. Notes whether it is open, and the bits.
struct ClosedLink {
  Tracked<Power> at_detector;
  Feasible<LinkBudget> budget;
};
ClosedLink close_link(const DeviceLibrary& library, const Chip& chip, const ChipFacts& facts);

}  // namespace tron::chip::detail
